"""Taking messages of partners in: each acts once, however often it comes, and its receipt says the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from totalis.authority.exchange.reading import read_message
from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import Fault, Message, Receipt
from totalis.authority.models import Agency, ExchangeMessage, MessageState
from totalis.authority.selectors.exchange import reply_to
from totalis.authority.services.exchanging_effects import act
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from totalis.authority.models import Partner

ERROR_LENGTH = 300
UNREADABLE = "?"


def take_in(
    *, partner: Partner, text: str, proof: Mapping[str, Any], at: datetime
) -> tuple[ExchangeMessage, Receipt]:
    """Take in what a partner signed; what was taken before acts no second time.

    A message that is rejected is kept too, with why; it may come again, and then it is looked at anew. `proof` is what
    `webbase.signed` gave of the request, with both public keys.
    """
    try:
        message = read_message(text)
    except InputError as error:
        row = _kept_unread(partner, text, proof, error, at)
        return row, _refused("", error, at)
    try:
        with transaction.atomic():
            return _once(partner, message, text, proof, at)
    except IntegrityError:
        # The same message came twice at once, and the other one was first: its row is there now, taken or rejected.
        with transaction.atomic():
            return _once(partner, message, text, proof, at)


def _once(
    partner: Partner, message: Message, text: str, proof: Mapping[str, Any], at: datetime
) -> tuple[ExchangeMessage, Receipt]:
    """Let a message act, unless it did before."""
    row = _row(partner, message, text, proof, at)
    if row.state == MessageState.TAKEN:
        return row, _again(row, text)
    return row, _acted(row, message, text, proof, at)


def keep_receipt(row: ExchangeMessage, proof: Mapping[str, Any], text: str) -> None:
    """Keep what we answered and signed beside the message."""
    kept = {**row.proof, "receipt": dict(proof), "receipt_text": text}
    ExchangeMessage.objects.filter(pk=row.pk).update(proof=kept)


def _acted(
    row: ExchangeMessage, message: Message, text: str, proof: Mapping[str, Any], at: datetime
) -> Receipt:
    """Let a message act; where that is refused, nothing of it stands but the row that says so."""
    row.text, row.digest, row.done_at = text, digest(text), at
    row.proof = dict(proof)
    try:
        with transaction.atomic():
            _check(row, message)
            row.state, row.last_error = MessageState.TAKEN, ""
            row.save()
            act(row, message, at)
    except InputError as error:
        row.state, row.last_error = MessageState.REJECTED, _in_words(error)
        row.request = None
        row.save()
        receipt = _refused(message.identifier, error, at)
    else:
        receipt = Receipt(identifier=message.identifier, taken=True, at=at)
    _recorded(row, at)
    return receipt


def _row(
    partner: Partner, message: Message, text: str, proof: Mapping[str, Any], at: datetime
) -> ExchangeMessage:
    """The row of a message, held; a new one where it was never here."""
    found = _find(partner, message.identifier).select_for_update(of=("self",)).first()
    if found is not None:
        return found
    return ExchangeMessage.objects.create(
        organisation_id=partner.organisation_id,
        partner=partner,
        outgoing=False,
        identifier=message.identifier,
        conversation=message.conversation,
        kind=message.kind,
        answers=message.answers,
        text=text,
        digest=digest(text),
        proof=dict(proof),  # type: ignore[misc] # an encrypted JSON field takes plain data
        state=MessageState.REJECTED,
        made_at=at,
    )


def _find(partner: Partner, identifier: str) -> QuerySet[ExchangeMessage]:
    rows = ExchangeMessage.objects.select_related("partner", "organisation", "request")
    return rows.filter(partner=partner, outgoing=False, identifier=identifier)


def _check(row: ExchangeMessage, message: Message) -> None:
    """Whether a message is meant for this house, and answers what it says that it answers.

    Raises:
        InputError: it does not.
    """
    agency = Agency.objects.get(organisation_id=row.organisation_id)
    for path, found, expected in (
        ("sender", message.sender, row.partner.country),
        ("recipient", message.recipient, agency.country),
    ):
        if found != expected:
            remedy = "Sender and recipient are the countries of the two agencies."
            refuse(path, found, expected, remedy)
    if not message.content.answers_to:
        return
    asked = ExchangeMessage.objects.filter(
        partner=row.partner,
        outgoing=True,
        identifier=message.answers,
        conversation=message.conversation,
        kind__in=message.content.answers_to,
    ).first()
    if asked is None:
        expected = f"our {' or '.join(message.content.answers_to)} of this conversation"
        refuse("answers", message.answers, expected, "Name our message.")
    earlier = reply_to(asked)
    if earlier is not None and earlier.pk != row.pk:
        remedy = "Write a notification (A008), and agree on what holds."
        refuse("answers", "a message that was answered before", "an open one", remedy)
    row.request = asked.request


def _again(row: ExchangeMessage, text: str) -> Receipt:
    """The receipt of a message that was taken before; another content under its name is refused."""
    if row.digest != digest(text):
        remedy = "Give each message an identifier of its own."
        found = "another content under the same identifier"
        error = InputError([Problem("identifier", found, "the content of then", remedy)])
        return _refused(row.identifier, error, row.done_at or row.made_at)
    return Receipt(identifier=row.identifier, taken=True, at=row.done_at or row.made_at)


def _kept_unread(
    partner: Partner, text: str, proof: Mapping[str, Any], error: InputError, at: datetime
) -> ExchangeMessage:
    """A message that does not read, kept once, so that somebody sees that the two sides do not understand each other."""
    known = digest(text)
    row, made = ExchangeMessage.objects.get_or_create(
        partner=partner,
        outgoing=False,
        identifier=f"unread-{known.rpartition(':')[2][:48]}",
        defaults={
            "organisation_id": partner.organisation_id,
            "conversation": "",
            "kind": UNREADABLE,
            "text": text,
            "digest": known,
            "proof": dict(proof),  # type: ignore[misc] # an encrypted JSON field takes plain data
            "state": MessageState.REJECTED,
            "last_error": _in_words(error),
            "made_at": at,
            "done_at": at,
        },
    )
    if made:
        _recorded(row, at)
    return row


def _refused(identifier: str, error: InputError, at: datetime) -> Receipt:
    faults = tuple(
        Fault(path=one.path, found=one.found, expected=one.expected, remedy=one.remedy)
        for one in error.problems
    )
    return Receipt(identifier=identifier, taken=False, at=at, problems=faults)


def _in_words(error: InputError) -> str:
    return "; ".join(f"{one.path}: {one.found}" for one in error.problems)[:ERROR_LENGTH]


def _recorded(row: ExchangeMessage, at: datetime) -> None:
    number = row.request.control_number if row.request else ""
    record(
        actor=system_actor(row.organisation),
        verb=f"message of partner: {row.get_state_display().lower()}",
        subject=number or row.identifier,
        case_reference=number,
        at=at,
        details={
            "message": row.identifier,
            "conversation": row.conversation,
            "kind": row.kind,
            "digest": row.digest,
            "partner": row.partner.country,
        },
    )
