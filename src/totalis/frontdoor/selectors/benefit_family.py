"""What a family gets on a worker's record, and what former pensions did, as the result page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from totalis.benefits.days import MONTHS
from totalis.benefits.record import Relation

if TYPE_CHECKING:
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from totalis.benefits.answer import Estimate
    from totalis.benefits.record import Record

RELATIONS: dict[str, _StrPromise] = {
    "spouse": gettext_lazy("Spouse"),
    "child": gettext_lazy("Child"),
    "widow": gettext_lazy("Widow or widower"),
    "mother_father": gettext_lazy("Mother or father with the worker's child in care"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One member in the month that is shown."""

    name: str
    kind: str
    full: str
    within: str
    payable: str


@dataclass(frozen=True, slots=True)
class Family:
    """Everybody on the record beside the worker."""

    members: tuple[Member, ...]
    total: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pensions:
    """What pensions from work without US coverage did to the benefit."""

    sentence: str
    why: str
    reduced: str
    detail: str


def relation_choices() -> list[tuple[str, str]]:
    """Every member that there can be; what does not fit the kind of claim is told so."""
    return [(code, str(name)) for code, name in RELATIONS.items()]


def family_of(record: Record, answer: Estimate) -> Family | None:
    """The family's benefits; None where nobody was named."""
    if not record.family:
        return None
    members = tuple(
        Member(
            name=str(RELATIONS[one.relation]),
            kind=_("totalized") if one.benefit == "totalized" else _("regular"),
            full=_money(one.full),
            within=_money(one.after_maximum),
            payable=_money(one.payable),
        )
        for one in answer.family
    )
    total = sum((one.payable for one in answer.family), start=answer.monthly_benefit or 0)
    return Family(
        members=members,
        total=_money(total) if members else "",
        notes=tuple(_notes(record, answer)),
    )


def _notes(record: Record, answer: Estimate) -> list[str]:
    """Who is not paid in the month, and why."""
    if not answer.eligible:
        return [_("Nothing is due on this record, so nothing is due to the family.")]
    notes = [
        _("%(member)s: from %(month)s, after the month that is shown.")
        % {"member": RELATIONS[one.relation.value], "month": _month(one.claim)}
        for one in record.family
        if one.claim is not None and one.claim > record.benefit
    ]
    begun = [one for one in record.family if one.claim is None or one.claim <= record.benefit]
    if len(begun) > len(answer.family) and any(one.relation is Relation.WIDOW for one in begun):
        notes.append(
            _(
                "Widow or widower: nothing, because the worker was not fully insured; recent work is enough for children and those who care for them alone."
            )
        )
    return notes


def pensions_of(record: Record, answer: Estimate) -> Pensions | None:
    """What former pensions did; None where none was named or nothing is due."""
    found = answer.windfall
    if not record.pensions or found is None:
        return None
    if not found.applies:
        return Pensions(
            _("The pension from work abroad takes nothing from this benefit."), _(found.why), "", ""
        )
    detail = _(
        "%(years)s years with substantial US earnings: the first part of the formula counts %(factor)s instead of 90 percent."
    )
    values = {"years": found.years_of_coverage, "factor": found.first_factor}
    return Pensions(
        sentence=_("The pension from work abroad lowers this benefit."),
        why=_(found.why),
        reduced=_("PIA %(before)s before, %(after)s after")
        % {"before": _money(answer.regular_pia or 0), "after": _money(found.pia or 0)},
        detail=detail % values,
    )


def _money(amount: Decimal | int) -> str:
    return f"${amount:,.2f}"


def _month(number: int) -> str:
    return date_format(date(number // MONTHS, number % MONTHS + 1, 1), "F Y")
