"""An estimate as it is shown: a result in the shape of `totalis/benefits/1`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from totalis.benefits.answer import (
    Conversion,
    CountryAnswer,
    Estimate,
    FamilyBenefit,
    Quarter,
    WindfallAnswer,
)
from totalis.benefits.assumed import assumptions
from totalis.benefits.days import month_text, quarter_text
from totalis.benefits.family import combined_maximum, factor_of, family_maximum, shares
from totalis.benefits.law import FOLDER, STEPPED, crediting_law, figures_law, rules_law
from totalis.benefits.payment import paid
from totalis.benefits.record import Kind, Relation
from totalis.benefits.rounding import dollars
from totalis.benefits.steps import steps_of
from totalis.benefits.verdict import BOTH, REGULAR, TOTALIZED
from totalis.kernel.digest import digest_bytes

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from totalis.benefits.amount import Amount
    from totalis.benefits.record import Relative
    from totalis.benefits.result import Paid, Result


@cache
def law_digest() -> str:
    """The digest of the files of the law that answered."""
    return digest_bytes(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))))


@cache
def checked_on() -> date:
    """The day on which the source that was checked longest ago was checked."""
    laws = (figures_law(), crediting_law(), rules_law())
    return min(source.checked_on for law in laws for source in law.sources.values())


@cache
def known_to() -> dict[str, int]:
    """The last published year of each yearly series."""
    return {
        name: max(series.values)
        for name, series in sorted(figures_law().series.items())
        if name not in STEPPED
    }


def shown(result: Result) -> Estimate:
    """A result as people and machines read it, with every step."""
    record, judged, found, pay = result.record, result.verdict, result.amount, result.paid
    standing = judged.shown
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
        law_checked_on=checked_on(),
        figures_known_to=known_to(),
        us_quarters=judged.alone.us.quarters,
        combined_quarters=standing.combined.quarters,
        required_quarters=judged.required,
        recent_quarters=None if test is None else standing.combined.recent,
        recent_required=None if test is None else test.needed,
        eligible=judged.eligible,
        benefit=judged.benefit,
        why=judged.why,
        country=standing.country if judged.benefit in (TOTALIZED, BOTH) else None,
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
                system="US" if quarter in standing.placed.us else standing.country,
            )
            for quarter in sorted(standing.placed.all)
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
            (
                part,
                kind,
                cents,
                paid(cents, factor_of(record, figures, part.relative), record.benefit),
            )
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
