"""The way of a message to a partner: written with what it is about, sent again and again until its receipt is there.

The row is the truth; a task only wakes a worker for a partner. Who takes a message moves its `due_at` on by a lease and then
sends. A worker that is killed in between leaves it to be sent again under the same identifier, by which the partner
knows that it has had it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django_tasks import task

from totalis.authority.exchange.reading import read_receipt, written
from totalis.authority.exchange.shapes import SCHEMA, Content, Message
from totalis.authority.keys import jwk
from totalis.authority.models import Agency, ExchangeMessage, MessageState, Partner
from totalis.authority.selectors.partners import keys_of
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.audit.services import record
from totalis.webbase.notices.services import notify
from totalis.webbase.signed.errors import NoAnswerError, NotSignedError
from totalis.webbase.signed.keys import public_of, thumbprint
from totalis.webbase.signed.sending import send

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import CoverageRequest
    from totalis.webbase.accounts.models import User
    from totalis.webbase.signed.sending import Answer

RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""Between one attempt and the next: 5 s to a day; three days in all."""
LEASE = timedelta(minutes=5)
"""For so long a message belongs to the worker that took it; longer than any sending can last."""
ROUND = 200
ERROR_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one sending: the state that follows (still `DUE`: again later), why, and what proves it."""

    state: MessageState
    error: str = ""
    proof: dict[str, Any] = field(default_factory=dict)


def put_out(
    *,
    partner: Partner,
    content: Content,
    at: datetime,
    request: CoverageRequest | None = None,
    conversation: str = "",
    answers: str = "",
    by: User | None = None,
) -> ExchangeMessage:
    """Write a message and wake a worker; call it in the transaction of what it tells. Without conversation: a new one."""
    agency = Agency.objects.get(organisation_id=partner.organisation_id)
    message = Message(
        schema=SCHEMA,
        identifier=uuid4().hex,
        conversation=conversation or uuid4().hex,
        sender=agency.country,
        recipient=partner.country,
        written_at=at,
        content=content,  # type: ignore[arg-type] # one of the kinds
        answers=answers,
    )
    text = written(message)
    row = ExchangeMessage.objects.create(
        organisation_id=partner.organisation_id,
        partner=partner,
        outgoing=True,
        identifier=message.identifier,
        conversation=message.conversation,
        kind=message.kind,
        answers=answers,
        request=request,
        text=text,
        digest=digest(text),
        state=MessageState.DUE,
        due_at=at,
        made_by=by,
        made_at=at,
    )
    send_waiting.enqueue(partner.pk)
    return row


@task()
def send_waiting(partner_id: int) -> int:
    """Send what is due to a partner; answers how many attempts were made.

    A round ends where nothing came back: a partner that is away costs one timeout a round and not one a message.
    """
    for count in range(ROUND):
        row = _taken(partner_id, clock.now())
        if row is None:
            return count
        attempt = deliver(row)
        settle(row, attempt, clock.now())
        if attempt.state == MessageState.DUE:
            return count + 1
    send_waiting.enqueue(partner_id)
    return ROUND


def deliver(row: ExchangeMessage) -> Attempt:
    """Send a message once; whatever goes wrong on the way is an attempt too."""
    own, theirs = jwk(), keys_of(row.partner, clock.now())
    try:
        answer = send("POST", row.partner.address, row.text.encode(), key=own, their_key=theirs)
    except (NoAnswerError, NotSignedError) as error:
        return Attempt(MessageState.DUE, str(error))
    except InputError as error:
        problem = error.problems[0]
        return Attempt(
            MessageState.DUE, f"The partner's address: {problem.found}. {problem.remedy}"
        )
    signed = answer.proof["response"]["key_id"]
    proof = {
        "message": answer.proof["request"],
        "receipt": answer.proof["response"],
        "receipt_text": answer.body.decode("utf-8", "replace"),
        "our_key": public_of(own),
        "their_key": next(key for key in theirs if thumbprint(key) == signed),
    }
    return _judged(row, answer, proof)


def _judged(row: ExchangeMessage, answer: Answer, proof: dict[str, Any]) -> Attempt:
    """What a signed answer means: taken, rejected for good, or no receipt of this message at all."""
    try:
        receipt = read_receipt(answer.body)
    except InputError:
        said = answer.body[:ERROR_LENGTH].decode("utf-8", "replace")
        return Attempt(MessageState.DUE, f"{answer.status}, and no receipt: {said}")
    if receipt.identifier != row.identifier:
        return Attempt(MessageState.DUE, "The receipt is that of another message.")
    if receipt.taken and answer.taken:
        return Attempt(MessageState.DELIVERED, proof=proof)
    why = "; ".join(f"{one.path}: {one.found}. {one.remedy}" for one in receipt.problems)
    return Attempt(MessageState.REJECTED, why or f"rejected with {answer.status}", proof)


def settle(row: ExchangeMessage, attempt: Attempt, at: datetime) -> None:
    """Write down what came of an attempt, and what follows from it."""
    with transaction.atomic():
        found = ExchangeMessage.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if found.state != MessageState.DUE:
            return
        found.tries += 1
        found.last_error = attempt.error[:ERROR_LENGTH]
        found.state = attempt.state
        if attempt.state == MessageState.DUE:
            _again_or_never(found, at)
        else:
            found.done_at, found.due_at = at, None
            found.proof = attempt.proof
        found.save()
        if found.state != MessageState.DUE:
            _told(found, at)


def _again_or_never(row: ExchangeMessage, at: datetime) -> None:
    if row.tries > len(RETRIES):
        row.state, row.done_at, row.due_at = MessageState.GIVEN_UP, at, None
        return
    row.due_at = at + RETRIES[row.tries - 1]
    send_waiting.using(run_after=row.due_at).enqueue(row.partner_id)


def wake(at: datetime) -> int:
    """Put lost orders to send back into the queue; answers for how many partners."""
    waiting = ExchangeMessage.objects.filter(
        outgoing=True, state=MessageState.DUE, due_at__lte=at, partner__active=True
    )
    partners = waiting.order_by().values_list("partner", flat=True).distinct()
    for partner_id in partners:
        send_waiting.enqueue(partner_id)
    return len(partners)


def _taken(partner_id: int, at: datetime) -> ExchangeMessage | None:
    """The next message that is due, taken by this worker; of two workers only one gets it."""
    due = ExchangeMessage.objects.filter(
        partner=partner_id,
        partner__active=True,
        outgoing=True,
        state=MessageState.DUE,
        due_at__lte=at,
    )
    while (row := due.select_related("partner").order_by("due_at", "pk").first()) is not None:
        mine = ExchangeMessage.objects.filter(pk=row.pk, state=MessageState.DUE, due_at=row.due_at)
        if mine.update(due_at=at + LEASE):
            return row
    return None


def _told(row: ExchangeMessage, at: datetime) -> None:
    """One line in the chain; people are told where the message did not arrive."""
    if row.state != MessageState.DELIVERED:
        tell_examiners(
            row,
            subject=f"{row.kind} did not reach {row.partner.name}",
            body=(
                f"The message was {row.get_state_display().lower()}. Its page says why, and sends it again when "
                "the cause is mended."
            ),
            at=at,
        )
    number = row.request.control_number if row.request else ""
    record(
        actor=system_actor(row.organisation),
        verb=f"message to partner: {row.get_state_display().lower()}",
        subject=number or row.identifier,
        case_reference=number,
        at=at,
        details={
            "message": row.identifier,
            "kind": row.kind,
            "digest": row.digest,
            "partner": row.partner.country,
            "tries": row.tries,
        },
    )


def tell_examiners(row: ExchangeMessage, *, subject: str, body: str, at: datetime) -> None:
    """Tell everybody who examines; no number of a person, since notices go by e-mail."""
    organisation = row.organisation
    for person in people_with(organisation, Right.EXAMINE, at.date()):
        notify(
            user=person,
            organisation=organisation,
            key=f"exchange/{row.pk}/{row.state}/{at.isoformat()}",
            subject=subject,
            body=body,
            link=f"/authority/{organisation.slug}/partners/messages/{row.pk}/",
            at=at,
        )
