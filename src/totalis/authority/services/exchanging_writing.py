"""Writing to a partner: a question, a determination, news; an answer; a message once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import InformationReply
from totalis.authority.models import CoverageRequest, ExchangeMessage, MessageState
from totalis.authority.selectors.exchange import reply_to
from totalis.authority.services.exchanging_outbox import put_out, send_waiting
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.exchange.shapes import Content
    from totalis.authority.models import Partner
    from totalis.webbase.accounts.actor import Actor


def write_to_partner(
    *,
    actor: Actor,
    partner: Partner,
    content: Content,
    at: datetime,
    request: CoverageRequest | None = None,
    conversation: str = "",
) -> ExchangeMessage:
    """Begin something, or go on with a matter: a question (A005), a determination (A003, A007), news (A008), a test.

    Raises:
        MissingRightError: the person may not examine; a test takes the right to administer.
        InputError: the partner is not in use.
    """
    require(
        actor, Right.ADMINISTER if str(content.__struct_config__.tag) == "TEST" else Right.EXAMINE
    )
    _in_use(partner)
    with transaction.atomic():
        said = put_out(
            partner=partner,
            content=content,
            at=at,
            request=request,
            conversation=conversation or conversation_about(request, partner),
            by=actor.user,
        )
        recorded(actor, "wrote to partner", said, at)
    return said


def answer_partner(
    *, actor: Actor, asked: ExchangeMessage, content: Content, at: datetime
) -> ExchangeMessage:
    """Answer a question or a determination of the partner's, once.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it is none of the partner's, was answered, or is answered by another kind.
    """
    require(actor, Right.EXAMINE)
    _in_use(asked.partner)
    with transaction.atomic():
        row = ExchangeMessage.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if row.outgoing or row.kind not in content.answers_to:
            expected = " or ".join(content.answers_to)
            refuse("message", row.kind, f"the partner's {expected}", "Answer that one.")
        if reply_to(row) is not None:
            remedy = "What is to be added is told by a notification (A008)."
            refuse("message", "a message that was answered", "an open one", remedy)
        said = put_out(
            partner=row.partner,
            content=content,
            at=at,
            request=row.request,
            conversation=row.conversation,
            answers=row.identifier,
            by=actor.user,
        )
        recorded(actor, "answered partner", said, at)
    return said


def inform(*, actor: Actor, asked: ExchangeMessage, text: str, at: datetime) -> ExchangeMessage:
    """Answer a request for information (A006).

    Raises:
        MissingRightError: the person may not examine.
        InputError: it says nothing, or the message waits for no answer.
    """
    require(actor, Right.EXAMINE)
    if not text.strip():
        refuse("text", "nothing", "the information that was asked for", "Write it.")
    return answer_partner(actor=actor, asked=asked, content=InformationReply(text=text), at=at)


def resend(*, actor: Actor, message: ExchangeMessage, at: datetime) -> ExchangeMessage:
    """Send a message once more under its identifier, from the first attempt on, as if it were new.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it was delivered, or is the partner's.
    """
    require(actor, Right.EXAMINE)
    with transaction.atomic():
        row = ExchangeMessage.objects.of(actor.organisation).select_for_update().get(pk=message.pk)
        if not row.outgoing or row.state == MessageState.DELIVERED:
            remedy = "Only what did not arrive is sent again."
            refuse("message", row.get_state_display(), "one that did not arrive", remedy)
        if not row.text:
            remedy = "What it said of a person is not kept any more."
            refuse("message", "one that was disposed of", "one that is kept", remedy)
        row.state, row.tries, row.due_at, row.done_at = MessageState.DUE, 0, at, None
        row.save(update_fields=["state", "tries", "due_at", "done_at"])
        recorded(actor, "sent message again", row, at)
        send_waiting.enqueue(row.partner_id)
    return row


def conversation_about(request: CoverageRequest | None, partner: Partner) -> str:
    """The conversation with a partner that a request has; empty where it has none."""
    if request is None:
        return ""
    first = ExchangeMessage.objects.filter(request=request, partner=partner).order_by("pk").first()
    return first.conversation if first else ""


def _in_use(partner: Partner) -> None:
    if not partner.active:
        remedy = "An administrator takes it into use again."
        refuse("partner", f"{partner.name}, not in use", "a partner in use", remedy)


def recorded(actor: Actor, verb: str, message: ExchangeMessage, at: datetime) -> None:
    """One line in the chain for a message, without anything that it says."""
    number = message.request.control_number if message.request else ""
    record(
        actor=actor,
        verb=verb,
        subject=number or message.identifier,
        case_reference=number,
        at=at,
        details={
            "message": message.identifier,
            "conversation": message.conversation,
            "kind": message.kind,
            "digest": message.digest,
            "partner": message.partner.country,
        },
    )
