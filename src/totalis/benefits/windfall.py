"""The former windfall elimination (WEP) and government pension offset (GPO): months through December 2023.

POMS GN 01701.301, .310, .320 and RS 00605.360, .386; repealed for later months by the Social Security Fairness Act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import MONTHS, month_of, month_text
from totalis.benefits.pia import FACTORS, FIRST_INDEXED, formula, raised
from totalis.benefits.record import Kind
from totalis.facts.countries import with_article

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from totalis.benefits.figures import Figures
    from totalis.benefits.pia import Increase, Ordinary
    from totalis.benefits.record import Pension, Record

LAST_MONTH = MONTHS * 2023 + 11
TOTALIZED_FREE_FROM = MONTHS * 1995
ELIGIBLE_AFTER = 1985
PHASED_IN = {1986: 80, 1987: 70, 1988: 60, 1989: 50}
"""The first factor of a year of eligibility before 1990: Social Security Handbook 718.3."""
BEFORE_1951, MOST_BEFORE_1951 = 90_000, 14
"""A year for each 900 dollars before 1951, at most fourteen: POMS RS 00605.362."""
LEAST_FACTOR, STEP = 40, 5
FULL_YEARS, LEAST_YEARS = 30, 20
SUBSTANTIAL = 4


class Windfall(msgspec.Struct, frozen=True):
    """Whether a PIA was reduced, why, and to what; money in cents."""

    applies: bool
    why: str
    pia: int | None = None
    years: int = 0
    first_factor: int = FACTORS[0]


def windfall(
    record: Record,
    *,
    totalized: bool,
    in_force: Mapping[str, date],
) -> Windfall:
    """Whether the reduction reached a benefit in its month.

    Args:
        record: The worker, with pensions.
        totalized: Whether the benefit is a totalized one.
        in_force: When each agreement that matters entered into force.
    """
    reaching = [one for one in record.pensions if one.first_month <= record.benefit]
    spared = _spared_by_law(record, reaching, totalized=totalized)
    if spared:
        return Windfall(applies=False, why=spared)
    left = [one for one in reaching if not _spared(one, record.benefit, in_force, totalized)]
    if not left:
        return Windfall(applies=False, why=_spared_words(totalized=totalized))
    countries = " and ".join(sorted({with_article(pension.country) for pension in left}))
    month = month_text(record.benefit)
    return Windfall(applies=True, why=f"A pension from {countries} is paid for {month}.")


def _spared_by_law(record: Record, reaching: list[Pension], *, totalized: bool) -> str:
    """Why no pension at all could reduce the benefit; empty where one could."""
    reasons = {
        "No pension from work that was not covered was given.": not reaching,
        "Repealed: December 2023 was its last month.": record.benefit > LAST_MONTH,
        "It never reached survivors.": record.kind is Kind.SURVIVORS,
        "It reached first eligibility after 1985 alone.": record.stop_year <= ELIGIBLE_AFTER,
        "It did not reach totalized benefits from January 1995 on.": totalized
        and record.benefit >= TOTALIZED_FREE_FROM,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _spared(pension: Pension, month: int, in_force: Mapping[str, date], totalized: bool) -> bool:  # noqa: FBT001 (private)
    if totalized:
        start = in_force.get(pension.country)
        return start is not None and month_of(start) <= month
    return pension.due_only_by_agreement or pension.rests_on_residence


def _spared_words(*, totalized: bool) -> str:
    if totalized:
        return "Before 1995 pensions of countries with an agreement in force counted as covered."
    return "The pensions are due only by the agreement, or rest on residence alone."


def years_of_coverage(record: Record, figures: Figures) -> int:
    """Years from 1951 with earnings of a quarter of the old-law base, and those that earnings before 1951 make."""
    early = sum(cents for year, cents in record.earnings.items() if year < FIRST_INDEXED)
    return min(early // BEFORE_1951, MOST_BEFORE_1951) + sum(
        SUBSTANTIAL * cents >= figures.old_base(year)
        for year, cents in record.earnings.items()
        if FIRST_INDEXED <= year < record.claim_year
    )


def reduced(
    record: Record,
    figures: Figures,
    found: Windfall,
    regular: Ordinary,
    steps: tuple[Increase, ...],
) -> Windfall:
    """The reduced PIA: a lower first factor, but never more than half of the pensions less."""
    years = years_of_coverage(record, figures)
    year = record.stop_year
    by_years = FACTORS[0] - STEP * max(FULL_YEARS - max(years, LEAST_YEARS), 0)
    factor = max(by_years, PHASED_IN.get(year, LEAST_FACTOR))
    lower = formula(regular.aime, figures.bends(year), year, factor)
    pensions = sum(one.monthly for one in record.pensions if one.first_month <= record.benefit)
    floor = regular.at_eligibility - pensions // 2
    first = max(lower, floor // 10 * 10)
    return Windfall(
        applies=True,
        why=found.why,
        pia=(first, *raised(first, steps))[-1],
        years=years,
        first_factor=factor,
    )
