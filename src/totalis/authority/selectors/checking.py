"""Public checks: a paper by number and code, a file by its own signatures and the register."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from totalis.authority.models import IssuedCertificate, Standing
from totalis.authority.selectors.register_keys import published_keys
from totalis.documents.certificate_number import check_certificate_number, check_code_as_kept
from totalis.documents.verify.bundle_issuer import IssuerBundle
from totalis.documents.verify.certificate import check_certificate
from totalis.documents.verify.certificate_steps import refuse
from totalis.documents.verify.paper import Registered, check_paper

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.authority.models import Agency
    from totalis.documents.verify.certificate_steps import CertificateCheck, Value

_REFUSED = {Standing.WITHDRAWN: "withdrawn", Standing.REPLACED: "replaced"}
_NOBODY = "0000-0000-0000"


def paper_checked(
    agency: Agency, number: str, code: str, *, day: date, at: datetime
) -> CertificateCheck:
    """Check a paper. A wrong code and a number that was never given are answered in the same words."""
    kept = check_certificate_number(number)
    row = _row(agency, kept) if kept else None
    given = check_code_as_kept(code) or ""
    fits = hmac.compare_digest((row.check_code if row else _NOBODY).encode(), given.encode())
    found = _registered(row) if row is not None and fits else None
    return check_paper(found, kept or number.strip()[:40], day=day, at=at)


def file_checked(
    agency: Agency, data: bytes, name: str, *, day: date, at: datetime
) -> CertificateCheck:
    """Check a PDF or a credential that somebody uploaded; nothing of it is kept."""

    def standing(claims: dict[str, Any]) -> dict[str, Value]:
        row = _row(agency, str(claims["document_id"]))
        if row is None:
            refuse("not_registered", found=claims["document_id"])
        if row.content_digest != claims["document_digest"]:
            refuse("register_differs")
        return _registered(row).standing(day, at)

    issuer = _keys(agency, at)
    return check_certificate(data, name, issuer=issuer, day=day, at=at, standing=standing)


def _row(agency: Agency, number: str) -> IssuedCertificate | None:
    rows = IssuedCertificate.objects.filter(organisation=agency.organisation)
    return rows.filter(number=number).first()


def _registered(row: IssuedCertificate) -> Registered:
    return Registered(
        start=row.start,
        end=row.end,
        refused=_REFUSED.get(Standing(row.standing), ""),
        ended_on=row.ended_on,
        about=_about(row),
    )


def _about(row: IssuedCertificate) -> dict[str, str]:
    """What stands on the paper, but for the person: of the name only its initials, so that another's is noticed."""
    return {
        "number": row.number,
        "product": row.product,
        "initials": initials(str(row.content["holder"]["name"])) if row.content else "",
        "covered by": row.covered_by,
        "exempt in": row.exempt_in,
        "first day": row.start.isoformat(),
        "last day": row.end.isoformat() if row.end else "none stated",
        "issued on": row.issued_on.isoformat(),
    }


def initials(name: str) -> str:
    """The first letter of each part of a name, in any script."""
    return " ".join(f"{part[0]}." for part in name.split() if part[0].isalpha())


def _keys(agency: Agency, at: datetime) -> IssuerBundle:
    """Our own keys, without the lists: the register itself is asked."""
    rows = published_keys(agency.organisation, at=at)
    anchors = {
        load_pem_x509_certificates(row.certificates.encode())[-1]
        .public_bytes(Encoding.PEM)
        .decode(): None
        for row in rows
    }
    return IssuerBundle(
        issuer=agency.issuer,
        name=agency.name,
        country=agency.country,
        made_at=at,
        keys=tuple(row.jwk for row in rows),
        authorities=tuple(anchors),
    )
