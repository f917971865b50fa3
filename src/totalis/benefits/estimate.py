"""`estimate(record)`: combined credits and the totalized benefit, every step with its value, formula and citation.

Pure: no clock, no network, no database. What no text settles is named, with the value of the other reading.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.amount import amount
from totalis.benefits.answer import (
    Conversion,
    CountryAnswer,
    Estimate,
    FamilyBenefit,
    Quarter,
    WindfallAnswer,
)
from totalis.benefits.assumed import assumptions
from totalis.benefits.credits import us_counts
from totalis.benefits.days import QUARTERS, month_text, quarter_of_month, quarter_text
from totalis.benefits.family import combined_maximum, family_maximum, shares
from totalis.benefits.figures import Figures
from totalis.benefits.insured import required
from totalis.benefits.law import FOLDER, crediting_law, rules_law
from totalis.benefits.payment import lump_sum, paid, retirement_factor
from totalis.benefits.record import Kind, Relation
from totalis.benefits.result import Paid, Result
from totalis.benefits.rounding import dollars
from totalis.benefits.steps import steps_of
from totalis.benefits.verdict import BOTH, REGULAR, TOTALIZED, verdict
from totalis.benefits.windfall import reduced, windfall
from totalis.kernel.digest import digest_files
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from totalis.benefits.amount import Amount
    from totalis.benefits.record import Record, Relative
    from totalis.benefits.verdict import Verdict


def estimate(record: Record, *, in_force: Mapping[str, date] | None = None) -> Estimate:
    """The answer to one record.

    Args:
        record: The worker and the claim.
        in_force: When each country's agreement entered into force; the lawbook's days if left out.

    Raises:
        InputError: a figure that is needed is not published, or the law before 1979 would apply.
    """
    return _shown(computed(record, in_force=in_force))


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


@cache
def law_digest() -> str:
    """The digest of the files of the law that answered."""
    files = sorted(str(path) for path in FOLDER.glob("*.yaml"))
    return digest_files(*files)


def _shown(result: Result) -> Estimate:
    record, judged, found, pay = result.record, result.verdict, result.amount, result.paid
    shown = judged.shown
    due = pay if judged.eligible else None
    test = judged.test
    numbers = None if found is None else found.best
    steps = steps_of(result)
    supposed = assumptions(result)
    return Estimate(
        kind=record.kind.value,
        claim_month=month_text(record.claim),
        benefit_month=month_text(record.benefit),
        law=law_digest(),
        us_quarters=judged.alone.us.quarters,
        combined_quarters=shown.combined.quarters,
        required_quarters=judged.required,
        recent_quarters=None if test is None else shown.combined.recent,
        recent_required=None if test is None else test.needed,
        eligible=judged.eligible,
        benefit=judged.benefit,
        why=judged.why,
        country=shown.country if judged.benefit in (TOTALIZED, BOTH) else None,
        countries=tuple(_countries(result)),
        theoretical_pia=_money(None if numbers is None else numbers.theory.amount),
        pro_rata_fraction=None if found is None else "{}/{}".format(*found.fraction),
        pro_rata_pia=_money(None if pay is None else pay.share),
        pro_rata_before_cap=_money(None if numbers is None else numbers.pro_rata),
        regular_pia=_money(None if numbers is None else numbers.regular.amount),
        monthly_benefit=_money(
            None if due is None or record.kind is Kind.SURVIVORS else due.monthly
        ),
        family_maximum=_money(None if due is None else due.maximum.amount),
        family=() if due is None or found is None else _family(result, due, found),
        lump_sum=_money(None if due is None else due.lump),
        conversion=_converted(due),
        windfall=_windfall(due),
        us_quarters_by_year={str(year): count for year, count in sorted(record.quarters.items())},
        quarters=tuple(
            Quarter(
                quarter=quarter_text(quarter),
                system="US" if quarter in shown.placed.us else shown.country,
            )
            for quarter in sorted(shown.placed.all)
        ),
        steps=steps,
        assumptions=supposed,
        figures_projected=tuple(sorted(result.figures.projected)),
        figures_of_one_source=tuple(sorted(result.figures.weak - result.figures.projected)),
        statement=rules_law().statement,
    )


def _money(cents: int | None) -> Decimal | None:
    return None if cents is None else dollars(cents)


def _countries(result: Result) -> list[CountryAnswer]:
    law = crediting_law()
    return [
        CountryAnswer(
            country=one.standing.country,
            agreement_in_force=one.in_force,
            foreign_quarters=len(one.standing.placed.foreign),
            combined_quarters=one.standing.combined.quarters,
            recent_quarters=one.standing.combined.recent,
            eligible=one.eligible,
            why=one.why,
            crediting=law.rule(one.standing.country).citation,
            crediting_read=law.known(one.standing.country),
            special=law.rule(one.standing.country).special,
        )
        for one in result.verdict.countries
    ]


def _family(result: Result, due: Paid, found: Amount) -> tuple[FamilyBenefit, ...]:
    """Members on one PIA; where both kinds meet, each under its own maximum and all under the regular one."""
    record, figures = result.record, result.figures
    members = _members(result)
    if result.verdict.benefit != BOTH:
        kind = REGULAR if due.converted else TOTALIZED
        parts = shares(record, figures, pia=due.pia, maximum=due.maximum.amount, members=members)
        rows = [(part, kind, part.within, part.payable) for part in parts]
    else:
        widows = [one for one in members if one.relation is Relation.WIDOW]
        others = [one for one in members if one.relation is not Relation.WIDOW]
        most = due.maximum.amount
        own = family_maximum(record, figures, due.share, found.steps).amount
        total = [
            (part, kind)
            for kind, pia, limit, own_kind in (
                (TOTALIZED, due.share, own, widows),
                (REGULAR, due.regular, most, others),
            )
            for part in shares(record, figures, pia=pia, maximum=limit, members=own_kind)
        ]
        within = combined_maximum([part.within for part, _ in total], most)
        rows = [
            (part, kind, cents, cents // 100 * 100)
            for (part, kind), cents in zip(total, within, strict=True)
        ]
    return tuple(
        FamilyBenefit(
            relation=part.relative.relation.value,
            benefit=kind,
            full=dollars(part.full),
            after_maximum=dollars(cents),
            payable=dollars(payable),
        )
        for part, kind, cents, payable in rows
    )


def _members(result: Result) -> list[Relative]:
    """Who is paid in the month: begun, and for a widow or widower only where the worker was fully insured."""
    record, judged = result.record, result.verdict
    fully = judged.alone.us.fully or (
        judged.benefit in (TOTALIZED, BOTH) and judged.shown.combined.fully
    )
    return [
        one
        for one in record.family
        if (one.claim is None or one.claim <= record.benefit)
        and (fully or one.relation is not Relation.WIDOW)
    ]


def _converted(due: Paid | None) -> Conversion | None:
    if due is None or due.conversion is None:
        return None
    return Conversion(
        from_quarter=quarter_text(due.conversion),
        regular_pia=dollars(due.regular),
        totalized_pia=dollars(due.share),
        pays=REGULAR if due.converted else TOTALIZED,
    )


def _windfall(due: Paid | None) -> WindfallAnswer | None:
    if due is None or due.windfall is None:
        return None
    found = due.windfall
    return WindfallAnswer(
        applies=found.applies,
        why=found.why,
        pia=_money(found.pia),
        years_of_coverage=found.years,
        first_factor=found.first_factor,
    )
