"""Quarters on the calendar: US ones where they help most, foreign ones by the rule of their country.

20 CFR 404.1908 and the POMS sections named in `lawbook/benefits/crediting.yaml`; US quarters from 1978 on belong to no calendar
quarter and are placed where they help most (POMS RS 00301.230).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import QUARTERS, month_of, quarter_of
from totalis.benefits.record import MOST, PLACED_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.benefits.law import CreditRule
    from totalis.benefits.record import Period, Record

WEEK = 7
_MONTHS_OF = {"month": 1, "trimester": 3, "quarter": 3, "year": 12}


class Chunk(msgspec.Struct, frozen=True):
    """What is converted at once: the quarters that it may fill, in order, and how many its units are worth."""

    quarters: tuple[int, ...]
    count: int


class Placed(msgspec.Struct, frozen=True):
    """Where the quarters of both systems lie."""

    us: frozenset[int]
    foreign: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Each calendar quarter once."""
        return self.us | self.foreign

    def count(self, first: int, last: int) -> int:
        """How many lie between two quarters, both included."""
        return sum(first <= quarter <= last for quarter in self.all)


class Reading(msgspec.Struct, frozen=True):
    """How open points of crediting are read."""

    remainder: bool = True
    """A rest of units is one more quarter."""
    touched: bool = True
    """Where nothing was certified, a month (week, year …) that coverage touches counts; else only a whole one."""


def us_counts(record: Record, *, through: int) -> dict[int, int]:
    """US quarters a year that can lie in a quarter that has begun by then."""
    counts = {}
    for year, count in sorted(record.quarters.items()):
        room = min(max(through - QUARTERS * year + 1, 0), MOST)
        if min(count, room):
            counts[year] = min(count, room)
    return counts


def chunks(
    periods: Iterable[Period], rule: CreditRule, reading: Reading, *, first_year: int
) -> tuple[Chunk, ...]:
    """The pieces that are converted, in the order of time: each period, or each calendar year.

    Args:
        periods: Of one country.
        rule: That country's rule.
        reading: How open points are read.
        first_year: Nothing before it counts.
    """
    kept = [
        msgspec.structs.replace(period, start=max(period.start, date(first_year, 1, 1)))
        for period in sorted(periods)
        if period.end.year >= first_year
    ]
    if rule.by == "period":
        whole = [period for period in kept if not period.units_by_year]
        counted = [period for period in kept if period.units_by_year]
        found = [_of_span([period], rule, reading) for period in whole]
        return tuple(found + _by_year(counted, rule, reading))
    return tuple(_by_year(joined(kept), rule, reading))


def joined(periods: list[Period]) -> list[Period]:
    """Periods without certified units that follow one another without a day between, made one."""
    result: list[Period] = []
    for period in periods:
        last = result[-1] if result else None
        bare = period.units is None and not period.units_by_year
        if (
            last is not None
            and bare
            and last.units is None
            and not last.units_by_year
            and last.end + timedelta(days=1) == period.start
        ):
            result[-1] = msgspec.structs.replace(last, end=period.end)
        else:
            result.append(period)
    return result


def _by_year(periods: list[Period], rule: CreditRule, reading: Reading) -> list[Chunk]:
    years: dict[int, list[Period]] = {}
    for period in periods:
        for year in range(period.start.year, period.end.year + 1):
            part = msgspec.structs.replace(
                period,
                start=max(period.start, date(year, 1, 1)),
                end=min(period.end, date(year, 12, 31)),
                units=period.units_by_year.get(year, Decimal(0))
                if period.units_by_year
                else period.units,
            )
            years.setdefault(year, []).append(part)
    return [_of_span(parts, rule, reading) for _, parts in sorted(years.items())]


def _of_span(parts: list[Period], rule: CreditRule, reading: Reading) -> Chunk:
    """One period, or what several have in one year."""
    bare = [(part.start, part.end) for part in parts if part.units is None]
    units, parts_of_unit = derived(bare, rule.unit, touched=reading.touched), 1
    if len(bare) < len(parts):
        certified = sum(Fraction(part.units) for part in parts if part.units is not None) + units
        units, parts_of_unit = certified.as_integer_ratio()
    top, bottom = _ratio(rule.per_quarter)
    quotient = units * bottom, parts_of_unit * top
    count = -(-quotient[0] // quotient[1]) if reading.remainder else quotient[0] // quotient[1]
    counted = any(part.units_by_year for part in parts) or not rule.dated
    if counted and (rule.by == "calendar_year" or parts[0].units_by_year):
        first = QUARTERS * parts[0].start.year
        return Chunk(tuple(range(first, first + MOST)), count)
    reached = {
        quarter
        for part in parts
        for quarter in range(quarter_of(part.start), quarter_of(part.end) + 1)
    }
    return Chunk(tuple(sorted(reached)), count)


def place(
    record: Record,
    found: tuple[Chunk, ...],
    *,
    backward: bool = False,
    through: int,
    window: int | None = None,
) -> Placed:
    """Both systems' quarters up to a quarter.

    Args:
        record: The worker, with US quarters.
        found: What is converted.
        backward: Foreign quarters are placed from the last possible one: POMS GN 01724.110, step 5.
        through: The last quarter that counts.
        window: The first quarter of the test that they are placed for; None where all count.
    """
    spans = {quarter for chunk in found for quarter in chunk.quarters}
    us = _us(record, spans, through=through, window=window)
    foreign: set[int] = set()
    for chunk in found:
        row = [quarter for quarter in chunk.quarters if quarter <= through and quarter not in us]
        foreign.update((row[::-1] if backward else row)[: chunk.count])
    return Placed(us, frozenset(foreign))


def _us(record: Record, spans: set[int], *, through: int, window: int | None) -> frozenset[int]:
    taken = {quarter for quarter in record.placed if quarter <= through}
    for year, count in us_counts(record, through=through).items():
        if count == MOST:
            taken.update(range(QUARTERS * year, QUARTERS * year + MOST))
            continue
        own = {quarter for quarter in taken if quarter // QUARTERS == year}
        free = [
            quarter
            for quarter in range(QUARTERS * year, QUARTERS * year + MOST)
            if quarter <= through and quarter not in own
        ]
        free.sort(key=lambda quarter: (window is not None and quarter < window, quarter in spans))
        taken.update(free[: max(count - len(own), 0)])
    return frozenset(taken)


def unplaced(record: Record) -> tuple[int, ...]:
    """Years before 1978 with one to three US quarters of which nobody said where they lie."""
    own = {quarter // QUARTERS for quarter in record.placed}
    return tuple(
        year
        for year, count in sorted(record.quarters.items())
        if year < PLACED_FROM and 0 < count < MOST and year not in own
    )


@cache
def _ratio(number: Decimal) -> tuple[int, int]:
    return number.as_integer_ratio()


def derived(spans: list[tuple[date, date]], unit: str, *, touched: bool) -> int:
    """Units in spans of days, both ends included, that nobody certified.

    Args:
        spans: First and last days.
        unit: A unit of the crediting file.
        touched: Units that the spans touch; else those that lie wholly in one.
    """
    if unit in ("day", "week"):
        size = WEEK if unit == "week" else 1
        lengths = [(end - start).days + 1 for start, end in spans]
        return sum(-(-days // size) if touched else days // size for days in lengths)
    size = _MONTHS_OF[unit]
    if touched:
        reached = {
            number
            for start, end in spans
            for number in range(month_of(start) // size, month_of(end) // size + 1)
        }
        return len(reached)
    return sum(_whole(start, end, size) for start, end in spans)


def _whole(start: date, end: date, size: int) -> int:
    first = month_of(start) + (start.day > 1)
    after = month_of(end + timedelta(days=1))
    return max(after // size - -(-first // size), 0)
