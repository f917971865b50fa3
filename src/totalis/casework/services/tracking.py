"""After the sending: what the channel says, who spoke with whom, and when it may be asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import CertificateRequest, Communication, Lodgement, StatusCheck
from totalis.casework.selectors import records
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.tracking import follow_up_stops, instruction_of
from totalis.casework.services.editing import changing, take_revision
from totalis.casework.services.evidence_rules import own_evidence
from totalis.casework.services.refusing import need, past, refuse, short
from totalis.casework.services.request_records import keep_request
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.casefile import Direction
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case, Evidence
    from totalis.webbase.accounts.actor import Actor

CHANNEL, LABEL, COUNTERPART, OVERRIDE, SOURCE = 12, 80, 160, 500, 300
MOST_BUSINESS_DAYS = 400
"""About a year and a half: a longer instruction is a slip of the keyboard."""


def record_check(
    *,
    actor: Actor,
    case: Case,
    verbatim: str,
    checked_at: datetime,
    at: datetime,
    label: str = "",
    channel: str = "online",
    evidence: Evidence | None = None,
) -> StatusCheck:
    """Write down what the channel said, word for word; nothing of it is changed, not even its blanks.

    Args:
        actor: Who records it; needs the right to lodge.
        case: The case.
        verbatim: The text as it was shown or spoken.
        checked_at: When it was read.
        at: Now.
        label: The channel's own label, as it shows it.
        channel: Where it was read: online, phone, mail …
        evidence: A picture of the screen or the letter, a document of the case.

    Raises:
        InputError: no text, nothing sent that could have a status, a time ahead, a document of another case.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        _something_was_asked(locked)
        row = StatusCheck.objects.create(
            organisation=actor.organisation,
            case=locked,
            made_by=actor.user,
            made_at=at,
            checked_at=past(checked_at, "checked_at", at),
            channel=short(channel, "channel", CHANNEL),
            label=short(label, "label", LABEL),
            verbatim=need(verbatim, "verbatim", "Copy the text of the channel, word for word."),
            evidence=own_evidence(locked, evidence),
        )
        record(
            actor=actor,
            verb="recorded status check",
            subject=f"check {row.pk}",
            at=at,
            case_reference=locked.reference,
            details={
                "checked_at": checked_at.isoformat(),
                "channel": row.channel,
                "label": row.label,
                "evidence": records.key(row.evidence_id),
            },
        )
    return row


def record_communication(
    *,
    actor: Actor,
    case: Case,
    direction: str,
    channel: str,
    counterpart: str,
    verbatim: str,
    happened_at: datetime,
    at: datetime,
    is_follow_up: bool = False,
    override_reason: str = "",
    evidence: Evidence | None = None,
) -> Communication:
    """Write down a contact with the agency.

    A follow-up is what asks the agency where the answer is. Before the waiting window has ended, from anybody but the
    owner, or while an earlier one is unanswered, it is refused, unless a person with the right to approve gives the
    reason why it is right all the same; that reason is kept with it.

    Args:
        actor: Who records it; needs the right to lodge, or to approve where she overrides the window.
        case: The case.
        direction: out or in.
        channel: phone, mail, fax, online …
        counterpart: Who was on the other side.
        verbatim: What was written or said.
        happened_at: When.
        at: Now.
        is_follow_up: Whether it asks for the answer.
        override_reason: Why the window does not hold this one back.
        evidence: The letter, a document of the case.

    Raises:
        PermissionDenied: the right is missing.
        InputError: a follow-up that must wait, an empty text, the same message twice, a time ahead.
    """
    overriding = bool(override_reason.strip())
    right = Right.APPROVE if overriding else Right.LODGE
    with changing(actor=actor, case=case, right=right, at=at) as locked:
        past(happened_at, "happened_at", at)
        need(verbatim, "verbatim", "Say what was written or said, word for word if you can.")
        _said_once(locked, direction, counterpart, verbatim, happened_at)
        stops: tuple[Problem, ...] = ()
        if is_follow_up:
            stops = _follow_up(actor, locked, direction, happened_at, overriding=overriding)
        row = Communication.objects.create(
            organisation=actor.organisation,
            case=locked,
            made_by=actor.user,
            made_at=at,
            happened_at=happened_at,
            direction=direction,
            channel=short(channel, "channel", CHANNEL),
            counterpart=short(
                need(counterpart, "counterpart", "Name the office or person."),
                "counterpart",
                COUNTERPART,
            ),
            verbatim=verbatim,
            is_follow_up=is_follow_up,
            override_reason=short(override_reason.strip(), "override_reason", OVERRIDE)
            if stops
            else "",
            evidence=own_evidence(locked, evidence),
        )
        record(
            actor=actor,
            verb="recorded follow-up" if is_follow_up else "recorded communication",
            subject=f"communication {row.pk}",
            at=at,
            case_reference=locked.reference,
            details={
                "direction": direction,
                "channel": channel,
                "happened_at": happened_at.isoformat(),
                "override": row.override_reason,
                "overridden": [stop.found for stop in stops] if row.override_reason else [],
                "evidence": records.key(row.evidence_id),
            },
        )
    return row


def set_waiting_instruction(
    *,
    actor: Actor,
    case: Case,
    business_days: int,
    source: str,
    read_on: date,
    seen_revision: int,
    at: datetime,
) -> CertificateRequest:
    """Take the agency's current instruction on waiting instead of the 90 business days.

    Args:
        actor: Who read it; needs the right to lodge.
        case: The case.
        business_days: How many business days the instruction says.
        source: Where it stands: address, letter, name of the page.
        read_on: The day on which it was read.
        seen_revision: The revision of the request that the form was drawn from.
        at: Now.

    Raises:
        ChangedMeanwhileError: somebody changed the request meanwhile.
        InputError: no source, a day ahead, a number that cannot be meant, no request.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        request = CertificateRequest.objects.select_for_update().filter(case=locked).first()
        if request is None:
            refuse("request", "no request", "a request", "Begin the request first.")
        if not 0 < business_days <= MOST_BUSINESS_DAYS:
            refuse(
                "business_days",
                str(business_days),
                f"1 to {MOST_BUSINESS_DAYS}",
                "Copy the number of business days from the instruction.",
            )
        if read_on > at.date():
            refuse("read_on", read_on.isoformat(), "a day that has come", "Check the date.")
        take_revision(request, seen_revision)
        before, request.waiting = (
            request.waiting,
            {
                "business_days": business_days,
                "source": short(
                    need(source, "source", "Say where the instruction stands."), "source", SOURCE
                ),
                "read_on": read_on.isoformat(),
            },
        )
        request.save(update_fields=["waiting", "revision"])
        keep_request(actor=actor, case=locked, request=request, at=at)
        record(
            actor=actor,
            verb="set waiting instruction",
            subject=f"{business_days} business days",
            at=at,
            case_reference=locked.reference,
            details={"now": request.waiting, "before": before},
        )
    return request


def _something_was_asked(case: Case) -> None:
    """A status needs a request that is on its way; a foreign agency may have been asked by somebody else."""
    if case.direction == Direction.FOREIGN_CERTIFICATE:
        return
    if not Lodgement.objects.filter(case=case).exists():
        refuse(
            "case",
            "nothing was sent for this case",
            "a request that is on its way",
            "Record the sending first, under Request.",
        )


def _said_once(
    case: Case, direction: str, counterpart: str, verbatim: str, happened_at: datetime
) -> None:
    if direction not in ("out", "in"):
        refuse("direction", direction, "out or in", "Say who wrote or called.")
    same = Communication.objects.filter(
        case=case,
        direction=direction,
        counterpart=counterpart,
        verbatim=verbatim,
        happened_at__date=happened_at.date(),
    )
    if same.exists():
        refuse(
            "verbatim",
            "this message is on record for that day already",
            "a message that is new",
            "Nothing is left to record.",
        )


def _follow_up(
    actor: Actor, case: Case, direction: str, happened_at: datetime, *, overriding: bool
) -> tuple[Problem, ...]:
    """What holds a follow-up back; with an override it is only noted."""
    if direction != "out":
        refuse("is_follow_up", "a message received", "a message sent", "An answer is no follow-up.")
    request = CertificateRequest.objects.filter(case=case).first()
    stops = follow_up_stops(
        case, case_file(case), instruction_of(request), actor.user, happened_at.date()
    )
    if stops and not overriding:
        raise InputError(stops)
    return stops
