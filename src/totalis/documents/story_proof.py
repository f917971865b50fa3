"""The later links of the chain: certificate, comparison and release, delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.documents import form
from totalis.documents.words import PRODUCTS
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.documents.form import Json
    from totalis.procedure.casefile import CaseFile, CertificateRecord, MatchRecord

_RANKS = {"breaks": "Breaks the exemption", "check": "To be looked at", "harmless": "Harmless"}


def the_certificate(
    file: CaseFile, certificate: CertificateRecord | None, day: date
) -> Iterable[Json | None]:
    """The certificate that the answer rests on, and the others by their numbers."""
    if certificate is None:
        return [form.text("No certificate is in hand.")]
    item = file.evidence_item(certificate.evidence)
    until = day_words(certificate.end) if certificate.end is not None else "no last day"
    inside = certificate.start <= day and (certificate.end is None or day <= certificate.end)
    others = [other for other in file.certificates if other is not certificate]
    return [
        form.rows(
            ("Document", PRODUCTS.get(certificate.product, form.words(certificate.product))),
            ("Number", certificate.number),
            ("Issuer", f"{certificate.issuer}, {name_of(certificate.issuer_country)}"),
            ("Worker on it", certificate.worker_name, certificate.worker_number),
            ("Employer on it", certificate.employer_name),
            (
                "Covers, exempts",
                f"Covered by {name_of(certificate.covered_by)}, exempt in {name_of(certificate.exempt_in)}",
            ),
            (
                "Days on it",
                f"{day_words(certificate.start)} to {until}",
                f"{day_words(day)} lies {'inside' if inside else 'outside'}.",
            ),
            ("Article", certificate.article),
            (
                "Issued, received",
                f"{form.day_or_nothing(certificate.issued_on)}; {day_words(certificate.received_on)}",
            ),
            ("Typed off by", form.by(certificate.entered_by, certificate.entered_at)),
            (
                "Withdrawn",
                form.day_or_nothing(certificate.withdrawn_on) if certificate.withdrawn_on else "no",
                certificate.withdrawn_reason,
            ),
            (
                "File",
                item.file_name if item is not None else certificate.evidence,
                item.digest if item is not None else "",
            ),
        ),
        form.listing(
            f"Also on file: {other.number or other.id}, {day_words(other.start)} to {form.day_or_nothing(other.end)}"
            + (f", withdrawn on {day_words(other.withdrawn_on)}" if other.withdrawn_on else "")
            for other in others
        ),
    ]


def match_and_release(
    file: CaseFile, certificate: CertificateRecord | None
) -> Iterable[Json | None]:
    """What the comparison found, who accepted it, who told payroll; and what was asked to be corrected."""
    match = file.match_of(certificate.id) if certificate is not None else None
    if match is None:
        return [form.text("No certificate was compared with the request.")]
    return [
        form.rows(
            ("Compared with packet", str(match.packet) if match.packet is not None else "none"),
            (
                "Accepted" if match.accepted else "Not accepted",
                form.by(match.by, match.at),
                match.reason,
            ),
            ("Released to payroll", form.by(match.released_by, match.released_at)),
        ),
        form.table(
            ("Field", "Asked for", "On the certificate", "What it means"),
            (6, 9, 9, 13),
            (
                (
                    form.words(item.field),
                    item.expected,
                    item.found,
                    f"{_RANKS.get(item.rank, item.rank)}: {item.says}",
                )
                for item in match.differences
            ),
        )
        or form.text("No difference was found."),
        _checklist(match),
        form.entries(
            form.entry(
                f"Correction asked for on {day_words(item.asked_on)} by {item.by.name}",
                item.what,
                f"Settled by {_number(file, item.settled_by)}"
                if item.settled_by
                else "Not settled.",
            )
            for item in file.corrections
        ),
    ]


def _checklist(match: MatchRecord) -> Json | None:
    return form.listing(
        f"{'Checked' if done else 'Not checked'}: {form.words(key)}"
        for key, done in match.checklist.items()
    )


def _number(file: CaseFile, certificate_id: str) -> str:
    found = next((item for item in file.certificates if item.id == certificate_id), None)
    return f"certificate {found.number or found.id}" if found is not None else certificate_id


def delivery(file: CaseFile, certificate: CertificateRecord | None) -> Iterable[Json | None]:
    """Who had to have the certificate, and the proof that they got it."""
    mine = [
        item
        for item in file.deliveries
        if certificate is None or item.certificate == certificate.id
    ]
    returns = [
        item
        for item in file.attachments
        if certificate is None or item.certificate == certificate.id
    ]
    if not mine and not returns:
        return [form.text("Nothing was delivered.")]
    return [
        form.table(
            ("Who must have it", "Sent", "How", "Receipt", "Shown by"),
            (10, 7, 6, 7, 9),
            (
                (
                    f"{item.recipient_name or form.words(item.recipient)}",
                    form.day_or_nothing(item.sent_on) if item.sent_on else "not sent",
                    item.method,
                    form.day_or_nothing(item.receipt_on) if item.receipt_on else "not confirmed",
                    _title(file, item.receipt_evidence),
                )
                for item in mine
            ),
        ),
        form.table(
            ("Return of", "Marking", "Source of the marking", "Attached"),
            (5, 12, 12, 7),
            (
                (
                    str(item.tax_year),
                    item.marking,
                    item.marking_source,
                    form.day_or_nothing(item.attached_on) if item.attached_on else "not yet",
                )
                for item in returns
            ),
        ),
    ]


def _title(file: CaseFile, evidence: str) -> str:
    item = file.evidence_item(evidence)
    return item.title if item is not None else evidence or "nothing"
