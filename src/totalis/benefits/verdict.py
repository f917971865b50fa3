"""Which benefit the quarters give: the regular one on US quarters alone, else the totalized one with one country."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import month_of
from totalis.benefits.insured import SIX, Recency, Standing, recency, required, standing
from totalis.benefits.record import Kind
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.benefits.credits import Reading
    from totalis.benefits.insured import Tested
    from totalis.benefits.law import CreditingLaw
    from totalis.benefits.record import Record

TOTALIZED, REGULAR, BOTH, NONE = "totalized", "regular", "both", "none"


class WithCountry(msgspec.Struct, frozen=True):
    """Insured status with one country, and whether it opens the benefit."""

    standing: Standing
    in_force: date | None
    eligible: bool
    why: str


class Verdict(msgspec.Struct, frozen=True):
    """The benefit, and the country that it rests on."""

    benefit: str
    why: str
    required: int
    test: Recency | None
    alone: Standing
    chosen: WithCountry | None
    countries: tuple[WithCountry, ...]

    @property
    def eligible(self) -> bool:
        """Whether anything is due."""
        return self.benefit != NONE

    @property
    def shown(self) -> Standing:
        """The standing whose quarters are shown: with the chosen country, else of the US alone."""
        return self.alone if self.chosen is None else self.chosen.standing


def verdict(
    record: Record,
    law: CreditingLaw,
    in_force: Mapping[str, date],
    reading: Reading | None = None,
) -> Verdict:
    """Judge a record.

    Args:
        record: The worker.
        law: Crediting by country.
        in_force: When each country's agreement entered into force; left out where there is none.
        reading: How open points of crediting are read.
    """
    need, test = required(record), recency(record)
    names = sorted({period.country for period in record.foreign})
    found = tuple(
        _with_country(record, standing(record, law, name, reading), in_force.get(name), need, test)
        for name in names
    )
    alone = found[0].standing.without if found else standing(record, law)
    # Amounts never depend on foreign periods, so every country that works pays the same: the fullest record is shown.
    chosen = max(
        found,
        key=lambda one: (one.eligible, one.standing.combined.quarters),
        default=None,
    )
    benefit = _benefit(record, alone.us, chosen)
    return Verdict(benefit, _why(benefit, alone.us, chosen, need), need, test, alone, chosen, found)


def opens(record: Record, tested: Tested) -> bool:
    """Whether insured status opens any benefit of the claim."""
    if record.kind is Kind.SURVIVORS:
        return tested.fully or tested.recently
    return tested.fully and tested.recently


def _benefit(record: Record, alone: Tested, chosen: WithCountry | None) -> str:
    combined = chosen is not None and chosen.eligible
    if opens(record, alone):
        fills = combined and chosen is not None and chosen.standing.combined.fully
        if record.kind is Kind.SURVIVORS and not alone.fully and fills:
            return BOTH
        return REGULAR
    return TOTALIZED if combined else NONE


def _with_country(
    record: Record, found: Standing, in_force: date | None, need: int, test: Recency | None
) -> WithCountry:
    us, both = found.us.quarters, found.combined
    why = ""
    if in_force is None:
        why = "No agreement is in force with this country; its periods cannot be combined."
    elif month_of(in_force) > record.claim:
        why = f"The agreement is in force from {day_words(in_force)}; nothing is due for months before."
    elif us < SIX:
        why = f"{us} US quarters; at least {SIX} are needed to use periods abroad."
    elif not opens(record, both):
        why = _short(record, both, need, test)
    else:
        why = f"{both.quarters} quarters together; {need} are needed."
        return WithCountry(standing=found, in_force=in_force, eligible=True, why=why)
    return WithCountry(standing=found, in_force=in_force, eligible=False, why=why)


def _short(record: Record, both: Tested, need: int, test: Recency | None) -> str:
    if not both.fully and (test is None or record.kind is Kind.DISABILITY):
        return f"{both.quarters} quarters together; {need} are needed."
    words = f"{both.quarters} quarters together of {need}"
    if test is None:
        return f"{words}."
    return f"{words}; {both.recent} of the {test.needed} needed in the last {test.out_of}."


def _why(benefit: str, alone: Tested, chosen: WithCountry | None, need: int) -> str:
    if benefit == REGULAR:
        return (
            f"Insured on {alone.quarters} US quarters alone: the regular benefit, no totalization."
        )
    if benefit == BOTH:
        return (
            "Currently insured on US quarters alone: regular benefits for child, mother and father; "
            "the widow or widower needs periods abroad and gets a totalized one."
        )
    if chosen is None:
        return f"{alone.quarters} US quarters of {need}, and no period abroad."
    return chosen.why
