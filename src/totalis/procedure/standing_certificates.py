"""What stands of a certificate: of the right kind, relied on, corrected, replaced, carried by the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Direction
from totalis.procedure.standing_decision import PRODUCT_FOR, US

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile, CertificateRecord, MatchRecord
    from totalis.procedure.standing_decision import Answer


def was_relied_on(match: MatchRecord | None) -> bool:
    """Whether payroll was told to rely on a certificate."""
    return match is not None and match.accepted and match.released_at is not None


def fits_direction(file: CaseFile, certificate: CertificateRecord) -> bool:
    """Whether a document is of the kind and for the countries that the case is after."""
    pair = (certificate.covered_by, certificate.exempt_in)
    if file.direction is Direction.US_CERTIFICATE:
        return pair == (US, file.partner) and certificate.issuer_country == US
    if pair != (file.partner, US):
        return False
    if file.direction is Direction.FOREIGN_CERTIFICATE:
        by_partner = certificate.issuer_country == file.partner
        return by_partner or certificate.product == "ssa_statement"
    return (
        file.direction is Direction.LETTER_OF_EXEMPTION
        and certificate.issuer_country == US
        and certificate.product in ("letter_of_exemption", "ssa_statement")
    )


def awaits_correction(file: CaseFile, certificate: CertificateRecord) -> bool:
    """Whether a correction of the certificate was asked for and has not come."""
    return any(
        item.certificate == certificate.id and not item.settled_by for item in file.corrections
    )


def superseded(file: CaseFile, certificate: CertificateRecord) -> bool:
    """Whether another certificate came in its place; one that only was received does not replace it yet."""
    settled = {
        item.settled_by
        for item in file.corrections
        if item.certificate == certificate.id and item.settled_by
    }
    return any(
        (other.id in settled or other.replaces == certificate.id)
        and was_relied_on(file.match_of(other.id))
        for other in file.certificates
    )


def supports(file: CaseFile, answer: Answer, certificate: CertificateRecord) -> bool:
    """Whether an answer carries a certificate: the same countries, or the request of its own kind."""
    if answer.outcome is Outcome.ASSIGNED:
        pair = (answer.covered_by, answer.exempt_in)
        return pair == (certificate.covered_by, certificate.exempt_in)
    wanted = PRODUCT_FOR.get(answer.outcome)
    return wanted is not None and file.request is not None and file.request.product == wanted
