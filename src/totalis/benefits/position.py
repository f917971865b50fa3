"""Relative earnings position and theoretical earnings: 20 CFR 404.1918(b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import quarter_of
from totalis.benefits.record import MOST, Kind
from totalis.benefits.rounding import half_up

if TYPE_CHECKING:
    from totalis.benefits.figures import Figures
    from totalis.benefits.record import Record

PLACES = 7
UNIT = 10**PLACES
ATTRIBUTED_FROM = 22
_WHOLE = UNIT * MOST
_TWO = 2 * UNIT


class Position(msgspec.Struct, frozen=True):
    """How the worker's earnings stood to everybody's average, in ten-millionths."""

    ratios: dict[int, int]
    quarters: int
    value: int
    used: dict[int, int]
    """Earnings that entered, in cents: cut to one, two or three quarters of the year's most."""


def position(record: Record, figures: Figures, *, last: int, known: int) -> Position | None:
    """The relative earnings position; None where no year with a US quarter counts.

    Args:
        record: The worker.
        figures: Yearly figures.
        last: The last year whose earnings count.
        known: The latest year whose wage index is available.
    """
    ratios: dict[int, int] = {}
    used: dict[int, int] = {}
    total = 0
    for year in sorted(record.quarters):
        count = record.quarters[year]
        if count == 0 or year > last:
            continue
        used[year] = min(record.earnings.get(year, 0), figures.base(year) * count // MOST)
        ratios[year] = half_up(used[year] * UNIT, figures.wage(min(year, known)))
        total += count
    if total == 0:
        return None
    return Position(ratios, total, half_up(MOST * sum(ratios.values()), total), used)


def theoretical(record: Record, figures: Figures, *, found: Position, known: int) -> dict[int, int]:
    """Earnings attributed to each year, in cents: the position times the average wage, up to the base.

    From the year of age 22 to the year before eligibility, and any other year with a US quarter.
    """
    stop = record.stop_year
    first, value = record.birth_year + ATTRIBUTED_FROM, found.value
    twice = 2 * value
    # `half_up` written out: the innermost loop of a table of records.
    result = {
        year: base if (one := (twice * wage + UNIT) // _TWO) > base else one
        for year, wage, base in figures.span(first, stop, known)
    }
    died = None if record.death is None else record.death.year
    years = {year for year in found.ratios if not first <= year < stop}
    if record.kind is Kind.SURVIVORS and died == stop:
        years.add(stop)
    for year in years:
        wage = figures.wage(min(year, known))
        result[year] = min(half_up(value * wage, UNIT), figures.base(year))
    if record.death is not None and died in result:
        quarters = quarter_of(record.death) % MOST + 1
        wage = figures.wage(min(record.death.year, known))
        attributed = half_up(value * wage * quarters, _WHOLE)
        result[record.death.year] = min(attributed, figures.base(record.death.year))
    return dict(sorted(result.items())) if years else result
