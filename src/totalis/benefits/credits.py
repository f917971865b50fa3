"""What periods abroad are worth in quarters, by the rule of their country.

20 CFR 404.1908 and the POMS sections named in `lawbook/benefits/crediting.yaml`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import MONTHS, month_of, quarter_of, quarters_of_year

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.benefits.law import CreditRule
    from totalis.benefits.record import Period

WEEK = 7
_MONTHS_OF = {"month": 1, "trimester": 3, "quarter": 3, "year": 12}


class Chunk(msgspec.Struct, frozen=True):
    """What is converted at once: the quarters that it may fill, in order, and how many its units are worth."""

    quarters: tuple[int, ...]
    count: int


class Reading(msgspec.Struct, frozen=True):
    """How open points of crediting are read."""

    remainder: bool = True
    """A rest of units is one more quarter."""
    touched: bool = True
    """Where nothing was certified, a month (week, year …) that coverage touches counts; else only a whole one."""


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
        period
        if period.start.year >= first_year
        else msgspec.structs.replace(period, start=date(first_year, 1, 1))
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
        touching = last is not None and last.end + timedelta(days=1) == period.start
        if last is not None and touching and _bare(period) and _bare(last):
            result[-1] = msgspec.structs.replace(last, end=period.end)
        else:
            result.append(period)
    return result


def _by_year(periods: list[Period], rule: CreditRule, reading: Reading) -> list[Chunk]:
    years: dict[int, list[Period]] = {}
    if len(periods) == 1 and _bare(periods[0]):
        return _bare_years(periods[0], rule, reading)
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
    count = _worth(units, parts_of_unit, rule, reading)
    counted = any(part.units_by_year for part in parts) or not rule.dated
    if counted and (rule.by == "calendar_year" or parts[0].units_by_year):
        return Chunk(quarters_of_year(parts[0].start.year), count)
    if len(parts) == 1:
        return Chunk(_reached(parts[0].start, parts[0].end), count)
    reached = {quarter for part in parts for quarter in _reached(part.start, part.end)}
    return Chunk(tuple(sorted(reached)), count)


def _bare(period: Period) -> bool:
    """Whether nobody certified units."""
    return period.units is None and not period.units_by_year


def _bare_years(period: Period, rule: CreditRule, reading: Reading) -> list[Chunk]:
    """The years of one period without certified units; whole years of months and years are all alike."""
    start, end = period.start, period.end
    alike = rule.unit in _MONTHS_OF
    whole = _worth(MONTHS // _MONTHS_OF[rule.unit], 1, rule, reading) if alike else 0
    found = []
    for year in range(start.year, end.year + 1):
        if alike and start.year < year < end.year:
            found.append(Chunk(quarters_of_year(year), whole))
            continue
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        units = derived([(first, last)], rule.unit, touched=reading.touched)
        reached = _reached(first, last) if rule.dated else quarters_of_year(year)
        found.append(Chunk(reached, _worth(units, 1, rule, reading)))
    return found


def _worth(units: int, parts_of_unit: int, rule: CreditRule, reading: Reading) -> int:
    """How many quarters units are, a rest counted or not."""
    top, bottom = _ratio(rule.per_quarter)
    numerator, denominator = units * bottom, parts_of_unit * top
    return -(-numerator // denominator) if reading.remainder else numerator // denominator


def _reached(start: date, end: date) -> tuple[int, ...]:
    return tuple(range(quarter_of(start), quarter_of(end) + 1))


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
    if touched and len(spans) == 1:
        start, end = spans[0]
        return max(month_of(end) // size - month_of(start) // size + 1, 0)
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
