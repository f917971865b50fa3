"""What an agency says to its partner: an exception put to it, an answer to its question, anything else in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import (
    Coverage,
    ExceptionReply,
    ExceptionRequest,
    InformationReply,
    Period,
)
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    ExchangeMessage,
    Happened,
    MessageState,
    Outcome,
    State,
)
from totalis.authority.selectors.exchange import (
    WithPartner,
    partner_state,
    question_of,
    reply_to,
)
from totalis.authority.selectors.partners import partner_for
from totalis.authority.services.exchanging_outbox import put_out, send_waiting
from totalis.authority.services.issuing import issue
from totalis.authority.services.telling import happened
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.exchange.shapes import Content
    from totalis.authority.models import IssuedCertificate, Partner
    from totalis.webbase.accounts.actor import Actor

ISSUE = "issue"


def settle_with_partner(
    *, decision: Decision, row: CoverageRequest, actor: Actor, at: datetime
) -> bool:
    """Whether a decision that needs no further person of ours goes to the partner agency now, instead of taking effect.

    A request of the partner's own gets its reply (A002) and is completed: the partner issues. An exception of ours that is
    granted is put to the partner (A001) and waits; where no partner of the agreement is connected, the agreement was
    reached by letter, as the second person saw. The caller holds the row of the request.
    """
    if row.channel == Channel.PARTNER:
        _reply(decision, row, actor, at)
        return True
    if decision.kind != ISSUE or not decision.is_exception:
        return False
    if partner_for(row.organisation, row.agreement) is None:
        return False
    if partner_state(row).state is WithPartner.AGREED:
        return False
    _put(decision, row, actor, at)
    return True


def put_to_partner(*, actor: Actor, request: CoverageRequest, at: datetime) -> ExchangeMessage:
    """Put an exception that was decided here, by two people, to the partner agency of its agreement.

    The decision waits: the certificate is issued when the partner agrees.

    Raises:
        MissingRightError: the person may not examine.
        InputError: nothing is decided that could be put to it; it was put already; no partner is connected.
    """
    require(actor, Right.EXAMINE)
    with transaction.atomic():
        row = locked(actor, request)
        decision = confirmed_exception(row)
        if decision is None:
            refuse(
                "request",
                "no exception that two people decided to grant",
                "a decision that waits for the partner alone",
                "Decide to grant the exception, and let a second person confirm it.",
            )
        return _put(decision, row, actor, at)


def _put(decision: Decision, row: CoverageRequest, actor: Actor, at: datetime) -> ExchangeMessage:
    partner = partner_for(row.organisation, row.agreement)
    if partner is None:
        refuse(
            "partner",
            f"no agency for the agreement {row.agreement}",
            "a partner agency that is connected",
            "An administrator adds it under Partners.",
        )
    if partner_state(row).state in (WithPartner.WAITING, WithPartner.AGREED):
        remedy = "See its messages: the partner has it, or will get it."
        refuse("request", "an exception that was put to the partner", "a new one", remedy)
    message = put_out(
        partner=partner, content=_question(decision, row), at=at, request=row, by=actor.user
    )
    happened(
        Happened.WITH_PARTNER,
        request=row,
        at=at,
        by=actor.user,
        details={"partner": partner.country, "message": message.identifier},
    )
    _recorded(actor, "put exception to partner", message, at)
    return message


def _question(decision: Decision, row: CoverageRequest) -> ExceptionRequest:
    if decision.start is None:
        remedy = "Decide with a first day."
        refuse("start", "a decision without a first day", "a first day", remedy)
    return ExceptionRequest(
        control_number=row.control_number,
        product=row.product,
        agreement=row.agreement,
        lane=row.lane,
        edition=row.edition,
        answers=row.answers,
        facts=row.facts,
        proposed=Coverage(
            covered_by=decision.covered_by,
            exempt_in=decision.exempt_in,
            period=Period(first=decision.start, last=decision.end),
            article=decision.article,
        ),
        reasons=decision.reasons,
    )


def _reply(decision: Decision, row: CoverageRequest, actor: Actor, at: datetime) -> None:
    """The answer to the partner's A001; its request is completed here."""
    asked = question_of(row)
    if asked is None:
        remedy = "Look at the messages of the request."
        refuse("request", "no message that it came in by", "the partner's A001", remedy)
    agrees = decision.kind == ISSUE
    message = put_out(
        partner=asked.partner,
        content=ExceptionReply(agrees=agrees, reasons=decision.reasons, decided_on=at.date()),
        at=at,
        request=row,
        conversation=asked.conversation,
        answers=asked.identifier,
        by=actor.user,
    )
    row.state, row.completed_at = State.COMPLETED, at
    row.outcome = Outcome.AGREED if agrees else Outcome.REFUSED
    row.save(update_fields=["state", "outcome", "completed_at"])
    happened(
        Happened.AGREED if agrees else Happened.REFUSED,
        request=row,
        at=at,
        by=actor.user,
        details={"partner": asked.partner.country, "article": decision.article},
    )
    _recorded(actor, "answered partner", message, at)


def issue_agreed(*, actor: Actor, request: CoverageRequest, at: datetime) -> IssuedCertificate:
    """Issue what both agencies agreed to, where it could not be issued when the partner's reply came.

    Raises:
        InputError: the partner has not agreed, or no decision stands.
    """
    require(actor, Right.EXAMINE)
    with transaction.atomic():
        row = locked(actor, request)
        decision = confirmed_exception(row)
        if decision is None or partner_state(row).state is not WithPartner.AGREED:
            remedy = "Wait for the partner's reply."
            refuse("request", "no exception of both", "one that both agreed to", remedy)
        return issue(decision=decision, at=at)


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
        _recorded(actor, "wrote to partner", said, at)
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
        _recorded(actor, "answered partner", said, at)
    return said


def inform(*, actor: Actor, asked: ExchangeMessage, text: str, at: datetime) -> ExchangeMessage:
    """Answer a request for information (A006)."""
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
        row.state, row.tries, row.due_at, row.done_at = MessageState.DUE, 0, at, None
        row.save(update_fields=["state", "tries", "due_at", "done_at"])
        _recorded(actor, "sent message again", row, at)
        send_waiting.enqueue(row.partner_id)
    return row


def standing_issue(row: CoverageRequest) -> Decision | None:
    """The decision to issue that stands, whoever it still waits for."""
    return Decision.objects.filter(request=row, rejected_at=None, kind=ISSUE).first()


def confirmed_exception(row: CoverageRequest) -> Decision | None:
    """The decision to grant an exception that stands and waits for no person of ours."""
    return Decision.objects.filter(
        request=row,
        rejected_at=None,
        kind=ISSUE,
        is_exception=True,
        confirmed_at__isnull=False,
    ).first()


def conversation_about(request: CoverageRequest | None, partner: Partner) -> str:
    """The conversation with a partner that a request has; empty where it has none."""
    if request is None:
        return ""
    first = ExchangeMessage.objects.filter(request=request, partner=partner).order_by("pk").first()
    return first.conversation if first else ""


def locked(actor: Actor, request: CoverageRequest) -> CoverageRequest:
    """The request of the actor's agency, its row held; it must be open.

    Raises:
        InputError: it is completed.
    """
    rows = CoverageRequest.objects.of(actor.organisation).select_for_update(of=("self",))
    row = rows.select_related("organisation").get(pk=request.pk)
    if row.state == State.COMPLETED:
        refuse("request", "a completed request", "an open one", "Nothing is left to do.")
    return row


def _in_use(partner: Partner) -> None:
    if not partner.active:
        remedy = "An administrator takes it into use again."
        refuse("partner", f"{partner.name}, not in use", "a partner in use", remedy)


def _recorded(actor: Actor, verb: str, message: ExchangeMessage, at: datetime) -> None:
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
