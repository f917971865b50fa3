"""Deliveries and return attachments as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.casework.models import Certificate, Delivery
from totalis.procedure.delivery import contradictions, delivery_book, lines
from totalis.procedure.marking import marking_book, yearly_attachments
from totalis.procedure.sources import cite
from totalis.procedure.standing import current_certificate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.casework.models import Case
    from totalis.lawbook.model import Source
    from totalis.procedure.casefile import CaseFile, CertificateRecord
    from totalis.procedure.delivery import DeliveryLine

STATES = {
    "not_sent": "Not handed over yet",
    "sent": "Sent, receipt not proved",
    "confirmed": "Receipt proved",
    "on_request": "When an authority asks",
    "each_year": "With each year's return",
}


@dataclass(frozen=True, slots=True)
class DrawnDuty:
    """Somebody who must have the certificate, and how it stands."""

    line: DeliveryLine
    recipient: str
    state: str
    sources: tuple[Source, ...]
    delivery: Delivery | None


def certificate_by_key(case: Case, key: int) -> Certificate:
    """A certificate of the case.

    Raises:
        Http404: the case has no such certificate.
    """
    found = Certificate.objects.filter(pk=key, case=case).first()
    if found is None:
        raise Http404
    return found


def delivery_page(file: CaseFile, today: date) -> dict[str, Any]:
    """What the delivery page needs, but for its forms; `certificate` None where there is nothing to deliver."""
    certificate = current_certificate(file)
    if certificate is None:
        return {"certificate": None}
    years = yearly_attachments(file, today)
    return {
        "certificate": certificate,
        "duties": list(_duties(file, certificate)),
        "contradictions": [
            (item, [(reading, cite(reading.source)) for reading in item.readings])
            for item in contradictions(file.partner)
        ],
        "years": [(item, cite(item.marking.source)) for item in years],
        "year_to_attach": next((item.year for item in years if not item.attached), today.year),
        "marking_doubt": marking_book().contradiction if years else None,
    }


def _duties(file: CaseFile, certificate: CertificateRecord) -> Iterable[DrawnDuty]:
    rows = Delivery.objects.filter(certificate_id=int(certificate.id)).order_by("pk")
    newest = {row.recipient: row for row in rows.select_related("receipt_evidence")}
    for line in lines(file, certificate):
        yield DrawnDuty(
            line=line,
            recipient=delivery_book().recipients[line.duty.recipient].name,
            state=STATES[line.state],
            sources=cite(line.duty.source),
            delivery=newest.get(line.duty.recipient),
        )
