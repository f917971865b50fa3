"""Single records as values of the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.dates import read_day
from totalis.procedure import casefile as file

if TYPE_CHECKING:
    from totalis.casework import models
    from totalis.webbase.accounts.models import User


class CaseHead(file.Value, frozen=True, kw_only=True):
    """What people and decisions set on the case itself, kept at every change (`RecordRevision` of kind `case`)."""

    title: str
    about: str
    owner: file.Person
    direction: file.Direction
    partner: str
    engagement: str


def head(case: models.Case) -> CaseHead:
    """What is set on a case, as a value."""
    return CaseHead(
        title=case.title,
        about=case.about,
        owner=person(case.owner),
        direction=file.Direction(case.direction),
        partner=case.partner,
        engagement=case.engagement,
    )


def person(user: User | None) -> file.Person:
    """A user; without one, the system itself."""
    if user is None:
        return file.Person(id="", name="Totalis")
    return file.Person(id=str(user.pk), name=user.name, email=user.email)


def key(pk: int | None) -> str:
    """The id of a record as text; empty where there is none."""
    return "" if pk is None else str(pk)


def worker(record: models.Worker) -> file.WorkerRecord:
    """A worker as she is registered."""
    return file.WorkerRecord(
        id=key(record.pk),
        given_names=record.given_names,
        family_names=record.family_names,
        name_at_birth=record.name_at_birth,
        birth_date=read_day(record.birth_date) if record.birth_date else None,
        birth_place=record.birth_place,
        birth_country=record.birth_country,
        ssn=record.ssn,
        foreign_numbers=dict(record.foreign_numbers or {}),
        citizenships=None if record.citizenships is None else tuple(record.citizenships),
        address=msgspec.convert(record.address or {}, file.Address),
        email=record.email,
        phone=record.phone,
    )


def employer(record: models.Employer) -> file.EmployerRecord:
    """An employer as it is registered."""
    return file.EmployerRecord(
        id=key(record.pk),
        name=record.name,
        country=record.country,
        address=msgspec.convert(record.address or {}, file.Address),
        registrations=dict(record.registrations or {}),
        contact_name=record.contact_name,
        contact_email=record.contact_email,
        contact_phone=record.contact_phone,
        activity=record.activity,
    )


def request(record: models.CertificateRequest) -> file.Request:
    """A request without its exception of channel, which is a record of its own."""
    return file.Request(
        id=key(record.pk),
        product=record.product,
        lane=file.Lane(record.lane),
        lane_reason=record.lane_reason,
        channel=record.channel,
        agreement=record.agreement,
        fields=tuple(
            file.RequestField(
                field=name, value=given.get("value", ""), evidence=given.get("evidence", "")
            )
            for name, given in (record.fields or {}).items()
        ),
        waiting=record.waiting,
    )


def lodgement(record: models.Lodgement) -> file.Lodgement:
    """A sending, with what the channel gave back."""
    return file.Lodgement(
        packet=record.packet.number,
        channel=record.channel,
        at=record.sent_at,
        by=person(record.made_by),
        control_number=record.control_number,
        confirmation=key(record.confirmation_id),
    )


def delivery(record: models.Delivery) -> file.DeliveryRecord:
    """A delivery with its receipt."""
    return file.DeliveryRecord(
        certificate=key(record.certificate_id),
        recipient=record.recipient,
        recipient_name=record.recipient_name,
        sent_on=record.sent_on,
        method=record.method,
        receipt_on=record.receipt_on,
        receipt_evidence=key(record.receipt_evidence_id),
        by=person(record.made_by),
    )


def attachment(record: models.ReturnAttachment) -> file.ReturnAttachment:
    """A copy that goes with a return."""
    return file.ReturnAttachment(
        certificate=key(record.certificate_id),
        tax_year=record.tax_year,
        marking=record.marking,
        marking_source=record.marking_source,
        attached_on=record.attached_on,
        evidence=key(record.evidence_id),
        by=person(record.made_by),
    )


def correction(record: models.Correction) -> file.Correction:
    """A correction that was asked for."""
    return file.Correction(
        certificate=key(record.certificate_id),
        asked_on=record.asked_on,
        what=record.what,
        channel=record.channel,
        by=person(record.made_by),
        at=record.made_at,
        settled_by=key(record.settled_by_id),
    )


def attempt(record: models.AlternateAttempt) -> file.Attempt:
    """A step of the alternate procedure."""
    return file.Attempt(
        at=record.happened_at,
        by=person(record.made_by),
        addressee=record.addressee,
        asked_for=record.asked_for,
        outcome=record.outcome,
        evidence=key(record.evidence_id),
    )


def certificate(record: models.Certificate) -> file.CertificateRecord:
    """A certificate as it was read off the document."""
    return file.CertificateRecord(
        id=key(record.pk),
        product=record.product,
        issuer_country=record.issuer_country,
        issuer=record.issuer,
        number=record.number,
        worker_name=record.worker_name,
        worker_number=record.worker_number,
        employer_name=record.employer_name,
        covered_by=record.covered_by,
        exempt_in=record.exempt_in,
        start=record.start,
        end=record.end,
        article=record.article,
        issued_on=record.issued_on,
        received_on=record.received_on,
        evidence=key(record.evidence_id),
        entered_by=person(record.made_by),
        entered_at=record.made_at,
        replaces=key(record.replaces_id),
        withdrawn_on=record.withdrawn_on,
        withdrawn_reason=record.withdrawn_reason,
    )
