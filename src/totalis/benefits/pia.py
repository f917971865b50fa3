"""The ordinary computation on a row of yearly earnings: years, indexing, AIME, PIA, cost of living (42 USC 415)."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import MONTHS
from totalis.benefits.record import Kind
from totalis.benefits.rounding import CENTS, down, up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from totalis.benefits.figures import Figures
    from totalis.benefits.record import Record

FIRST_ELIGIBLE = 1979
FIRST_INDEXED = 1951
ELAPSED_FROM = 1950
DROPPED = 5
LEAST = 2
FACTORS = (90, 32, 15)
DISABILITY_DROP_FROM = MONTHS * 1980 + 6
"""July 1980."""
DOWN_FROM_YEAR = 1983
"""Year of eligibility from which amounts at eligibility are cut, no longer raised, to the dime."""
DOWN_FROM = MONTHS * 1982 + 5
"""June 1982: from this increase amounts are cut, no longer raised, to the dime."""
CORRECTED_YEAR, FIRST_PAID = 1999, 24
CORRECTED_FROM = MONTHS * 2001 + 6
_JUNE, _DECEMBER = 5, 11
_DECEMBER_FROM = 1983
_FIRST_INCREASE = 1975


class Years(msgspec.Struct, frozen=True):
    """How many years the average is taken over."""

    elapsed: int
    dropped: int
    counted: int


class Increase(msgspec.Struct, frozen=True):
    """A cost-of-living increase that reaches a benefit month."""

    year: int
    month: int
    thousandths: int


class Ordinary(msgspec.Struct, frozen=True):
    """An average and the amount that follows from it; money in cents."""

    indexed: dict[int, int]
    chosen: tuple[int, ...]
    total: int
    aime: int
    """Whole dollars."""
    at_eligibility: int
    by_increase: tuple[int, ...]

    @property
    def amount(self) -> int:
        """With every increase."""
        return self.by_increase[-1] if self.by_increase else self.at_eligibility


def years_of(record: Record) -> Years:
    """Elapsed years after 21 (or 1950) up to the year before eligibility, less the dropped ones."""
    elapsed = max(record.stop_year - 1 - max(record.birth_year + 21, ELAPSED_FROM), LEAST)
    dropped = DROPPED
    if record.kind is Kind.DISABILITY and record.claim >= DISABILITY_DROP_FROM:
        dropped = min(elapsed // DROPPED, DROPPED)
    return Years(elapsed, dropped, max(LEAST, elapsed - dropped))


def increases(figures: Figures, *, eligible: int, benefit: int) -> tuple[Increase, ...]:
    """The increases from the year of eligibility through a benefit month.

    Raises:
        InputError: one of them is not published, and nothing is supposed.
    """
    found = []
    for year in range(max(eligible, _FIRST_INCREASE), benefit // MONTHS + 1):
        month = MONTHS * year + (_DECEMBER if year >= _DECEMBER_FROM else _JUNE)
        if month > benefit:
            break
        rate = figures.increase(year)
        if year == CORRECTED_YEAR and benefit < CORRECTED_FROM:
            rate = FIRST_PAID
        found.append(Increase(year, month, rate))
    return tuple(found)


def raised(cents: int, steps: Iterable[Increase]) -> tuple[int, ...]:
    """An amount after each increase, one at a time, each on a dime."""
    result = []
    for step in steps:
        cents = by_month(step.month)(cents * (1000 + step.thousandths), 1000)
        result.append(cents)
    return tuple(result)


def unraised(cents: int, steps: tuple[Increase, ...]) -> int:
    """An amount with its increases divided out, latest first; through 1982 down to the dime, later up.

    The direction is that of SSA's calculator (`unround`): the last increase that was rounded up is that of 1981, yet the
    one of 1982 is divided out downwards too.
    """
    for step in reversed(steps):
        turn = up if step.month > DOWN_FROM else down
        cents = turn(cents * 1000, 1000 + step.thousandths)
    return cents


def by_month(month: int) -> Callable[[int, int], int]:
    """How an amount effective with a month goes to the dime."""
    return down if month >= DOWN_FROM else up


def by_eligibility(year: int) -> Callable[[int, int], int]:
    """How an amount at eligibility goes to the dime."""
    return down if year >= DOWN_FROM_YEAR else up


def formula(aime: int, bends: tuple[int, ...], year: int, first: int = FACTORS[0]) -> int:
    """90, 32 and 15 percent of the three parts of the average, on the dime, in cents.

    Args:
        aime: Whole dollars.
        bends: In cents.
        year: Of eligibility.
        first: Percent of the first part; less than 90 under the former windfall elimination.
    """
    cents = aime * CENTS
    lower, upper = bends
    parts = (min(cents, lower), max(min(cents, upper) - lower, 0), max(cents - upper, 0))
    percents = (first, *FACTORS[1:])
    return by_eligibility(year)(sum(starmap(int.__mul__, zip(parts, percents, strict=True))), 100)


def ordinary(
    record: Record,
    figures: Figures,
    *,
    earnings: dict[int, int],
    last: int,
    steps: tuple[Increase, ...],
) -> Ordinary:
    """AIME and PIA on earnings in cents, theirs or attributed ones.

    Args:
        record: The worker.
        figures: Yearly figures.
        earnings: Cents a year.
        last: The last year whose earnings count.
        steps: Increases through the benefit month.
    """
    eligible = record.stop_year
    indexing = eligible - 2
    target = figures.wage(indexing)
    frozen = eligible if record.kind is Kind.DISABILITY else last
    end = min(last, frozen)
    sure, twice = figures.sure_wages, 2 * target
    indexed = {}
    for year, cents in earnings.items():
        if not FIRST_INDEXED <= year <= end:
            continue
        if year < indexing:
            # `half_up` written out: the innermost loop of a table of records.
            wage = sure.get(year) or figures.wage(year)
            indexed[year] = (twice * cents + wage) // (2 * wage)
        else:
            indexed[year] = cents
    count = years_of(record).counted
    highest = sorted([(-cents, year) for year, cents in indexed.items()])[:count]
    total = -sum([cents for cents, _ in highest])
    aime = down(total, MONTHS * count, to=CENTS) // CENTS
    first = formula(aime, figures.bends(eligible), eligible)
    chosen = tuple(sorted([year for _, year in highest]))
    return Ordinary(indexed, chosen, total, aime, first, raised(first, steps))
