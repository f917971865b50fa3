"""Which requests the retention policy reaches, and what it leaves: asked of columns and indexes, nothing is decrypted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from totalis.authority.models import (
    CoverageRequest,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    RegisterEntry,
    RetentionPolicy,
    Standing,
    State,
)
from totalis.kernel.dates import Rounding, add_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from totalis.webbase.accounts.models import Organisation

MONTHS = 12
SHOWN = 25
COUNTED = 10_000
"""How far the preview counts; beyond it says "more than"."""
FORMER = 20


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """What the page of the policy shows."""

    policy: RetentionPolicy | None
    former: Sequence[RetentionPolicy]
    years: int
    """For which it is previewed."""
    before: date
    """What ended before this day is reached."""
    due: Sequence[CoverageRequest]
    count: int
    more: bool
    disposed: int
    held_back: int
    """Requests that were completed before that day and stay all the same."""


def policy_of(organisation: Organisation) -> RetentionPolicy | None:
    """The policy that holds; None where nobody has set one."""
    rows = RetentionPolicy.objects.of(organisation).select_related("made_by")
    return rows.order_by("-pk").first()


def retention_page(organisation: Organisation, today: date, years: int | None) -> RetentionPage:
    """The policy, and what one of so many years would dispose of today."""
    rows = RetentionPolicy.objects.of(organisation).select_related("made_by").order_by("-pk")
    policies = list(rows[: FORMER + 1])
    standing = policies[0] if policies else None
    wanted = years or (standing.years if standing is not None else 10)
    before = first_day_kept(today, wanted)
    due = due_for_disposal(organisation, wanted, today)
    count = due.order_by()[: COUNTED + 1].count()
    old = _completed_before(organisation, before).order_by()[: COUNTED + 1].count()
    return RetentionPage(
        policy=standing,
        former=policies[1:],
        years=wanted,
        before=before,
        due=list(due.only("control_number", "agreement", "completed_at", "outcome")[:SHOWN]),
        count=min(count, COUNTED),
        more=count > COUNTED,
        disposed=CoverageRequest.objects.of(organisation).exclude(disposed_at=None).count(),
        held_back=max(old - count, 0),
    )


def first_day_kept(today: date, years: int) -> date:
    """So many years before a day, rounded to the earlier day: what ended before it is older than the policy."""
    return add_months(today, -MONTHS * years, rounding=Rounding.DOWN)


def due_for_disposal(
    organisation: Organisation, years: int, today: date
) -> QuerySet[CoverageRequest]:
    """The requests whose personal data a policy of so many years disposes of, those that ended first first.

    A request stays while it is open, while a certificate of it may still cover a day that is not older than the policy,
    while anything happened to it or to its certificates since, while a request that refers to it is kept, and while a
    message about it is on its way to a partner.
    """
    before = first_day_kept(today, years)
    moment = datetime.combine(before, time(), UTC)
    certificates = IssuedCertificate.objects.filter(request=OuterRef("pk"))
    covering = certificates.annotate(last=Coalesce("ended_on", "end")).filter(
        Q(standing=Standing.IN_FORCE) & (Q(last=None) | Q(last__gte=before))
    )
    young = RegisterEntry.objects.filter(certificate__request=OuterRef("pk"), made_at__gte=moment)
    followed = CoverageRequest.objects.filter(refers_to=OuterRef("pk"), disposed_at=None)
    under_way = ExchangeMessage.objects.filter(request=OuterRef("pk")).filter(
        Q(state=MessageState.DUE) | Q(made_at__gte=moment)
    )
    rows = _completed_before(organisation, before).exclude(Exists(covering))
    rows = rows.exclude(Exists(young)).exclude(Exists(under_way))
    return rows.exclude(Exists(followed)).order_by("completed_at", "pk")


def _completed_before(organisation: Organisation, before: date) -> QuerySet[CoverageRequest]:
    moment = datetime.combine(before, time(), UTC)
    rows = CoverageRequest.objects.of(organisation)
    return rows.filter(state=State.COMPLETED, disposed_at=None, completed_at__lt=moment)
