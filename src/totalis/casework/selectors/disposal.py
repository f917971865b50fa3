"""Which closed cases a policy disposes of, and what keeps one of them: columns and indexes, nothing is decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from totalis.casework.models import Case, CaseHold, Certificate, DisposalPolicy
from totalis.kernel.dates import day_words
from totalis.webbase.audit.selectors import entries_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

SHOWN = 25
LOOKED_AT = 100
"""How many cases the preview works out; beyond it says so."""
FORMER = 20

keepers: list[Callable[[Case, date], str]] = []
"""Called with a case that is over and the day: why it must stay all the same, or nothing. For the apps above the desk."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A case whose time is over and that stays all the same."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class DisposalPage:
    """What the page of the policy shows."""

    policy: DisposalPolicy | None
    former: Sequence[DisposalPolicy]
    due: Sequence[Case]
    due_count: int
    kept: Sequence[Kept]
    kept_count: int
    looked_at: int
    """Of the cases that are over, the oldest so many."""
    more: bool
    """There are more than were looked at."""
    disposed: int


def disposed_page(case: Case) -> dict[str, Any]:
    """What is left of a case that was disposed of: its history, and the certificates that payroll relied on."""
    certificates = Certificate.objects.filter(case=case).order_by("pk")
    return {
        "case": case,
        "entries": list(entries_of(case.organisation, case.reference)),
        "certificates": list(certificates),
    }


def holds_of(case: Case) -> list[CaseHold]:
    """Every hold of a case, the newest first."""
    rows = CaseHold.objects.filter(case=case).select_related("made_by", "lifted_by")
    return list(rows.order_by("-pk"))


def hold_of(case: Case, number: int) -> CaseHold:
    """One hold of a case.

    Raises:
        Http404: the case has none of that number.
    """
    row = CaseHold.objects.filter(case=case, pk=number).first()
    if row is None:
        raise Http404
    return row


def policy_of(organisation: Organisation) -> DisposalPolicy | None:
    """The policy that holds; None where nobody has set one."""
    rows = DisposalPolicy.objects.of(organisation).select_related("made_by")
    return rows.order_by("-pk").first()


def disposal_page(organisation: Organisation, today: date) -> DisposalPage:
    """The policy, and what it would dispose of tonight, with what it would leave and why."""
    rows = DisposalPolicy.objects.of(organisation).select_related("made_by").order_by("-pk")
    policies = list(rows[: FORMER + 1])
    over = list(over_by(organisation, today)[: LOOKED_AT + 1])
    due, kept = [], []
    for case in over[:LOOKED_AT]:
        why = why_kept(case, today)
        if why:
            kept.append(Kept(case, why))
        else:
            due.append(case)
    return DisposalPage(
        policy=policies[0] if policies else None,
        former=policies[1:],
        due=due[:SHOWN],
        due_count=len(due),
        kept=kept[:SHOWN],
        kept_count=len(kept),
        looked_at=LOOKED_AT,
        more=len(over) > LOOKED_AT,
        disposed=Case.objects.of(organisation).exclude(disposed_at=None).count(),
    )


def over_by(organisation: Organisation, today: date) -> QuerySet[Case]:
    """The closed cases whose last day of keeping lies before a day, those that ended first first."""
    rows = Case.objects.of(organisation).select_related("worker", "organisation")
    over = rows.filter(closed_at__isnull=False, keep_until__lt=today, disposed_at=None)
    return over.order_by("keep_until", "pk")


def due_by(organisation: Organisation, today: date) -> QuerySet[Case]:
    """Those of them that neither a hold nor a certificate keeps: what one statement can tell."""
    holds = CaseHold.objects.filter(case=OuterRef("pk"), lifted_at=None)
    return over_by(organisation, today).exclude(Exists(holds)).exclude(Exists(_in_force(today)))


def why_kept(case: Case, today: date) -> str:
    """Why a case stays on a day; empty where nothing keeps it."""
    return next((why for why in _reasons(case, today) if why), "")


def _reasons(case: Case, today: date) -> Iterator[str]:
    if case.disposed_at is not None:
        yield "It was disposed of."
    if case.closed_at is None:
        yield "It is open."
    if case.keep_until is None or case.keep_until >= today:
        yield "It is kept until its last day."
    hold = CaseHold.objects.filter(case=case, lifted_at=None).order_by("pk").first()
    if hold is not None:
        yield f"It is held: {hold.why}"
    if Certificate.objects.filter(pk__in=_in_force(today, case).values("pk")).exists():
        yield "A certificate of it is in force, or has no last day."
    days = [one["day"] for one in case.dates if date.fromisoformat(one["day"]) >= today]
    if days:
        yield f"A date of it is still to come: {day_words(date.fromisoformat(min(days)))}."
    for keeper in keepers:
        yield keeper(case, today)


def _in_force(today: date, case: Case | None = None) -> QuerySet[Certificate]:
    """Certificates that may still exempt on a day or later."""
    rows = Certificate.objects.filter(withdrawn_on=None).filter(Q(end=None) | Q(end__gte=today))
    return rows.filter(case=OuterRef("pk") if case is None else case)
