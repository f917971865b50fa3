"""A posting abroad under one system or the other: what each choice of coverage does to the US benefit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal  # noqa: TC003 - msgspec reads it when it makes the schema
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.benefits.answer import Part
from totalis.benefits.days import month_of, month_text
from totalis.benefits.estimate import estimate
from totalis.benefits.figures import Figures
from totalis.benefits.impossible import derived_quarters
from totalis.benefits.law import rules_law
from totalis.benefits.outcome import BenefitOutcome, difference, outcome_of
from totalis.benefits.record import PLACED_FROM, Period
from totalis.benefits.rounding import dollars, half_up
from totalis.benefits.values import Values
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.benefits.record import Record

FIELDS = ("country", "start", "end", "yearly")
UNKNOWN = (
    "What the foreign system pays is not known here: it computes its own benefit by its own law. Its agency may count US quarters "
    "to open a right, as the United States counts foreign ones; ask it before you choose."
)


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """A stay abroad that is not in the record; both days included."""

    country: str
    start: date
    end: date
    yearly: int
    """Earnings a whole year that US coverage would reach, in cents."""


class Choice(Part, frozen=True, kw_only=True):
    """The posting under one system."""

    system: str
    """`US` or the code of the foreign country."""
    says: str
    outcome: BenefitOutcome
    pia_change: Decimal | None
    """Against the record without the posting."""
    monthly_change: Decimal | None


class PostingAnswer(Part, frozen=True, kw_only=True):
    """Both choices beside each other."""

    country: str
    start: date
    end: date
    us_earnings: dict[str, Decimal]
    """What would count in the United States, by year: in proportion to the days, at most the year's base."""
    choices: tuple[Choice, ...]
    unknown: str
    windfall: str


def read_posting(value: Any, record: Record, path: str = "posting") -> Posting:  # noqa: ANN401 - plain values
    """Read a posting and hold it against the record.

    Args:
        value: A mapping with `country`, `start`, `end`, `yearly`.
        record: The record without it.
        path: Where the posting stands, for messages.

    Raises:
        InputError: with every problem that was found.
    """
    values = Values(Document(value={}, lines={}, name=path))
    if not values.mapping(value, path, FIELDS):
        raise InputError(values.problems)
    country = values.country(value.get("country"), f"{path}.country")
    start = values.day(value.get("start"), f"{path}.start", required=True)
    end = values.day(value.get("end"), f"{path}.end", required=True)
    yearly = values.money(value.get("yearly"), f"{path}.yearly")
    if country is None or start is None or end is None or yearly is None or values.problems:
        raise InputError(values.problems)
    found = Posting(country=country, start=start, end=end, yearly=yearly)
    problems = list(_impossible(found, record, path))
    if problems:
        raise InputError(problems)
    return found


def _impossible(posting: Posting, record: Record, path: str) -> list[Problem]:
    problems = []
    if posting.end < posting.start:
        words = f"{posting.start} or later"
        problems.append(Problem(f"{path}.end", str(posting.end), words, "Correct it."))
    if posting.start.year < PLACED_FROM:
        words = f"a day from {PLACED_FROM} on"
        problems.append(Problem(f"{path}.start", str(posting.start), words, "Correct it."))
    if posting.start <= record.birth:
        words = f"a day after the birth on {record.birth}"
        problems.append(Problem(f"{path}.start", str(posting.start), words, "Correct it."))
    if month_of(posting.end) >= record.claim:
        words = f"a day before the first month of the benefit, {month_text(record.claim)}"
        remedy = "End the posting earlier, or claim later."
        problems.append(Problem(f"{path}.end", str(posting.end), words, remedy))
    for place, period in enumerate(record.foreign):
        same = period.country == posting.country
        if same and period.start <= posting.end and posting.start <= period.end:
            words = f"days that foreign_coverage[{place}] does not hold"
            remedy = "Take the posting out of the record's foreign coverage."
            problems.append(Problem(f"{path}.start", str(posting.start), words, remedy))
    return problems


def compare(
    record: Record, posting: Posting, in_force: Mapping[str, date] | None = None
) -> PostingAnswer:
    """The record with the posting as US earnings, and with it as foreign coverage.

    Args:
        record: The worker and the claim, without the posting.
        posting: As `read_posting` gives it.
        in_force: When each country's agreement entered into force; the lawbook's days if left out.
    """
    added = _added(record, posting)
    earnings = {**record.earnings}
    for year, cents in added.items():
        earnings[year] = earnings.get(year, 0) + cents
    us = msgspec.structs.replace(record, earnings=earnings, quarters=_quarters(record, earnings))
    period = Period(country=posting.country, start=posting.start, end=posting.end)
    abroad = msgspec.structs.replace(record, foreign=(*record.foreign, period))
    now = outcome_of(estimate(record, in_force=in_force))
    windfall = rules_law().steps["windfall"]
    return PostingAnswer(
        country=posting.country,
        start=posting.start,
        end=posting.end,
        us_earnings={str(year): dollars(cents) for year, cents in added.items()},
        choices=(
            _choice("US", us, now, in_force),
            _choice(posting.country, abroad, now, in_force),
        ),
        unknown=UNKNOWN,
        windfall=f"{windfall.says} [{windfall.citation}]",
    )


def _choice(
    system: str, record: Record, now: BenefitOutcome, in_force: Mapping[str, date] | None
) -> Choice:
    found = outcome_of(estimate(record, in_force=in_force))
    says = (
        "US coverage is kept with a certificate: the earnings count in the United States, and nothing is added to the foreign record."
        if system == "US"
        else "The work is covered abroad: it adds to the foreign record, and no earnings count in the United States."
    )
    return Choice(
        system=system,
        says=says,
        outcome=found,
        pia_change=difference(now.pia, found.pia),
        monthly_change=difference(now.monthly_benefit, found.monthly_benefit),
    )


def _added(record: Record, posting: Posting) -> dict[int, int]:
    """Cents by year: in proportion to the days, never past the base with what is there already."""
    figures = Figures(record.projection)
    result = {}
    for year in range(posting.start.year, posting.end.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        whole = (last - first).days + 1
        days = (min(last, posting.end) - max(first, posting.start)).days + 1
        room = figures.base(year) - record.earnings.get(year, 0)
        result[year] = max(min(half_up(posting.yearly * days, whole), room), 0)
    return result


def _quarters(record: Record, earnings: Mapping[int, int]) -> dict[int, int]:
    """Quarters of the posting's years by their new amounts; of all others as they are."""
    figures = Figures(record.projection)
    changed = {
        year: cents for year, cents in earnings.items() if cents != record.earnings.get(year)
    }
    more = derived_quarters(changed, {}, (), figures, lambda *_problem: None)
    return {**record.quarters, **more}
