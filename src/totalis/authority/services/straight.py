"""Straight-through issue: clear requests under a policy that an administrator switched on, decided by no person."""

from __future__ import annotations

import hashlib
import hmac
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from totalis.authority.models import (
    Assessment,
    CoverageRequest,
    Decision,
    IssuePolicy,
    Question,
    State,
)
from totalis.authority.selectors.requests_overlap import days_of
from totalis.authority.services.assessing import ISSUE, assess
from totalis.authority.services.assigning import held
from totalis.authority.services.deciding import Given, take_effect, write
from totalis.kernel.dates import Duration, Rounding, last_day_of
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.models import Organisation

ACTOR = "Policy"
A_RUN = 200
"""Requests in one run: each is signed, so a run stays well within the time that a job may take."""
HUNDRED = 100

log = logging.getLogger(__name__)


def policy_actor(organisation: Organisation) -> Actor:
    """The policy as it acts: no user, no rights; what it decides names the row that allowed it."""
    return Actor(
        user=None,
        organisation=organisation,
        roles=frozenset(),
        rights=frozenset(),
        machine=ACTOR,
    )


def policy_of(organisation: Organisation, agreement: str, lane: str) -> IssuePolicy | None:
    """The policy that holds for an agreement and lane: the newest one. None: nobody has set any, so it is off."""
    rows = IssuePolicy.objects.of(organisation).filter(agreement=agreement, lane=lane)
    return rows.order_by("-pk").first()


def issue_clear(*, request: CoverageRequest, at: datetime) -> Decision | None:
    """Issue a request under the policy that holds for it; None where there is none, or where anything is open.

    What an examiner has taken up, asked about or decided, and what was drawn for people is left to people. The
    request is put before the engine once more, so that nothing rests on law or days that have passed.
    """
    policy = policy_of(request.organisation, request.agreement, request.lane)
    if policy is None or not policy.allowed:
        return None
    with transaction.atomic():
        try:
            row = held(request)
        except InputError:
            return None
        if not _is_left(row):
            return None
        found = assess(request=row, at=at)
        if not found.is_clear or found.left_to_people or not _short_enough(row, policy):
            return None
        if is_drawn(policy, row):
            Assessment.objects.filter(pk=found.pk).update(left_to_people=True)
            return None
        actor = policy_actor(row.organisation)
        given = Given(kind=ISSUE)
        made = write(actor=actor, row=row, assessment=found, given=given, at=at, policy=policy)
        take_effect(decision=made, row=row, actor=actor, at=at)
    return made


def issue_all_clear(*, at: datetime) -> int:
    """Issue what is clear under the policies that are on; answers how many. One that fails holds up no other."""
    done = 0
    for organisation in {row.organisation for row in IssuePolicy.objects.filter(allowed=True)}:
        for request in clear_requests(organisation)[:A_RUN]:
            try:
                done += issue_clear(request=request, at=at) is not None
            except Exception:
                log.exception("Request %s could not be issued under the policy", request.pk)
    return done


def clear_requests(organisation: Organisation) -> list[CoverageRequest]:
    """Requests that wait, are clear, and lie under a policy that is on; the oldest first, as many as a run takes."""
    wanted = Q()
    for agreement, lane in _switched_on(organisation):
        wanted |= Q(agreement=agreement, lane=lane)
    if not wanted:
        return []
    clear = Assessment.objects.of(organisation).filter(
        is_newest=True, is_clear=True, proposal=ISSUE, left_to_people=False
    )
    rows = (
        CoverageRequest.objects.of(organisation)
        .filter(wanted, pk__in=clear.values("request"), assigned_to=None)
        .exclude(state=State.COMPLETED)
        .select_related("organisation")
    )
    return list(rows.order_by("received_at", "pk")[:A_RUN])


def is_drawn(policy: IssuePolicy, request: CoverageRequest) -> bool:
    """Whether the request is one of those that the policy leaves to people: drawn at random, and the same each time.

    The draw is keyed, so that nobody outside can find a request that is sure to be issued unseen.
    """
    said = f"straight {policy.pk} {request.control_number}".encode()
    drawn = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return int.from_bytes(drawn[:8], "big") % HUNDRED < policy.kept_for_people


def _switched_on(organisation: Organisation) -> list[tuple[str, str]]:
    newest: dict[tuple[str, str], bool] = {}
    for row in IssuePolicy.objects.of(organisation).order_by("pk"):
        newest[row.agreement, row.lane] = row.allowed
    return [key for key, allowed in newest.items() if allowed]


def _is_left(row: CoverageRequest) -> bool:
    """Whether no person has had anything to do with it: a reply is read, and what was rejected is decided by people."""
    asked, decided = Question.objects.filter(request=row), Decision.objects.filter(request=row)
    return row.assigned_to_id is None and not asked.exists() and not decided.exists()


def _short_enough(row: CoverageRequest, policy: IssuePolicy) -> bool:
    days = days_of(row.answers)
    if policy.most_months is None or days is None:
        return days is not None
    most = last_day_of(days[0], Duration.parse(f"P{policy.most_months}M"), rounding=Rounding.UP)
    return days[1] <= most
