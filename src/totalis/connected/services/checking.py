"""Is what came genuine: every step of the check that anybody can do, with the issuer's keys out of its own signed answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.casework.forms.certificates import TypedCertificate
from totalis.documents.verify.bundle_issuer import read_issuer_bundle
from totalis.documents.verify.certificate import check_certificate
from totalis.documents.verify.certificate_inside import read_inside
from totalis.documents.verify.certificate_pdf import opened
from totalis.documents.verify.certificate_words import Verdict

if TYPE_CHECKING:
    from datetime import datetime


Json = dict[str, Any]
NAME, NUMBER, ARTICLE = 240, 80, 40
GONE = frozenset({Verdict.WITHDRAWN, Verdict.REPLACED})
"""It counts for no day any more. One that ended early counts until its last day, which the register tells with it."""
OTHER = "It is genuine, but another certificate than the one that was announced."
CERTIFICATE, LETTER = "certificate", "letter_of_exemption"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found; `typed` is what the certificate says, None where it is not genuine or counts no more."""

    says: str
    steps: tuple[Json, ...]
    credential: str
    typed: TypedCertificate | None


def checked(document: bytes, number: str, bundle: bytes, at: datetime) -> Checked:
    """Check a certificate that came from a service.

    Args:
        document: The PDF.
        number: The number under which the service announced it.
        bundle: The issuer's keys and status lists (`totalis/issuer-bundle/1`), as the service signed them over to us.
        at: Now.
    """
    issuer = read_issuer_bundle(bundle, "issuer bundle")
    found = check_certificate(document, f"{number}.pdf", issuer=issuer, day=at.date(), at=at)
    steps = tuple(_step(one) for one in found.steps)
    if not found.genuine or found.verdict in GONE:
        return Checked(found.says, steps, "", None)
    inside = read_inside(opened(document))
    if inside.content["number"] != number:
        return Checked(OTHER, steps, "", None)
    return Checked(found.says, steps, inside.credential, typed(inside.content, at.date()))


def typed(content: Json, received_on: date) -> TypedCertificate:
    """The fields of a certificate out of the data that is signed inside it; nobody types them off the page."""
    coverage, holder = content["coverage"], content["holder"]
    covered_by = coverage["covered_by"]
    numbers = [one for one in holder["numbers"] if not one["masked"]]
    own = [one["value"] for one in numbers if one["country"] == covered_by]
    businesses = content["employment"]["businesses"]
    at_home = [one["name"] for one in businesses if one["country"] == covered_by and one["name"]]
    end = coverage["end"]
    return TypedCertificate(
        product=LETTER if content["product"] == LETTER else CERTIFICATE,
        issuer_country=content["issuer"]["country"],
        issuer=content["issuer"]["name"],
        number=content["number"][:NUMBER],
        worker_name=holder["name"][:NAME],
        worker_number=(own or [one["value"] for one in numbers] or [""])[0],
        employer_name=(at_home or [one["name"] for one in businesses] or [""])[0][:NAME],
        covered_by=covered_by,
        exempt_in=coverage["exempt_in"],
        start=date.fromisoformat(coverage["start"]),
        end=date.fromisoformat(end) if end else None,
        article=coverage["article"][:ARTICLE],
        issued_on=date.fromisoformat(content["issued_on"]),
        received_on=received_on,
    )


def _step(step: Any) -> Json:  # noqa: ANN401 - a step of a check
    """A step as it is kept: its title, whether it holds, and what was found."""
    found = step.findings[0] if step.findings else None
    says = step.compared if found is None else f"{found.what} Found: {found.found or 'nothing'}."
    return {"title": step.title, "status": str(step.status), "says": says}
