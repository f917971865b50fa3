"""Deciding a request: what a decision rests on, when it needs a second person, and what stands at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import Decision, Happened, Outcome, State
from totalis.authority.selectors.exchange import consent_of
from totalis.authority.services.assigning import begin, examining, no_numbers, refuse
from totalis.authority.services.deciding_checks import (
    REJECT_FIRST,
    Given,
    check_given,
    differs,
    is_exception,
    refuse_second_issue,
    refuse_stale,
    refuse_unheard,
)
from totalis.authority.services.exchanging import settle_with_partner
from totalis.authority.services.issuing import issue
from totalis.authority.services.issuing_former import hold_for_issue
from totalis.authority.services.telling import happened
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Assessment, CoverageRequest, IssuePolicy
    from totalis.webbase.accounts.actor import Actor

__all__ = ["Given", "confirm", "decide", "reject", "standing", "take_effect", "write"]

ISSUE = "issue"
REASON_LENGTH = 500


def decide(
    *,
    actor: Actor,
    request: CoverageRequest,
    assessment: Assessment,
    given: Given,
    at: datetime,
    heard: int | None = None,
) -> Decision:
    """Decide a request on an assessment; what needs no second person takes effect at once.

    An exception, and whatever differs from what the engine proposed, waits for a second person. `heard` is the last event of the
    requester's (`selectors.heard`) that the person had before her.

    Raises:
        MissingRightError: the person may not examine.
        InputError: the request is completed or decided; what the decision rests on is not the newest any more, or the requester
            has said more since, or something was issued to the worker for days that meet; a refusal
            without reasons or article; days that are none; a difference without its reason.
    """
    with examining(actor=actor, request=request) as row:
        refuse_unheard(row, heard)
        made = write(actor=actor, row=row, assessment=assessment, given=given, at=at)
        if not made.needs_second:
            take_effect(decision=made, row=row, actor=actor, at=at)
    return made


def write(
    *,
    actor: Actor,
    row: CoverageRequest,
    assessment: Assessment,
    given: Given,
    at: datetime,
    policy: IssuePolicy | None = None,
) -> Decision:
    """The decision as a record; the caller holds the row and lets it take effect.

    Raises:
        InputError: as `decide`.
    """
    _none_stands(row)
    refuse_stale(row, assessment)
    whole = check_given(row, assessment, given)
    unlike = differs(assessment, whole)
    if unlike and not whole.override_reason.strip():
        refuse(
            "override_reason",
            f"nothing, though {unlike}",
            "the reason why it differs from what the engine proposed",
            "Say what you know that the engine does not. A second person looks at it.",
        )
    exception = is_exception(row, assessment)
    if whole.kind == ISSUE:
        hold_for_issue(row)
    begin(row, actor=actor, at=at)
    made = Decision.objects.create(
        organisation=row.organisation,
        request=row,
        kind=whole.kind,
        product=row.product,
        assessment=assessment,
        determination_digest=assessment.determination_digest,
        law=assessment.law,
        covered_by=whole.covered_by,
        exempt_in=whole.exempt_in,
        start=whole.start,
        end=whole.end,
        article=whole.article,
        reasons=whole.reasons.strip(),
        override_reason=whole.override_reason.strip() if unlike else "",
        is_exception=exception,
        straight_through=policy is not None,
        policy=policy,
        needs_second=exception or bool(unlike),
        made_by=actor.user,
        made_at=at,
    )
    _record(actor, f"decided to {whole.kind}", made, at)
    if made.kind == ISSUE:
        refuse_second_issue(row, assessment)
    return made


def confirm(*, actor: Actor, decision: Decision, at: datetime) -> Decision:
    """Be the second person of a decision, which takes effect.

    Raises:
        MissingRightError: the person may not confirm.
        InputError: she decided it herself, or entered the other agency's agreement herself; that is not entered where an exception
            rests on it; it does not wait any more; what it rests on is not the newest any more.
    """
    require(actor, Right.CONFIRM)
    with examining(actor=actor, request=decision.request, right=Right.CONFIRM) as row:
        made = _waiting(decision, row)
        _another_person(actor, made)
        _another_than_entered(actor, made)
        refuse_stale(row, made.assessment, remedy=REJECT_FIRST)
        if made.kind == ISSUE:
            hold_for_issue(row)
        made.confirmed_by, made.confirmed_at = actor.user, at
        made.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(actor, "confirmed decision", made, at)
        if made.kind == ISSUE:
            refuse_second_issue(row, made.assessment, remedy=REJECT_FIRST)
        take_effect(decision=made, row=row, actor=actor, at=at)
    return made


def reject(*, actor: Actor, decision: Decision, reason: str, at: datetime) -> Decision:
    """Send a decision that waits back to the examiners; who made it may take it back that way too.

    Raises:
        MissingRightError: the person may neither confirm nor made it.
        InputError: no reason, or it does not wait any more.
    """
    require(actor, Right.EXAMINE if decision.made_by == actor.user else Right.CONFIRM)
    right = Right.EXAMINE if decision.made_by == actor.user else Right.CONFIRM
    with examining(actor=actor, request=decision.request, right=right) as row:
        made = _waiting(decision, row)
        why = reason.strip()
        if not why or len(why) > REASON_LENGTH:
            refuse(
                "reason",
                f"{len(why)} letters" if why else "nothing",
                f"a reason of at most {REASON_LENGTH} letters",
                "Say what the examiner must look at again.",
            )
        no_numbers("reason", why)
        made.rejected_at, made.rejected_reason = at, why
        made.save(update_fields=["rejected_at", "rejected_reason"])
        _record(actor, "rejected decision", made, at, {"reason": why})
    return made


def take_effect(*, decision: Decision, row: CoverageRequest, actor: Actor, at: datetime) -> None:
    """Issue, or tell the refusal; where the partner agency is concerned, it is told first. The caller holds the row."""
    if settle_with_partner(decision=decision, row=row, actor=actor, at=at):
        return
    if decision.kind == ISSUE:
        issue(decision=decision, at=at)
        return
    row.state, row.outcome, row.completed_at = State.COMPLETED, Outcome.REFUSED, at
    row.save(update_fields=["state", "outcome", "completed_at"])
    happened(
        Happened.REFUSED,
        request=row,
        at=at,
        by=actor.user,
        details={"article": decision.article, "reasons": decision.reasons},
    )


def standing(request: CoverageRequest) -> Decision | None:
    """The decision that was not rejected."""
    return Decision.objects.filter(request=request, rejected_at=None).first()


def _none_stands(row: CoverageRequest) -> None:
    if standing(row) is not None:
        refuse(
            "request",
            "a decision that stands",
            "none",
            "A decision that waits for a second person is confirmed or rejected first.",
        )


def _waiting(decision: Decision, row: CoverageRequest) -> Decision:
    found = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("assessment", "organisation", "made_by")
        .get(pk=decision.pk, request=row)
    )
    found.request = row
    if not found.needs_second or found.confirmed_at is not None or found.rejected_at is not None:
        refuse(
            "decision",
            "a decision that waits for nobody",
            "one that waits for a second person",
            "Open the request again to see what became of it.",
        )
    return found


def _another_person(actor: Actor, decision: Decision) -> None:
    if actor.user is None or decision.made_by == actor.user:
        refuse(
            "decision",
            "the person who decided",
            "a second person",
            "Another supervisor must look at it.",
        )


def _another_than_entered(actor: Actor, decision: Decision) -> None:
    """Two people have seen the letter on which an exception rests."""
    letter = consent_of(decision)
    if letter is not None and letter.made_by == actor.user:
        refuse(
            "decision",
            "the person who entered the other agency's agreement",
            "a second person",
            "Another supervisor must look at the letter.",
        )


def _record(
    actor: Actor,
    verb: str,
    made: Decision,
    at: datetime,
    more: dict[str, object] | None = None,
) -> None:
    number = made.request.control_number
    record(
        actor=actor,
        verb=verb,
        subject=number,
        at=at,
        case_reference=number,
        details={
            "decision": made.pk,
            "version": made.assessment.version_digest,
            "determination": made.determination_digest,
            "law": made.law,
            "proposed": made.assessment.proposal,
            "article": made.article,
            "exception": made.is_exception,
            "override": made.override_reason,
            "needs_second": made.needs_second,
            "policy": made.policy_id,
            **(more or {}),
        },
    )
