"""Issuing: a decision that stands becomes a certificate, sealed and in the register, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.db import transaction

from totalis.authority.models import (
    Agency,
    CoverageRequest,
    Decision,
    Happened,
    IssuedCertificate,
    Outcome,
    RequestVersion,
    State,
)
from totalis.authority.selectors.exchange import WithPartner, consent_of, partner_state
from totalis.authority.selectors.following import REPLACEMENT, TAKES_PLACE
from totalis.authority.services.issuing_former import former_of, product_of, with_what_was_done
from totalis.authority.services.issuing_paper import Origin, issuer_of, write_certificate
from totalis.authority.services.registering_lines import enter_issue, hand_over
from totalis.authority.services.telling import happened
from totalis.documents.certificate import Issue, certificate_content
from totalis.documents.certificate_changes import issued_again
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

Json = dict[str, Any]
ISSUE = "issue"
WORKER = "worker_full_name"
_NO_CONSENT = Problem(
    path="consent",
    found="an exception to which only this agency is known to agree",
    expected="the other agency's agreement: by whom, in which document, of which day",
    remedy="Enter it beside the decision; where a partner agency is connected, put the exception to it.",
)


def issue(*, decision: Decision, at: datetime) -> IssuedCertificate:
    """Make the certificate of a decision, enter it in the register, complete the request and tell of it.

    For a request to replace or correct a certificate, the new one takes the place of the one that the request refers to.

    Raises:
        InputError: the decision does not stand, waits for a second person or was issued already; it lacks a period or a country;
            it is an exception and the other agency's agreement is not on record;
            what it rests on is not there; the certificate to be replaced does not count any more, was ended earlier, or a correction
            of it waits; no signing key.
    """
    with transaction.atomic():
        row = _locked(decision)
        made = Decision.objects.select_related("assessment", "made_by", "confirmed_by").get(
            pk=decision.pk
        )
        _check(made, row)
        by, former = made.confirmed_by or made.made_by, former_of(row, made)
        actor = acting(made, by)
        origin = Origin(
            actor=actor,
            request=row,
            decision=made,
            product=product_of(row, former),
            content=lambda number, code: _content(made, row, former, number, code, at),
            replaces=former,
        )
        certificate = write_certificate(origin, at=at)
        enter_issue(certificate, by=by, at=at)
        if former is not None:
            why = f"On request {row.control_number}"
            hand_over(former, certificate, kind=TAKES_PLACE[row.product], reason=why, by=by, at=at)
        _complete(row, at)
        _tell(certificate, made, actor, at)
    return certificate


def acting(decision: Decision, by: Any) -> Actor:  # noqa: ANN401 - a user or None
    """Who issues, for the history: whoever decided last, or the policy."""
    return Actor(
        user=by,
        organisation=decision.organisation,
        roles=frozenset(),
        rights=frozenset(),
        machine="Policy" if decision.straight_through else "",
    )


def _locked(decision: Decision) -> CoverageRequest:
    """The request of the decision, locked; the caller's own instance, brought up to date."""
    row = decision.request
    fresh = CoverageRequest.objects.select_for_update().get(pk=row.pk)
    row.state, row.outcome, row.completed_at = fresh.state, fresh.outcome, fresh.completed_at
    return row


def _check(made: Decision, row: CoverageRequest) -> None:
    if made.kind != ISSUE or made.rejected_at is not None:
        _refuse("a decision that does not stand", "a decision to issue that nobody rejected")
    second = made.confirmed_by
    if made.needs_second and (second is None or made.confirmed_at is None):
        _refuse("a decision that waits for a second person", "one that was confirmed")
    if made.needs_second and second is not None and second == made.made_by:
        _refuse("a decision confirmed by whoever made it", "one that another person confirmed")
    if IssuedCertificate.objects.filter(decision=made).exists():
        _refuse("a decision that was issued before", "one that was not issued")
    if row.state == State.COMPLETED:
        _refuse("a request that is completed", "a request that is not")
    if made.start is None or not (made.covered_by and made.exempt_in):
        _refuse("a decision without a first day or a country", "a first day and both countries")
    if made.end is not None and made.end < made.start:
        _refuse("a last day before the first", "a last day on or after the first")


def _content(
    made: Decision,
    row: CoverageRequest,
    former: IssuedCertificate | None,
    number: str,
    code: str,
    at: datetime,
) -> Json:
    if former is not None and row.product == REPLACEMENT:
        return issued_again(
            former.content,
            number=number,
            check_code=code,
            day=at.date(),
            reason="Replacement after loss.",
            last_day=former.ended_on,
        )
    version = _version(made)
    answers = {key: value for key, value in version.answers.items() if value}
    if former is not None:
        answers = {**former.request.answers, **answers}
    if not str(answers.get(WORKER) or "").strip():
        _refuse("a request that names no worker", "the name of the worker")
    agency = Agency.objects.get(organisation=row.organisation)
    agreement = lawbook().agreement(row.agreement)
    assert made.start is not None  # noqa: S101 - `_check` refused it
    said = Issue(
        issuer=issuer_of(agency),
        number=number,
        check_code=code,
        issued_on=at.date(),
        product=product_of(row, former),
        lane=row.lane,
        covered_by=made.covered_by,
        exempt_in=made.exempt_in,
        article=made.article,
        start=made.start,
        end=made.end,
        is_exception=made.is_exception,
        **_partners_word(made, row),
        work_country=_work_country(version.facts),
        control_number=row.control_number,
        determination=made.determination_digest,
        law=made.law,
        replaces=former.number if former else "",
        reason="Correction." if former else "",
    )
    content = certificate_content(said, answers, agreement)
    if former is None:
        return content
    before = certificate_content(said, former.request.answers, agreement)
    return with_what_was_done(content, asked_before=before, former=former)


def _partners_word(made: Decision, row: CoverageRequest) -> Json:
    """Who of the other country agreed to an exception, on which day and, where by letter, in which one.

    Raises:
        InputError: nobody's word is on record.
    """
    if not made.is_exception:
        return {}
    put = partner_state(row)
    if put.partner is not None and put.state is WithPartner.AGREED:
        return {"agreed_with": put.partner.name, "agreed_on": put.on}
    letter = consent_of(made)
    if letter is None:
        raise InputError([_NO_CONSENT])
    return {"agreed_with": letter.by, "agreed_on": letter.on, "agreed_in": letter.document}


def _version(made: Decision) -> RequestVersion:
    """What the request said when it was assessed: the decision rests on that and on nothing later."""
    digest = made.assessment.version_digest
    found = RequestVersion.objects.filter(request_id=made.request_id, digest=digest)
    version = found.order_by("-number").first()
    if version is None:
        _refuse("an assessment of a version that is not there", "the version that was assessed")
    return version


def _work_country(facts: Json) -> str:
    engagements = facts.get("engagements") or []
    countries = {str(one.get("work_country") or "") for one in engagements}
    return countries.pop() if len(countries) == 1 else ""


def _complete(row: CoverageRequest, at: datetime) -> None:
    row.state, row.outcome, row.completed_at = State.COMPLETED, Outcome.ISSUED, at
    row.save(update_fields=["state", "outcome", "completed_at"])


def _tell(certificate: IssuedCertificate, made: Decision, actor: Actor, at: datetime) -> None:
    replaces = certificate.replaces.number if certificate.replaces else ""
    happened(
        Happened.ISSUED,
        request=certificate.request,
        at=at,
        by=actor.user,
        certificate=certificate,
        details={"number": certificate.number, "product": certificate.product},
    )
    record(
        actor=actor,
        verb="issued certificate",
        subject=certificate.number,
        at=at,
        case_reference=certificate.request.control_number,
        details={
            "decision": made.pk,
            "content": certificate.content_digest,
            "document": certificate.paper.digest,
            "replaces": replaces,
        },
    )


def _refuse(found: str, expected: str) -> NoReturn:
    remedy = "Open the request again to see what became of it."
    raise InputError([Problem(path="decision", found=found, expected=expected, remedy=remedy)])
