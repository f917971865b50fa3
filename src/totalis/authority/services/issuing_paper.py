"""The paper itself: content, credential, sealed PDF, place in a status list, row of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from totalis.authority.keys import seal_key, time_stamper
from totalis.authority.models import Agency, IssuedCertificate
from totalis.authority.selectors.register_names import name_keys
from totalis.authority.services.signing_keys import remember
from totalis.authority.services.status_lists import place_for
from totalis.documents.certificate import (
    Issuer,
    certificate_pdf,
    content_digest,
)
from totalis.documents.certificate_number import new_certificate_number, new_check_code
from totalis.documents.credential import credential
from totalis.documents.seal.pdf import seal_pdf
from totalis.documents.status_list import status_list_uri
from totalis.webbase.files.services import keep_made

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from totalis.authority.models import CoverageRequest, Decision
    from totalis.webbase.accounts.actor import Actor

PDF = "application/pdf"
TRIES = 5
"""Numbers are drawn from a million millions a year and country; the fifth in a row that is taken is a fault elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a certificate comes from."""

    actor: Actor
    request: CoverageRequest
    decision: Decision
    product: str
    content: Callable[[str, str], dict[str, Any]]
    """Number and code to what it says."""
    replaces: IssuedCertificate | None = None


def write_certificate(origin: Origin, *, at: datetime) -> IssuedCertificate:
    """Draw, sign and store a certificate, in the transaction of the caller.

    Raises:
        InputError: no signing key.
    """
    agency = Agency.objects.select_related("organisation").get(
        organisation=origin.request.organisation
    )
    key = seal_key()
    remember(agency.organisation, key.identity, at=at)
    content = origin.content(_free_number(agency, at.date()), new_check_code())
    place = place_for(organisation=agency.organisation, at=at)
    uri = status_list_uri(agency.issuer, place.list_number)
    signed = credential(content, key=key, status_uri=uri, status_index=place.list_index, at=at)
    pdf = seal_pdf(
        certificate_pdf(content, signed),
        key,
        at=at,
        reason=f"Issued by {agency.name}: {content['number']}",
        time_stamper=time_stamper(),
    )
    coverage = content["coverage"]
    return IssuedCertificate.objects.create(
        organisation=agency.organisation,
        number=content["number"],
        check_code=content["check_code"],
        request=origin.request,
        decision=origin.decision,
        product=origin.product,
        agreement=origin.request.agreement,
        covered_by=coverage["covered_by"],
        exempt_in=coverage["exempt_in"],
        article=coverage["article"],
        start=date.fromisoformat(coverage["start"]),
        end=date.fromisoformat(coverage["end"]) if coverage["end"] else None,
        issued_on=at.date(),
        content=content,  # type: ignore[misc] # an encrypted JSON field takes plain data
        content_digest=content_digest(content),
        document=keep_made(actor=origin.actor, data=pdf, media_type=PDF, at=at),
        credential=signed,
        name_key=name_keys(content["holder"]["name"])[0],
        replaces=origin.replaces,
        list_number=place.list_number,
        list_index=place.list_index,
        made_at=at,
    )


def issuer_of(agency: Agency) -> Issuer:
    """The agency as its papers name it."""
    return Issuer(
        name=agency.name,
        country=agency.country,
        url=agency.issuer,
        address=agency.postal_address,
        telephone=agency.telephone,
        fax=agency.fax,
        email=agency.email,
    )


def _free_number(agency: Agency, day: date) -> str:
    for _ in range(TRIES):
        number = new_certificate_number(agency.country, day)
        if not IssuedCertificate.objects.filter(number=number).exists():
            return number
    message = "Numbers drawn by chance were taken again and again."
    raise RuntimeError(message)
