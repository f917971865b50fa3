"""Who must have a certificate, when, and what proof of receipt to keep (F4, `data/delivery.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.procedure.casefile import Lane
from totalis.procedure.reader import read_data
from totalis.procedure.standing_decision import main_answer

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord, DeliveryRecord

ON_RECEIPT, ON_REQUEST, EACH_YEAR = "on_receipt", "on_request", "each_year"


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may have to have a certificate."""

    key: str
    name: str


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Who must have it in which direction and lane, when, and what proves that it arrived."""

    key: str
    recipient: str
    directions: tuple[str, ...]
    lanes: tuple[str, ...]
    when: str
    required: bool
    says: str
    proof: str
    source: tuple[str, ...]
    countries: tuple[str, ...] = ()
    not_countries: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says where sources disagree; without countries it speaks for all."""

    says: str
    source: tuple[str, ...]
    countries: tuple[str, ...] = ()


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """A point on which sources disagree."""

    key: str
    says: str
    readings: tuple[Reading, ...]


class DeliveryBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `delivery.yaml`."""

    recipients: dict[str, Recipient]
    duties: dict[str, Duty]
    contradictions: dict[str, Contradiction]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A duty of this case and how it stands; `state`: not_sent, sent, confirmed, on_request, each_year."""

    duty: Duty
    name: str
    state: str
    record: DeliveryRecord | None


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Somebody who must have a certificate and has not confirmed it, and what to do about it."""

    recipient: str
    name: str
    action: str
    due: date


@cache
def delivery_book() -> DeliveryBook:
    """The file as it reads; a LawError where it does not."""
    return read_data("delivery", DeliveryBook)


def contradictions(partner: str) -> tuple[Contradiction, ...]:
    """The points on which sources disagree, those that name the country or all of them."""
    return tuple(
        item
        for item in delivery_book().contradictions.values()
        if any(not reading.countries or partner in reading.countries for reading in item.readings)
    )


def lines(file: CaseFile, certificate: CertificateRecord) -> tuple[DeliveryLine, ...]:
    """Every duty for a certificate of this case, the required ones first."""
    lane = _lane(file)
    duties = [
        duty
        for duty in delivery_book().duties.values()
        if file.direction in duty.directions
        and lane in duty.lanes
        and (not duty.countries or file.partner in duty.countries)
        and file.partner not in duty.not_countries
    ]
    duties.sort(key=lambda duty: not duty.required)
    return tuple(_line(file, certificate, duty) for duty in duties)


def outstanding(file: CaseFile, certificate: CertificateRecord) -> tuple[Outstanding, ...]:
    """Who must have it and has not confirmed it: every required duty, and whatever was sent unconfirmed.

    Nothing is due to a person who works for herself and runs the case herself: she holds the certificate.
    """
    found = [
        Outstanding(line.duty.recipient, line.name, _action(line), _due(certificate))
        for line in lines(file, certificate)
        if (line.duty.required and line.state != "confirmed") or line.state == "sent"
    ]
    known = {line.duty.recipient for line in lines(file, certificate)}
    found.extend(
        Outstanding(
            item.recipient,
            item.recipient_name,
            _confirm(item.recipient_name),
            _due(certificate),
        )
        for item in file.deliveries
        if item.certificate == certificate.id
        and item.receipt_on is None
        and item.recipient not in known
    )
    alone = file.organisation_kind == "self_employed"
    return tuple(item for item in found if not (alone and item.recipient == "worker"))


def _lane(file: CaseFile) -> str:
    if file.request is not None and file.request.lane is not Lane.HOLD:
        return file.request.lane
    answer = main_answer(file)
    return answer.lane if answer is not None and answer.lane else Lane.EMPLOYER


def _line(file: CaseFile, certificate: CertificateRecord, duty: Duty) -> DeliveryLine:
    records = [
        item
        for item in file.deliveries
        if item.certificate == certificate.id and item.recipient == duty.recipient
    ]
    record = records[-1] if records else None
    if record is not None and record.receipt_on is not None:
        state = "confirmed"
    elif record is not None and record.sent_on is not None:
        state = "sent"
    else:
        state = "not_sent" if duty.when == ON_RECEIPT else duty.when
    return DeliveryLine(duty, _name(file, duty, record), state, record)


def _name(file: CaseFile, duty: Duty, record: DeliveryRecord | None) -> str:
    """The recipient's own name where the case knows it."""
    if record is not None and record.recipient_name:
        return record.recipient_name
    if duty.recipient == "worker":
        own = f"{file.worker.given_names} {file.worker.family_names}".strip()
        return own or delivery_book().recipients["worker"].name
    named = (item.employer.name for item in file.parties if item.role.value == duty.recipient)
    return next(named, "") or delivery_book().recipients[duty.recipient].name


def _action(line: DeliveryLine) -> str:
    if line.state == "sent":
        return _confirm(line.name)
    return f"Hand the certificate to {line.name} and get a confirmation of receipt."


def _confirm(name: str) -> str:
    return f"Get the confirmation of receipt from {name or 'the recipient'}."


def _due(certificate: CertificateRecord) -> date:
    """By the first day that it covers, or on the day it came where that is later (our practice)."""
    return max(certificate.start, certificate.received_on)
