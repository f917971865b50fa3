"""Exceptions that both agencies must agree to: ours put to the partner, the partner's answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.exchange.refusing import refuse
from totalis.authority.exchange.shapes import (
    Coverage,
    ExceptionReply,
    ExceptionRequest,
    Period,
)
from totalis.authority.models import (
    Channel,
    CoverageRequest,
    Decision,
    ExchangeMessage,
    Happened,
    Outcome,
    State,
)
from totalis.authority.selectors.exchange import (
    WithPartner,
    partner_state,
    question_of,
)
from totalis.authority.selectors.partners import partner_for
from totalis.authority.services.exchanging_outbox import put_out
from totalis.authority.services.exchanging_writing import recorded
from totalis.authority.services.issuing import issue
from totalis.authority.services.telling import happened
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import IssuedCertificate
    from totalis.webbase.accounts.actor import Actor

ISSUE = "issue"


def settle_with_partner(
    *, decision: Decision, row: CoverageRequest, actor: Actor, at: datetime
) -> bool:
    """Whether a decision that needs no further person of ours goes to the partner agency now, instead of taking effect.

    A request of the partner's own gets its reply (A002) and is completed: the partner issues. An exception of ours that is
    granted is put to the partner (A001) and waits; where no partner of the agreement is connected, its word came by letter,
    without which nothing is issued (`issuing`). The caller holds the row of the request.
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
    recorded(actor, "put exception to partner", message, at)
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
    recorded(actor, "answered partner", message, at)


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
