"""What was open on a day, and what has changed since: nobody should have to guess either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.documents import form
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words, days_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from totalis.documents.form import Json
    from totalis.procedure.casefile import CaseFile


def open_on(file: CaseFile, day: date) -> Iterable[Json | None]:
    """What is not settled: missing facts, unsettled corrections, receipts that have not come."""
    decision = file.current_determination
    answers = decision.document.get("engagements", ()) if decision is not None else ()
    missing = [item["question"] for answer in answers for item in answer.get("missing", ())]
    found = [
        *(f"Unknown: {question}" for question in missing),
        *(
            f"Correction asked for on {day_words(item.asked_on)} and not settled: {item.what}"
            for item in file.corrections
            if not item.settled_by
        ),
        *(
            f"Receipt by {item.recipient_name or form.words(item.recipient)} is not confirmed."
            for item in file.deliveries
            if item.receipt_on is None
        ),
    ]
    if file.facts and decision is None:
        found.append("The newest facts were not decided again.")
    known = file.opened_at.date() <= day
    if not known:
        found.append(
            f"The case was opened on {day_words(file.opened_at.date())}, after the day asked about: "
            "what is said here of that day was recorded later."
        )
    return [form.listing(found) or form.text("Nothing is recorded as open.")]


def since(file: CaseFile, day: date) -> Iterable[Json | None]:
    """Everything recorded after the day that touches what the answer rests on."""
    events = sorted(
        (at, says) for at, says in _events(file) if at.date() > day and at <= file.known_at
    )
    withdrawn = [
        f"{day_words(item.withdrawn_on)}: certificate {item.number or item.id} withdrawn. {item.withdrawn_reason}"
        for item in file.certificates
        if item.withdrawn_on is not None and item.withdrawn_on > day
    ]
    lines = [f"{form.moment(at)}: {says}" for at, says in events]
    return [
        form.listing([*withdrawn, *lines]) or form.text("Nothing was recorded after the day."),
    ]


def _events(file: CaseFile) -> Iterable[tuple[datetime, str]]:
    yield from _decisions(file)
    yield from _requests(file)
    yield from _certificates(file)
    if file.closed_at is not None:
        yield file.closed_at, f"case closed. {file.closed_reason}"


def _decisions(file: CaseFile) -> Iterable[tuple[datetime, str]]:
    for facts in file.facts:
        yield facts.at, f"facts stated, version {facts.number}. {facts.reason}".strip()
    for decision in file.determinations:
        yield decision.at, f"decided under the law of {day_words(decision.as_of)}."
    for item in file.reopenings:
        fell = f" Pay periods from {day_words(item.pay_from)} on fall." if item.pay_from else ""
        what = days_written_out(" ".join(item.changed))
        yield item.at, f"decision reopened by a change of {item.cause}. {what}{fell}"


def _requests(file: CaseFile) -> Iterable[tuple[datetime, str]]:
    for packet in file.packets:
        yield packet.at, f"packet {packet.number} built."
        if packet.void_at is not None:
            yield packet.void_at, f"packet {packet.number} void: {packet.void_reason}"
        for decision in packet.approvals:
            word = "approved" if decision.approved else "refused"
            yield decision.at, f"packet {packet.number} {word} by {decision.by.name}."
    for sent in file.lodgements:
        yield sent.at, f"packet {sent.packet} sent."


def _certificates(file: CaseFile) -> Iterable[tuple[datetime, str]]:
    for certificate in file.certificates:
        number = certificate.number or certificate.id
        issuer = name_of(certificate.issuer_country)
        yield certificate.entered_at, f"certificate {number} of {issuer} entered."
    for match in file.matches:
        yield match.at, f"certificate {'accepted' if match.accepted else 'not accepted'}."
        if match.released_at is not None:
            yield match.released_at, "payroll told that it may rely on the certificate."
