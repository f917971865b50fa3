"""Messages between agencies: what was said about a request, what waits and for whom, whether the proofs still hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from totalis.authority.exchange.reading import read_message
from totalis.authority.exchange.shapes import ExceptionReply
from totalis.authority.models import Consent, ExchangeMessage, MessageState, State
from totalis.authority.selectors.partners import partner_for
from totalis.webbase.signed.proof import proof_holds

if TYPE_CHECKING:
    from datetime import date

    from totalis.authority.exchange.shapes import Message
    from totalis.authority.models import CoverageRequest, Decision, Partner
    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet

NEEDING = ("A001", "A005")
"""Those that wait for an answer."""


class WithPartner(StrEnum):
    """How a request stands with the partner agency."""

    NONE = "none"
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PartnerState:
    """How a request stands with the partner agency; `on` is the day on which it agreed or refused."""

    state: WithPartner
    partner: Partner | None = None
    on: date | None = None
    reasons: str = ""
    conversation: str = ""
    asked: ExchangeMessage | None = None


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """What became of checking a kept proof again: True holds, False does not, None is not there."""

    message: bool | None
    receipt: bool | None


def partner_state(request: CoverageRequest) -> PartnerState:
    """Whether our exception was put to the partner agency, and what it said; by its newest A001."""
    asked = (
        ExchangeMessage.objects.filter(request=request, outgoing=True, kind="A001")
        .select_related("partner")
        .order_by("-pk")
        .first()
    )
    if asked is None or request.disposed_at is not None:
        return PartnerState(WithPartner.NONE)
    reply = reply_to(asked)
    if reply is None:
        return PartnerState(
            WithPartner.WAITING, asked.partner, conversation=asked.conversation, asked=asked
        )
    content = message_in(reply).content
    assert isinstance(content, ExceptionReply)  # noqa: S101 - of kind A002, and only readable ones are taken in
    state = WithPartner.AGREED if content.agrees else WithPartner.REFUSED
    return PartnerState(
        state, asked.partner, content.decided_on, content.reasons, asked.conversation, asked
    )


def needs_consent(request: CoverageRequest, decision: Decision) -> bool:
    """Whether an exception of ours rests on a letter of the other agency, since none is connected that could be asked."""
    if not decision.is_exception or decision.kind != "issue" or question_of(request) is not None:
        return False
    if partner_for(request.organisation, request.agreement) is not None:
        return False
    return partner_state(request).state is not WithPartner.AGREED


def consent_of(decision: Decision) -> Consent | None:
    """What was entered of the other agency's agreement by letter; None where nothing was."""
    return Consent.objects.select_related("made_by").filter(decision=decision).first()


def after_confirming(request: CoverageRequest, decision: Decision) -> str:
    """What the second person sets off with a decision that concerns the partner agency, for her to read before; else empty."""
    asked = question_of(request)
    if asked is not None:
        return f"Confirming sends this answer to {asked.partner.name}. Nothing is issued here."
    if decision.kind != "issue" or not decision.is_exception:
        return ""
    partner = partner_for(request.organisation, request.agreement)
    if partner is not None:
        return f"Confirming puts the exception to {partner.name}. The document is issued when it agrees."
    consent = consent_of(decision)
    if consent is None:
        return (
            "No agency of the other country is connected, so nobody is asked. The exception waits until somebody has entered "
            "here that the other agency agreed: who, in which document, on which day."
        )
    who = consent.made_by.name if consent.made_by is not None else "Somebody"
    return (
        f"No agency of the other country is connected, so nobody is asked. {who} entered that {consent.by} agreed on "
        f"{consent.on:%-d %B %Y}: {consent.document}. Look at that document. Confirming issues the certificate, which names all three."
    )


def reply_to(asked: ExchangeMessage) -> ExchangeMessage | None:
    """The message that answers another: theirs to ours, or ours to theirs."""
    return (
        ExchangeMessage.objects.filter(
            partner_id=asked.partner_id,
            outgoing=not asked.outgoing,
            answers=asked.identifier,
        )
        .exclude(state=MessageState.REJECTED)
        .order_by("pk")
        .first()
    )


def question_of(request: CoverageRequest) -> ExchangeMessage | None:
    """The partner's A001 that a request of its came in by."""
    rows = ExchangeMessage.objects.filter(
        request=request, outgoing=False, kind="A001", state=MessageState.TAKEN
    )
    return rows.select_related("partner").order_by("pk").first()


def message_in(row: ExchangeMessage) -> Message:
    """What a message says.

    Raises:
        InputError: it was rejected because it does not read.
    """
    return read_message(row.text)


def messages_of(organisation: Organisation) -> OwnedQuerySet[ExchangeMessage]:
    """Every message of a house, the newest first."""
    return (
        ExchangeMessage.objects.of(organisation)
        .select_related("partner", "request", "made_by")
        .order_by("-made_at", "-pk")
    )


def messages_about(request: CoverageRequest) -> OwnedQuerySet[ExchangeMessage]:
    """What was said about a request, in its order."""
    return messages_of(request.organisation).filter(request=request).order_by("made_at", "pk")


def waiting_for_us(organisation: Organisation) -> list[ExchangeMessage]:
    """Questions of partners that nobody has answered, and exceptions not yet decided; the oldest first."""
    rows = _unanswered(organisation, outgoing=False).filter(state=MessageState.TAKEN)
    open_ones = rows.exclude(kind="A001", request__state=State.COMPLETED)
    return list(open_ones.order_by("made_at", "pk"))


def waiting_for_partner(organisation: Organisation) -> list[ExchangeMessage]:
    """Our questions and exceptions that a partner has not answered; the oldest first."""
    rows = _unanswered(organisation, outgoing=True).exclude(
        state__in=(MessageState.GIVEN_UP, MessageState.REJECTED)
    )
    return list(rows.exclude(request__state=State.COMPLETED).order_by("made_at", "pk"))


def not_arrived(organisation: Organisation) -> list[ExchangeMessage]:
    """What was given up or rejected and stays so until somebody acts; the newest first."""
    states = (MessageState.GIVEN_UP, MessageState.REJECTED)
    return list(messages_of(organisation).filter(outgoing=True, state__in=states)[:50])


def check_proof(row: ExchangeMessage) -> ProofCheck:
    """Check the kept signatures again, against the keys that counted when the message was exchanged."""
    kept = row.proof
    ours, theirs = kept.get("our_key") or {}, kept.get("their_key") or {}
    writer, receiver = (ours, theirs) if row.outgoing else (theirs, ours)
    message, receipt = kept.get("message"), kept.get("receipt")
    return ProofCheck(
        proof_holds(message, writer, row.text.encode()) if message else None,
        proof_holds(receipt, receiver, str(kept.get("receipt_text", "")).encode())
        if receipt
        else None,
    )


def _unanswered(organisation: Organisation, *, outgoing: bool) -> OwnedQuerySet[ExchangeMessage]:
    answer = ExchangeMessage.objects.filter(
        partner=OuterRef("partner"), outgoing=not outgoing, answers=OuterRef("identifier")
    ).exclude(state=MessageState.REJECTED)
    rows = messages_of(organisation).filter(outgoing=outgoing, kind__in=NEEDING)
    return rows.filter(~Exists(answer))
