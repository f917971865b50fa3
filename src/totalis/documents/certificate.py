"""A certificate of coverage or a letter of exemption: what it says (`totalis/certificate/1`), and its PDF.

The content is plain data made once, from a request's answers and a decision. PDF and credential are drawn from it and from
nothing else; both travel inside the PDF as associated files (PDF/A-3), so that a machine reads what a person reads.

Where no source shows the official face of an agreement's form, the layout is our own and says so on its face.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.documents.certificate_copies import copies_for
from totalis.documents.certificate_face import face
from totalis.documents.certificate_people import employment, holder, places_of_work
from totalis.documents.certificate_qr import qr_svg
from totalis.documents.typesetting import Paper, typeset
from totalis.kernel.digest import canonical_json, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.lawbook.model import Agreement, CertificateSide, Charge

Json = dict[str, Any]
SCHEMA = "totalis/certificate/1"
EDITION = "neutral-2026-11"
"""Of the layout and of what it says; another wording is another edition."""
CONTENT_FILE = "certificate.json"
CREDENTIAL_FILE = "credential.sd-jwt"
"""Names of the associated files inside the PDF."""
UNITED_STATES = "US"
CERTIFICATE, LETTER = "certificate", "letter_of_exemption"
NOT_STATED = "not_stated"


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """The agency as a certificate names it; `url` is the address that names it in credentials."""

    name: str
    country: str
    url: str
    address: str = ""
    telephone: str = ""
    fax: str = ""
    email: str = ""


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate is made of: who issues, what was decided, and what the requester said of people and employers."""

    issuer: Issuer
    number: str
    check_code: str
    issued_on: date
    product: str
    lane: str
    covered_by: str
    exempt_in: str
    article: str
    start: date
    end: date | None
    is_exception: bool
    agreed_with: str = ""
    """The agency of the other country whose agreement to an exception is on record, and its day; empty without one."""
    agreed_on: date | None = None
    agreed_in: str = ""
    """The letter in which it agreed; empty where its own signed message says so."""
    work_country: str = ""
    """Where the work is done, where the facts name one country."""
    control_number: str
    determination: str
    """Digest of the determination that it rests on."""
    law: str
    """Digest of the lawbook."""
    replaces: str = ""
    reason: str = ""
    """Why it takes the place of another."""


def certificate_content(issue: Issue, answers: Mapping[str, str], agreement: Agreement) -> Json:
    """What the certificate says; `answers` are those of the request. The same values give the same content."""
    side = _side(agreement, issue)
    self_employed = issue.lane == "self_employed" or "nature_of_self_employment" in answers
    copies = copies_for(agreement.country, side, self_employed=self_employed)
    return {
        "schema": SCHEMA,
        "edition": EDITION,
        "number": issue.number,
        "check_code": issue.check_code,
        "check_url": check_url(issue.issuer.url, issue.number, issue.check_code),
        "product": issue.product,
        "issued_on": issue.issued_on.isoformat(),
        "issuer": msgspec.to_builtins(issue.issuer),
        "agreement": {
            "country": agreement.country,
            "name": agreement.name,
            "in_force": agreement.in_force.isoformat(),
        },
        "form": {"name": "" if side.form == NOT_STATED else side.form, "face_known": False},
        "holder": holder(answers, agreement, issuer_country=issue.issuer.country),
        "employment": employment(answers, agreement.country, self_employed=self_employed),
        "places_of_work": places_of_work(answers, issue.work_country, agreement.country),
        "coverage": {
            "covered_by": issue.covered_by,
            "exempt_in": issue.exempt_in,
            "article": issue.article,
            "start": issue.start.isoformat(),
            "end": issue.end.isoformat() if issue.end else None,
            "exception": issue.is_exception,
            **_agreed(issue),
            "laws": [charge.name for charge in _laws(agreement, issue.covered_by)],
            "exempt_laws": [charge.name for charge in _laws(agreement, issue.exempt_in)],
        },
        "copies": msgspec.to_builtins(copies),
        "replaces": issue.replaces,
        "replaces_reason": issue.reason,
        "basis": {
            "control_number": issue.control_number,
            "determination": issue.determination,
            "law": issue.law,
        },
    }


def content_digest(content: Json) -> str:
    """The digest of a content as it stands in the register, in the credential and on every page."""
    return digest(content)


def certificate_pdf(content: Json, credential: str, *, paper: Paper | None = None) -> bytes:
    """Draw a certificate, not yet signed: PDF/A-3a and PDF/UA-1 with content and credential inside.

    The same content and credential give the same bytes. Without `paper` it is what the issuing country uses.
    """
    drawn = {
        **face(content, digest=content_digest(content)),
        "qr": qr_svg(content["check_url"]),
    }
    return typeset(
        "certificate.typ",
        drawn,
        paper=paper or ("us-letter" if content["issuer"]["country"] == UNITED_STATES else "a4"),
        made=datetime.combine(date.fromisoformat(content["issued_on"]), time(), tzinfo=UTC),
        countries=(content["agreement"]["country"], content["issuer"]["country"]),
        inside={CONTENT_FILE: canonical_json(content).decode(), CREDENTIAL_FILE: credential},
    )


def check_url(issuer: str, number: str, code: str) -> str:
    """Where anybody checks a certificate; what stands behind `#` is sent to nobody, and so lies in no log."""
    return f"{issuer}/service/check/#number={number}&code={code}"


def _agreed(issue: Issue) -> Json:
    """Who agreed to an exception and when; nothing where no agreement is on record."""
    if not (issue.is_exception and issue.agreed_with and issue.agreed_on):
        return {}
    said = {"with": issue.agreed_with, "on": issue.agreed_on.isoformat()}
    return {"agreed": said | ({"in": issue.agreed_in} if issue.agreed_in else {})}


def _side(agreement: Agreement, issue: Issue) -> CertificateSide:
    mine = issue.issuer.country == UNITED_STATES
    return agreement.certificate_us if mine else agreement.certificate_partner


def _laws(agreement: Agreement, country: str) -> tuple[Charge, ...]:
    return agreement.laws_us if country == UNITED_STATES else agreement.laws_partner
