"""Deliveries and return attachments as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.casework.forms.certificates import AttachmentForm, DeliveryForm, ReceiptForm
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
    """Somebody who must have the certificate, with how it stands and the form for the next step."""

    line: DeliveryLine
    recipient: str
    state: str
    sources: tuple[Source, ...]
    delivery: Delivery | None
    form: DeliveryForm | ReceiptForm | None


def certificate_by_key(case: Case, key: int) -> Certificate:
    """A certificate of the case.

    Raises:
        Http404: the case has no such certificate.
    """
    found = Certificate.objects.filter(pk=key, case=case).first()
    if found is None:
        raise Http404
    return found


def delivery_page(file: CaseFile, today: date, refused: tuple[str, Any] | None) -> dict[str, Any]:
    """What the delivery page needs; `refused` is a form that was sent and refused, by its prefix."""
    certificate = current_certificate(file)
    if certificate is None:
        return {"certificate": None}
    years = yearly_attachments(file, today)
    todo = [item.year for item in years if not item.attached]
    initial = {"tax_year": todo[0] if todo else today.year, "attached_on": today}
    own = dict([refused]) if refused else {}
    return {
        "certificate": certificate,
        "duties": list(_duties(file, certificate, today, own)),
        "contradictions": [
            (item, [(reading, cite(reading.source)) for reading in item.readings])
            for item in contradictions(file.partner)
        ],
        "years": [(item, cite(item.marking.source)) for item in years],
        "attach_form": own.get("attach") or AttachmentForm(prefix="attach", initial=initial),
        "marking_doubt": marking_book().contradiction if years else None,
    }


def _duties(
    file: CaseFile, certificate: CertificateRecord, today: date, own: dict[str, Any]
) -> Iterable[DrawnDuty]:
    rows = Delivery.objects.filter(certificate_id=int(certificate.id)).order_by("pk")
    newest = {row.recipient: row for row in rows.select_related("receipt_evidence")}
    for line in lines(file, certificate):
        delivery = newest.get(line.duty.recipient)
        yield DrawnDuty(
            line=line,
            recipient=delivery_book().recipients[line.duty.recipient].name,
            state=STATES[line.state],
            sources=cite(line.duty.source),
            delivery=delivery,
            form=_form(line, delivery, today, own),
        )


def _form(
    line: DeliveryLine, delivery: Delivery | None, today: date, own: dict[str, Any]
) -> DeliveryForm | ReceiptForm | None:
    if line.state == "confirmed":
        return None
    if delivery is not None and line.state == "sent":
        prefix = f"receipt-{delivery.pk}"
        return own.get(prefix) or ReceiptForm(prefix=prefix, initial={"receipt_on": today})
    prefix = f"send-{line.duty.recipient}"
    initial = {"recipient_name": line.name, "sent_on": today}
    return own.get(prefix) or DeliveryForm(prefix=prefix, initial=initial)
