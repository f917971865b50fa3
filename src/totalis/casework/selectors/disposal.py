"""Which closed cases a policy disposes of, and what keeps one of them: columns and indexes, nothing is decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404

from totalis.casework.models import Case, CaseHold, Certificate, DisposalPolicy
from totalis.kernel.dates import Rounding, add_months, day_words
from totalis.procedure.deadlines_certificate import retained_from
from totalis.webbase.audit.selectors import entries_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

SHOWN = 25
LOOKED_AT = 100
"""How many cases the preview works out; beyond it says so."""
FORMER = 20
A_NIGHT = 20_000
"""About as many cases are looked at in a night and an organisation; where there are more, others on the nights after."""
BATCH = 200
MONTHS = 12
_DAY = timedelta(days=1)
_LIGHT = (
    *("reference", "closed_at", "keep_until", "disposed_at", "dates"),
    *("organisation__retention_years", "worker__given_names", "worker__family_names"),
)

keepers: list[Callable[[Case, date], str]] = []
"""Called with a case that is over and the day: why it must stay all the same, or nothing. For the apps above the desk."""


@dataclass(frozen=True, slots=True)
class Over:
    """A case whose time is over."""

    case: Case
    kept_until: date | None
    why: str
    """Why it stays all the same; empty where nothing keeps it."""


@dataclass(frozen=True, slots=True)
class DisposalPage:
    """What the page of the policy shows."""

    policy: DisposalPolicy | None
    state: str
    """none: nobody has set a policy; off; grace: it begins on a later day; on"""
    former: Sequence[DisposalPolicy]
    due: Sequence[Over]
    due_count: int
    kept: Sequence[Over]
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
    light = over_by(organisation, today).select_related("worker", "organisation").only(*_LIGHT)
    over = list(light[: LOOKED_AT + 1])
    found = [Over(one, kept_until(one), why_kept(one, today)) for one in over[:LOOKED_AT]]
    due, kept = [one for one in found if not one.why], [one for one in found if one.why]
    return DisposalPage(
        policy=policies[0] if policies else None,
        state=_state(policies[0] if policies else None, today),
        former=policies[1:],
        due=due[:SHOWN],
        due_count=len(due),
        kept=kept[:SHOWN],
        kept_count=len(kept),
        looked_at=LOOKED_AT,
        more=len(over) > LOOKED_AT,
        disposed=Case.objects.of(organisation).exclude(disposed_at=None).count(),
    )


def _state(policy: DisposalPolicy | None, today: date) -> str:
    if policy is None:
        return "none"
    if not policy.allowed:
        return "off"
    return "on" if today >= policy.begins_on else "grace"


def years_after(closed: date, years: int) -> date:
    """The last day of keeping of a case; one closed on 29 February is kept a day longer rather than a day shorter."""
    return add_months(closed, years * MONTHS, rounding=Rounding.UP)


def kept_until(case: Case) -> date | None:
    """The last day of keeping: that of the closing, or a later one by the years that the organisation has set since."""
    if case.closed_at is None or case.keep_until is None:
        return None
    years = case.organisation.retention_years
    return max(case.keep_until, years_after(case.closed_at.date(), years))


def over_by(organisation: Organisation, today: date) -> QuerySet[Case]:
    """The closed cases whose last day of keeping lies before a day, those that ended first first."""
    years = organisation.retention_years
    # The last day of closing that is so many years back: closed on the next one, a case is kept at least until today.
    closed = add_months(today - _DAY, -years * MONTHS, rounding=Rounding.DOWN) + _DAY
    rows = Case.objects.of(organisation).filter(keep_until__lt=today, disposed_at=None)
    return rows.filter(closed_at__lt=_midnight(closed)).order_by("keep_until", "pk")


def due_by(organisation: Organisation, today: date) -> QuerySet[Case]:
    """Those of them that no hold, certificate or date to come keeps: what one statement can tell."""
    mine = OuterRef("pk")
    holds = CaseHold.objects.filter(case=mine, lifted_at=None)
    over = over_by(organisation, today).exclude(next_due__gte=today).exclude(Exists(holds))
    proofs = (_in_force(today).filter(case=mine), _to_be_proved(today).filter(case=mine))
    return over.exclude(Exists(proofs[0])).exclude(Exists(proofs[1]))


def of_tonight(organisation: Organisation, today: date) -> Iterator[list[int]]:
    """The numbers of the cases to look at in a night, a batch at a time.

    Where there are more than a night's worth, each has its turn within as many nights as there are shares. The number
    of shares is odd: two organisations that open their cases by turns have every share filled.
    """
    due = due_by(organisation, today).order_by("pk")
    shares = -(-due.count() // A_NIGHT) | 1
    turn = due.alias(share=F("pk") % shares).filter(share=today.toordinal() % shares)
    last = 0
    while batch := list(turn.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield batch
        last = batch[-1]


def why_kept(case: Case, today: date) -> str:
    """Why a case stays on a day; empty where nothing keeps it."""
    return next((why for why in _reasons(case, today) if why), "")


def _reasons(case: Case, today: date) -> Iterator[str]:
    if case.disposed_at is not None:
        yield "It was disposed of."
    if case.closed_at is None:
        yield "It is open."
    last = kept_until(case)
    if last is None or last >= today:
        yield "It is kept until its last day."
    hold = CaseHold.objects.filter(case=case, lifted_at=None).order_by("pk").first()
    if hold is not None:
        yield f"It is held: {hold.why}"
    if _in_force(today).filter(case=case).exists():
        yield "A certificate of it is in force, or has no last day."
    days = [one["day"] for one in case.dates if date.fromisoformat(one["day"]) >= today]
    if days:
        yield f"A date of it is still to come: {day_words(date.fromisoformat(min(days)))}."
    if _to_be_proved(today).filter(case=case).exists():
        yield "What payroll did on a certificate of it is proved for four years after the return of its last year."
    for keeper in keepers:
        yield keeper(case, today)


def _in_force(today: date) -> QuerySet[Certificate]:
    """Certificates that may still exempt on a day or later; a withdrawal may lie ahead."""
    stands = Q(withdrawn_on=None) | Q(withdrawn_on__gt=today)
    return Certificate.objects.filter(stands).filter(Q(end=None) | Q(end__gte=today))


def _to_be_proved(today: date) -> QuerySet[Certificate]:
    """Certificates that payroll relied on, whose proofs are still kept on a day, whether or not they stand.

    Asked of the certificates themselves: the dates of a case that was closed by an earlier version leave out those of
    one that was withdrawn or replaced. What a late withdrawal puts right is proved from the withdrawal on.
    """
    first = retained_from(today)
    relied = Certificate.objects.filter(matches__accepted=True, matches__released_at__isnull=False)
    unbounded = Q(end=None, withdrawn_on__gte=first)
    return relied.filter(Q(end__gte=first) | unbounded | Q(withdrawn_at__gte=_midnight(first)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
