"""Copies of a certificate: to whom, with what proof of receipt; and with which year's return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Certificate, Delivery, Evidence, ReturnAttachment
from totalis.casework.selectors import records
from totalis.casework.services.editing import changing
from totalis.casework.services.evidence_rules import own_evidence
from totalis.casework.services.refusing import refuse
from totalis.casework.services.revisions import remember
from totalis.procedure.marking import Marking, marking_of
from totalis.procedure.sources import cite
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


def record_delivery(
    *,
    actor: Actor,
    case: Case,
    certificate: Certificate,
    recipient: str,
    recipient_name: str,
    sent_on: date,
    method: str,
    at: datetime,
) -> Delivery:
    """Record that a copy was handed or sent to somebody who must have it. Sent is not received.

    Raises:
        InputError: the certificate is not accepted, or no longer stands: nobody is to rely on it.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        certificate = Certificate.objects.get(pk=certificate.pk, case=locked)
        _may_be_handed_on(certificate)
        delivery = Delivery.objects.create(
            organisation=actor.organisation,
            case=locked,
            certificate=certificate,
            recipient=recipient,
            recipient_name=recipient_name.strip(),
            sent_on=sent_on,
            method=method.strip(),
            made_by=actor.user,
            made_at=at,
        )
        _kept(actor, locked, delivery, "sent copy", at)
    return delivery


def _may_be_handed_on(certificate: Certificate) -> None:
    newest = certificate.matches.order_by("made_at", "pk").last()
    if newest is None or not newest.accepted:
        refuse(
            "certificate",
            "a certificate that is not accepted",
            "an accepted one",
            "Have it compared with the request and accepted first.",
        )
    if certificate.withdrawn_at is not None or certificate.replaced_by.exists():
        refuse(
            "certificate",
            "a certificate that no longer stands",
            "one that stands",
            "Hand on the one that took its place.",
        )


def record_receipt(
    *,
    actor: Actor,
    case: Case,
    delivery: Delivery,
    receipt_on: date,
    evidence: Evidence,
    at: datetime,
) -> Delivery:
    """Record the proof that a copy arrived.

    Raises:
        InputError: the proof belongs to another case, the day lies before the sending, or a receipt is there already.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        delivery = Delivery.objects.select_for_update().get(pk=delivery.pk, case=locked)
        if evidence.case_id != locked.pk:
            refuse("evidence", "a document of another case", "the receipt, kept in this case")
        if delivery.receipt_on is not None:
            refuse("receipt_on", "a receipt is recorded already", "a delivery without one")
        if delivery.sent_on is not None and receipt_on < delivery.sent_on:
            refuse("receipt_on", "a day before the sending", "the day of sending or later")
        delivery.receipt_on, delivery.receipt_evidence = receipt_on, evidence
        delivery.save(update_fields=["receipt_on", "receipt_evidence"])
        _kept(actor, locked, delivery, "proved receipt", at)
    return delivery


def _kept(actor: Actor, case: Case, delivery: Delivery, verb: str, at: datetime) -> None:
    value = records.delivery(delivery)
    remember(actor=actor, kind="delivery", record_id=delivery.pk, value=value, at=at, case=case)
    record(
        actor=actor,
        verb=verb,
        subject=f"{delivery.certificate}: {delivery.recipient.replace('_', ' ')}",
        at=at,
        case_reference=case.reference,
        details={"certificate": delivery.certificate_id, "recipient": delivery.recipient},
    )


def record_attachment(
    *,
    actor: Actor,
    case: Case,
    certificate: Certificate,
    tax_year: int,
    attached_on: date,
    at: datetime,
    evidence: Evidence | None = None,
) -> ReturnAttachment:
    """Record that a copy went with the US return of a year, with the marking of that year and its source.

    Raises:
        InputError: the certificate does not cover the year, or the year is recorded already.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        certificate = Certificate.objects.get(pk=certificate.pk, case=locked)
        last = certificate.end.year if certificate.end else tax_year
        if not certificate.start.year <= tax_year <= last:
            refuse("tax_year", str(tax_year), f"a year from {certificate.start.year}")
        if ReturnAttachment.objects.filter(certificate=certificate, tax_year=tax_year).exists():
            refuse("tax_year", f"{tax_year} is recorded already", "another year")
        marking = marking_of(tax_year)
        attachment = ReturnAttachment.objects.create(
            organisation=actor.organisation,
            case=locked,
            certificate=certificate,
            tax_year=tax_year,
            marking=_marking_text(marking)[:300],
            marking_source="; ".join(item.title for item in cite(marking.source))[:300],
            attached_on=attached_on,
            evidence=own_evidence(locked, evidence),
            made_by=actor.user,
            made_at=at,
        )
        value = records.attachment(attachment)
        remember(
            actor=actor,
            kind="attachment",
            record_id=attachment.pk,
            value=value,
            at=at,
            case=locked,
        )
        record(
            actor=actor,
            verb="attached copy to return",
            subject=f"{certificate}: {tax_year}",
            at=at,
            case_reference=locked.reference,
            details={"certificate": certificate.pk, "tax_year": tax_year},
        )
    return attachment


def _marking_text(marking: Marking) -> str:
    """What is written on the return and where; the place stays open where no source says it."""
    place = ", ".join(part for part in (marking.where, marking.box) if part)
    return f"“{marking.words}” on {place}" if place else f"“{marking.words}”; place not known"
