"""What the service keeps, as what it says to a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import override

from totalis.api.service.shapes import (
    CertificateInfo,
    Event,
    Filed,
    FormFieldInfo,
    FormInfo,
    FormStepInfo,
    QuestionInfo,
    Status,
)
from totalis.authority.models import CoverageRequest, Happened
from totalis.authority.selectors.papers import proof_of_application_pdf
from totalis.authority.selectors.status_page import status_page

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import IssuedCertificate, RequestEvent
    from totalis.lawbook.forms.model import FormEdition, FormField


def filed(request: CoverageRequest, at: datetime) -> Filed:
    """That a request was taken, with its proof of application."""
    return Filed(
        control_number=request.control_number,
        received_at=request.received_at,
        status=status(request, at),
        proof=proof_of_application_pdf(request, at=at),
    )


def status(request: CoverageRequest, at: datetime) -> Status:
    """Where a request stands, in the words that the public page has for it."""
    with override("en"):
        page = status_page(request, at.date())
    questions = tuple(
        QuestionInfo(
            number=row.pk,
            text=row.text,
            fields=tuple(row.fields),
            asked_at=row.made_at,
            answer_by=row.answer_by,
            answered_at=row.answered_at,
            taken_back=row.taken_back_at is not None,
        )
        for row in request.questions.order_by("pk")
    )
    return Status(
        control_number=request.control_number,
        client_reference=request.client_reference,
        agreement=request.agreement,
        lane=request.lane,
        product=request.product,
        edition=request.edition,
        state=cast("Any", request.state),
        outcome=cast("Any", request.outcome),
        label=page.state,
        explanation=f"{page.explanation} {page.next}",
        received_at=request.received_at,
        due_on=request.due_on,
        completed_at=request.completed_at,
        reasons=page.refusal.reasons if page.refusal is not None else "",
        questions=questions,
        certificates=tuple(
            certificate(row)
            for row in request.certificates.select_related("replaces", "document").order_by("pk")
        ),
    )


def certificate(row: IssuedCertificate) -> CertificateInfo:
    """What the register says of a certificate; what the certificate itself says is in its signed forms."""
    gone = row.entries.filter(kind="withdrawn").order_by("pk").last()
    return CertificateInfo(
        number=row.number,
        product=row.product,
        standing=cast("Any", row.standing),
        issued_on=row.issued_on,
        start=row.start,
        end=row.end,
        ended_on=row.ended_on,
        gone_on=gone.on if gone is not None else None,
        gone_reason=gone.reason if gone is not None else "",
        replaces=row.replaces.number if row.replaces is not None else "",
        document_digest=row.document.digest if row.document is not None else row.document_digest,
    )


def event(row: RequestEvent) -> Event:
    """A line of the feed."""
    return Event(
        number=row.pk,
        at=row.made_at,
        kind=row.kind,
        label=str(Happened(row.kind).label),
        control_number=row.request.control_number,
        client_reference=row.request.client_reference,
        certificate=row.certificate.number if row.certificate is not None else "",
    )


def form(edition: FormEdition) -> FormInfo:
    """An edition as data."""
    return FormInfo(
        key=edition.key,
        issuer=edition.issuer,
        agreement=edition.agreement.upper(),
        lane=str(edition.lane),
        product=edition.product,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        steps=tuple(
            FormStepInfo(key=step.key, title=step.title, fields=tuple(map(_field, step.fields)))
            for step in edition.steps
        ),
    )


def _field(field: FormField) -> FormFieldInfo:
    return FormFieldInfo(
        key=field.key,
        label=field.label,
        type=str(field.type),
        requirement=str(field.requirement),
        when=str(field.when),
        help=field.help,
        example=field.example,
        fact=field.fact,
        options=tuple(option.value for option in field.options),
        may_be_unknown=field.may_be_unknown,
        ours=field.is_ours,
    )
