"""The few numbers of an estimate that two of them are compared by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.benefits.answer import Part
from totalis.benefits.verdict import NONE, REGULAR, TOTALIZED

if TYPE_CHECKING:
    from totalis.benefits.answer import Estimate


class BenefitOutcome(Part, frozen=True, kw_only=True):
    """What a record gives; money in US dollars."""

    claim_month: str
    benefit_month: str
    eligible: bool
    benefit: str
    """`totalized`, `regular`, `both` or `none`."""
    why: str
    country: str | None
    us_quarters: int
    combined_quarters: int
    required_quarters: int
    pia: Decimal | None
    """What benefits are worked out from; null where nothing is due."""
    monthly_benefit: Decimal | None
    figures_projected: tuple[str, ...]


def outcome_of(answer: Estimate) -> BenefitOutcome:
    """The outcome of an estimate."""
    return BenefitOutcome(
        claim_month=answer.claim_month,
        benefit_month=answer.benefit_month,
        eligible=answer.eligible,
        benefit=answer.benefit,
        why=answer.why,
        country=answer.country,
        us_quarters=answer.us_quarters,
        combined_quarters=answer.combined_quarters,
        required_quarters=answer.required_quarters,
        pia=paid_pia(answer),
        monthly_benefit=answer.monthly_benefit,
        figures_projected=answer.figures_projected,
    )


def paid_pia(answer: Estimate) -> Decimal | None:
    """The PIA that is paid on: pro rata, or the regular one; lowered where the former windfall elimination reached it."""
    if answer.benefit == NONE:
        return None
    converted = answer.conversion is not None and answer.conversion.pays == REGULAR
    if answer.benefit == TOTALIZED and not converted:
        return answer.pro_rata_pia
    if answer.windfall is not None and answer.windfall.applies and answer.windfall.pia is not None:
        return answer.windfall.pia
    return answer.regular_pia


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """What a change adds; nothing due counts as nothing. None where neither gives an amount."""
    if before is None and after is None:
        return None
    return (after or Decimal(0)) - (before or Decimal(0))
