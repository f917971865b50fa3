"""The channel of a request: online, or another one as an exception that two people settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import ChannelException
from totalis.casework.selectors.asked import advice_of_request
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.editing import changing, take_revision
from totalis.casework.services.refusing import need, refuse, short
from totalis.casework.services.request_records import keep_request, locked_request
from totalis.casework.services.telling import able, tell
from totalis.casework.services.voiding import void_packets
from totalis.procedure.channels import channel_book, must_recheck
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case, CertificateRequest
    from totalis.webbase.accounts.actor import Actor

REASON, DESTINATION = 500, 300


def ask_channel_exception(
    *,
    actor: Actor,
    case: Case,
    channel: str,
    reason: str,
    destination: str,
    destination_source: str,
    destination_checked_on: date,
    at: datetime,
) -> ChannelException:
    """Ask for fax, mail or courier instead of online.

    Args:
        actor: Who asks; needs the right to prepare.
        case: The case.
        channel: fax, mail or courier.
        reason: Why online does not do.
        destination: Number or address as it will be used.
        destination_source: The page, letter or call in which the destination was checked.
        destination_checked_on: The day of that check; an old one does not count.
        at: When.

    Raises:
        InputError: no such channel, an empty text, a check ahead or too old, one that is open already.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        locked_request(locked)
        _exceptional(locked, channel, wanted=True)
        if _open(locked) is not None:
            refuse(
                "channel",
                "an exception that waits for its approver",
                "none that waits",
                "Have that one decided first.",
            )
        _checked(destination_checked_on, at)
        exception = ChannelException.objects.create(
            organisation=actor.organisation,
            case=locked,
            channel=channel,
            reason=short(need(reason, "reason", "Say why online does not do."), "reason", REASON),
            destination=short(
                need(destination, "destination", "Write the number or address."),
                "destination",
                DESTINATION,
            ),
            destination_source=short(
                need(destination_source, "destination_source", "Say where you checked it."),
                "destination_source",
                DESTINATION,
            ),
            destination_checked_on=destination_checked_on,
            made_by=actor.user,
            made_at=at,
        )
        _audit(actor, locked, exception, "asked for channel exception", at)
        tell(
            actor=actor,
            case=locked,
            people=able(locked, Right.APPROVE, at),
            key=f"channel:{exception.pk}:asked",
            subject=f"{channel} instead of online: please decide",
            body=f"{actor.label} asks to send by {channel}: {exception.reason}",
            at=at,
        )
    return exception


def decide_channel_exception(
    *,
    actor: Actor,
    case: Case,
    exception: ChannelException,
    approved: bool,
    at: datetime,
    reason: str = "",
) -> ChannelException:
    """Approve or refuse another channel; never by the person who asked for it, unless she works alone.

    Approval sets the channel of the request and voids packets that were built for another one.

    Raises:
        PermissionDenied: the person may not approve.
        InputError: her own question, decided already, a refusal without reason.
    """
    with changing(actor=actor, case=case, right=Right.APPROVE, at=at) as locked:
        request = locked_request(locked)
        row = ChannelException.objects.select_for_update(of=("self",)).get(
            case=locked, pk=exception.pk
        )
        if row.approved_at is not None or row.refused_reason:
            refuse("exception", "decided already", "one that waits", "Nothing is left to decide.")
        if actor.user == row.made_by and not actor.works_alone:
            refuse(
                "exception",
                "you asked for this exception yourself",
                "another pair of eyes",
                "Ask an approver of your organisation.",
            )
        if approved:
            # The request may have changed since: to another country, or to a lane without this channel.
            _exceptional(locked, row.channel, wanted=True)
            row.approved_by, row.approved_at = actor.user, at
            _use(actor, locked, request, row.channel, at)
        else:
            row.refused_reason = short(
                need(reason, "reason", "Say why not.").strip(), "reason", REASON
            )
        row.save(update_fields=["approved_by", "approved_at", "refused_reason"])
        word = "approved" if approved else "refused"
        _audit(actor, locked, row, f"{word} channel exception", at)
        tell(
            actor=actor,
            case=locked,
            people=[row.made_by, locked.owner],
            key=f"channel:{row.pk}:{word}",
            subject=f"{row.channel} instead of online: {word}",
            body=f"{actor.label} {word} it. {row.refused_reason}".strip(),
            at=at,
        )
    return row


def choose_channel(
    *, actor: Actor, case: Case, channel: str, seen_revision: int, at: datetime
) -> CertificateRequest:
    """Take a channel that needs no exception: online, or one of several that an agency names.

    Raises:
        ChangedMeanwhileError: somebody changed the request meanwhile.
        InputError: a channel that needs one.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        request = locked_request(locked)
        take_revision(request, seen_revision)
        request.save(update_fields=["revision"])
        _exceptional(locked, channel, wanted=False)
        _use(actor, locked, request, channel, at)
        record(
            actor=actor,
            verb="chose channel",
            subject=channel,
            at=at,
            case_reference=locked.reference,
        )
    return request


def _use(actor: Actor, case: Case, request: CertificateRequest, channel: str, at: datetime) -> None:
    if request.channel == channel:
        return
    request.channel = channel
    request.save(update_fields=["channel"])
    keep_request(actor=actor, case=case, request=request, at=at)
    void_packets(actor=actor, case=case, reason=f"The channel is now {channel}.", at=at)


def _open(case: Case) -> ChannelException | None:
    return ChannelException.objects.filter(case=case, approved_at=None, refused_reason="").first()


def _exceptional(case: Case, channel: str, *, wanted: bool) -> None:
    """The channel is one for this request, and needs an exception or needs none, as is wanted."""
    advice = advice_of_request(case_file(case), case)
    offered = advice.channels if advice is not None else ()
    keys = [item.key for item in offered if item.exception is wanted]
    if channel not in keys:
        refuse(
            "channel",
            channel or "none",
            ", ".join(keys) or "no such channel here",
            "This one needs no exception: choose it."
            if wanted
            else "Ask for an exception: another person decides on it.",
        )


def _checked(checked_on: date, at: datetime) -> None:
    if checked_on > at.date() or must_recheck(checked_on, at.date()):
        limit = channel_book().recheck_after_days
        refuse(
            "destination_checked_on",
            checked_on.isoformat(),
            f"a day within the last {limit} days",
            "Look the number or address up again now: offices move.",
        )


def _audit(actor: Actor, case: Case, row: ChannelException, verb: str, at: datetime) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=row.channel,
        at=at,
        case_reference=case.reference,
        details={
            "channel": row.channel,
            "reason": row.reason,
            "destination": row.destination,
            "destination_source": row.destination_source,
            "destination_checked_on": row.destination_checked_on.isoformat(),
            "refused": row.refused_reason,
        },
    )
