"""`estimate(record)`: combined credits and the totalized benefit, every step with its value, formula and citation.

Pure: no clock, no network, no database. What no text settles is named, with the value of the other reading.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.amount import amount
from totalis.benefits.days import QUARTERS, quarter_of_month
from totalis.benefits.family import family_maximum
from totalis.benefits.figures import Figures
from totalis.benefits.insured import required
from totalis.benefits.law import crediting_law
from totalis.benefits.payment import lump_sum, paid, retirement_factor
from totalis.benefits.placing import us_counts
from totalis.benefits.record import Kind
from totalis.benefits.result import Paid, Result
from totalis.benefits.showing import shown
from totalis.benefits.verdict import BOTH, REGULAR, TOTALIZED, verdict
from totalis.benefits.windfall import reduced, windfall
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from totalis.benefits.amount import Amount
    from totalis.benefits.answer import (
        Estimate,
    )
    from totalis.benefits.record import Record
    from totalis.benefits.verdict import Verdict


def estimate(record: Record, *, in_force: Mapping[str, date] | None = None) -> Estimate:
    """The answer to one record.

    Args:
        record: The worker and the claim.
        in_force: When each country's agreement entered into force; the lawbook's days if left out.

    Raises:
        InputError: a figure that is needed is not published, or the law before 1979 would apply.
    """
    return shown(computed(record, in_force=in_force))


def computed(
    record: Record,
    *,
    in_force: Mapping[str, date] | None = None,
    figures: Figures | None = None,
) -> Result:
    """Everything that an estimate shows, as whole numbers.

    Args:
        record: The worker and the claim.
        in_force: When each country's agreement entered into force; the lawbook's days if left out.
        figures: Figures to share between records; of this record alone if left out.
    """
    days = _in_force(record) if in_force is None else in_force
    figures = Figures(record.projection) if figures is None else figures
    judged = verdict(record, crediting_law(), days)
    found = amount(record, figures)
    paid_on = None if found is None else _paid(record, figures, days, judged, found)
    if paid_on is not None and paid_on.conversion is not None and not paid_on.converted:
        found = amount(_frozen(record, paid_on.conversion), figures)
        paid_on = None if found is None else _paid_frozen(record, figures, paid_on, found)
    return Result(
        record=record,
        figures=figures,
        in_force=days,
        verdict=judged,
        amount=found,
        paid=paid_on,
    )


def _paid(
    record: Record, figures: Figures, days: Mapping[str, date], judged: Verdict, found: Amount
) -> Paid:
    best = found.best
    share = best.capped if record.cap else best.pro_rata
    regular = best.regular.amount
    turned = _conversion(record) if judged.benefit == TOTALIZED else None
    is_regular = judged.benefit == REGULAR or (turned is not None and regular >= share)
    wep = windfall(record, totalized=not is_regular, in_force=days) if record.pensions else None
    if wep is not None and wep.applies and is_regular:
        wep = reduced(record, figures, wep, best.regular, found.steps)
        regular = regular if wep.pia is None else wep.pia
    if turned is not None and regular < share:
        is_regular = False
    pia = regular if is_regular else share
    factor = retirement_factor(record, figures)
    limited = regular if judged.benefit == BOTH else pia
    return Paid(
        pia=pia,
        share=share,
        regular=regular,
        factor=factor,
        monthly=paid(pia, factor.value, record.benefit),
        maximum=family_maximum(record, figures, limited, found.steps),
        conversion=turned,
        converted=is_regular,
        windfall=wep,
        lump=_lump(record, judged, share, regular),
    )


def _frozen(record: Record, quarter: int) -> Record:
    """The record without earnings of the year of a quarter and later: POMS GN 01701.305."""
    year = quarter // QUARTERS
    return msgspec.structs.replace(
        record,
        earnings={one: cents for one, cents in record.earnings.items() if one < year},
        quarters={one: count for one, count in record.quarters.items() if one < year},
    )


def _paid_frozen(record: Record, figures: Figures, before: Paid, found: Amount) -> Paid:
    """The totalized benefit that goes on where the regular one would be lower."""
    share = found.best.capped if record.cap else found.best.pro_rata
    return msgspec.structs.replace(
        before,
        pia=share,
        share=share,
        monthly=paid(share, before.factor.value, record.benefit),
        maximum=family_maximum(record, figures, share, found.steps),
    )


def _lump(record: Record, judged: Verdict, share: int, regular: int) -> int | None:
    """The lump-sum death payment, in cents; a totalized one needs a death under the agreement."""
    if record.death is None or not judged.eligible:
        return None
    if judged.benefit != TOTALIZED:
        return lump_sum(regular)
    start = None if judged.chosen is None else judged.chosen.in_force
    return None if start is None or record.death < start else lump_sum(share)


def _conversion(record: Record) -> int | None:
    """The quarter in which US quarters alone suffice, up to the benefit month; None if not yet."""
    if record.kind is not Kind.OLD_AGE:
        return None
    need = required(record)
    for quarter in range(record.cutoff + 1, quarter_of_month(record.benefit) + 1):
        if sum(us_counts(record, through=quarter).values()) >= need:
            return quarter
    return None


def _in_force(record: Record) -> dict[str, date]:
    """The agreements of the countries that a record names."""
    law = _lawbook()
    names = {period.country for period in record.foreign}
    names |= {pension.country for pension in record.pensions}
    return {name: law.agreement(name).in_force for name in sorted(names & set(law.countries))}


@cache
def _lawbook() -> Lawbook:
    return Lawbook()
