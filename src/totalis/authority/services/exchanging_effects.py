"""What each kind of message does in the house that takes it in; all in the transaction of the taking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import (
    CertificateCopy,
    ExceptionReply,
    ExceptionRequest,
    Message,
    Notification,
    Trial,
)
from totalis.authority.models import (
    Agency,
    Channel,
    CoverageRequest,
    ExchangeMessage,
    Happened,
    MessageState,
    Outcome,
    State,
)
from totalis.authority.numbers import new_control_number
from totalis.authority.selectors.exchange import message_in
from totalis.authority.selectors.requests_worker import BIRTH, worker_keys
from totalis.authority.services.assessing import assess
from totalis.authority.services.exchanging import confirmed_exception
from totalis.authority.services.exchanging_outbox import tell_examiners
from totalis.authority.services.issuing import issue
from totalis.authority.services.submitting import LONGEST, write_version
from totalis.authority.services.telling import happened
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError, TotalisError
from totalis.lawbook.forms.book import edition as edition_of

if TYPE_CHECKING:
    from datetime import datetime

REASON_LENGTH = 500


def act(row: ExchangeMessage, message: Message, at: datetime) -> None:
    """Do what a message asks; `row` is held, checked and taken.

    Raises:
        InputError: it cannot be done here; the partner is told why.
    """
    content = message.content
    if isinstance(content, ExceptionRequest):
        _exception_asked(row, content, at)
    elif isinstance(content, ExceptionReply):
        _exception_answered(row, content, at)
    else:
        _join(row)
        if isinstance(content, Notification) and content.withdrawn:
            _withdrawn(row, at)
        if not isinstance(content, CertificateCopy | Trial):
            _tell(row, f"{row.partner.name} {content.says}", at)


def _exception_asked(row: ExchangeMessage, content: ExceptionRequest, at: datetime) -> None:
    """A request of the partner's, in our queue like any other; our decision is its answer."""
    agency = Agency.objects.get(organisation_id=row.organisation_id)
    _check_exception(row, content, agency)
    request = CoverageRequest.objects.create(
        organisation_id=row.organisation_id,
        control_number=new_control_number(),
        product="exception",
        agreement=content.agreement,
        lane=content.lane,
        edition=content.edition,
        channel=Channel.PARTNER,
        answers=content.answers,  # type: ignore[misc] # an encrypted JSON field takes plain data
        facts=content.facts,
        second_fact=content.answers.get(BIRTH, "").strip(),
        received_at=at,
        worker_key=worker_keys(content.answers)[0],
    )
    write_version(request=request, number=1, at=at)
    assess(request=request, at=at)
    happened(
        Happened.RECEIVED,
        request=request,
        at=at,
        details={"partner": row.partner.country, "number": content.control_number},
    )
    row.request = request
    row.save(update_fields=["request"])
    if _joined_earlier(row, request):
        _withdrawn(row, at)
    _tell(row, f"{row.partner.name} asks for an exception", at)


def _joined_earlier(row: ExchangeMessage, request: CoverageRequest) -> bool:
    """Put what was said before the request came to it; whether it was taken back already, on a faster way."""
    earlier = ExchangeMessage.objects.filter(
        partner=row.partner, conversation=row.conversation, request=None
    ).exclude(pk=row.pk)
    taken = earlier.filter(outgoing=False, state=MessageState.TAKEN, kind="A008").exclude(text="")
    gone = any(getattr(message_in(one).content, "withdrawn", False) for one in taken)
    earlier.update(request=request)
    return gone


def _check_exception(row: ExchangeMessage, content: ExceptionRequest, agency: Agency) -> None:
    pair = {"US", content.agreement}
    if pair != {agency.country, row.partner.country}:
        found = f"the agreement {content.agreement}"
        refuse("content.agreement", found, "that of our two countries", "Name it.")
    try:
        known = edition_of(content.edition)
    except TotalisError:
        remedy = "Both sides must know the form; bring the older installation up to date."
        refuse("content.edition", content.edition, "an edition known here", remedy)
    if (known.agreement, known.lane) != (content.agreement, content.lane):
        found = f"{content.edition} for {content.agreement}, {content.lane}"
        refuse("content.edition", found, "the edition of that lane", "Name the right one.")
    if any(len(answer) > LONGEST for answer in content.answers.values()):
        refuse("content.answers", "an answer without end", f"at most {LONGEST}", "Cut it.")
    read_sheet(content.facts)
    before = ExchangeMessage.objects.filter(
        partner=row.partner,
        outgoing=False,
        conversation=row.conversation,
        kind="A001",
        state=MessageState.TAKEN,
    )
    if before.exclude(pk=row.pk).exists():
        remedy = "Begin a conversation of its own for each exception."
        refuse("conversation", "one that has a request", "a new one", remedy)


def _exception_answered(row: ExchangeMessage, content: ExceptionReply, at: datetime) -> None:
    """The partner's word on our exception: the certificate is issued, or the decision goes back to the examiners."""
    if row.request is None:
        return
    row.save(update_fields=["request"])
    request = (
        CoverageRequest.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=row.request.pk)
    )
    decision = confirmed_exception(request)
    if request.state == State.COMPLETED or decision is None:
        _tell(row, f"{row.partner.name} answered, but nothing waits for it any more", at)
    elif content.agrees:
        try:
            with transaction.atomic():
                issue(decision=decision, at=at)
        except InputError:
            _tell(row, f"{row.partner.name} agrees; the certificate could not be issued yet", at)
        else:
            _tell(row, f"{row.partner.name} agrees; the certificate is issued", at)
    else:
        decision.rejected_at = at
        said = f"{row.partner.name} does not agree: {content.reasons}"
        decision.rejected_reason = said[:REASON_LENGTH]
        decision.save(update_fields=["rejected_at", "rejected_reason"])
        _tell(row, f"{row.partner.name} does not agree to an exception", at)


def _withdrawn(row: ExchangeMessage, at: datetime) -> None:
    """The partner's request for an exception is no more; what was decided stays as it is."""
    if row.request is None:
        return
    # An examiner may be deciding it at this moment.
    request = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=row.request.pk)
    if request.channel != Channel.PARTNER or request.state == State.COMPLETED:
        return
    request.state, request.outcome, request.completed_at = State.COMPLETED, Outcome.WITHDRAWN, at
    request.save(update_fields=["state", "outcome", "completed_at"])
    happened(Happened.WITHDRAWN, request=request, at=at, details={"partner": row.partner.country})


def _join(row: ExchangeMessage) -> None:
    """Put a message to the request of its conversation, where there is one."""
    if row.request is None:
        known = ExchangeMessage.objects.filter(
            partner=row.partner, conversation=row.conversation, request__isnull=False
        ).first()
        row.request = known.request if known else None
    row.save(update_fields=["request"])


def _tell(row: ExchangeMessage, subject: str, at: datetime) -> None:
    number = f" It is about {row.request.control_number}." if row.request else ""
    body = f"{row.kind} came from {row.partner.name}.{number} Open it to read and answer."
    tell_examiners(row, subject=subject, body=body, at=at)
