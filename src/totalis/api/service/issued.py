"""What was issued on a desk's requests: the register's word, the PDF, the credential, and the keys to check them with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from totalis.api.body import JSON_TYPE
from totalis.api.service import document, replies
from totalis.api.service.callers import Signed, caller
from totalis.authority.models import IssuedCertificate
from totalis.authority.selectors.agency import agency_or_404
from totalis.authority.services.bundling import issuer_bundle
from totalis.documents.certificate_number import check_certificate_number
from totalis.kernel.errors import NotFoundError, Problem
from totalis.kernel.reading import show
from totalis.webbase import clock
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from totalis.authority.models import Client

router = Router(auth=Signed())

CertificateNumber = Annotated[
    str,
    Path(
        description="The number of a certificate that was issued on one of the caller's requests."
    ),
]


@router.get(
    "/issuer",
    operation_id="issuer",
    summary="Keys and status lists",
    tags=["Certificates"],
    openapi_extra=document.ISSUER,
)
def issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature of an operation
    """Give what certificates are checked with (`totalis/issuer-bundle/1`), signed over to the caller by this answer."""
    bundle = issuer_bundle(agency_or_404(), at=clock.now())
    return HttpResponse(bundle.to_json(), content_type=JSON_TYPE)


@router.get(
    "/certificates/{number}",
    operation_id="certificate",
    summary="What the register says",
    tags=["Certificates"],
    openapi_extra=document.CERTIFICATE,
)
def certificate(request: HttpRequest, number: CertificateNumber) -> HttpResponse:
    """Give what the register says of a certificate now."""
    said = replies.certificate(_issued(caller(request), number))
    return HttpResponse(msgspec.json.encode(said), content_type=JSON_TYPE)


@router.get(
    "/certificates/{number}/document.pdf",
    operation_id="certificate_document",
    summary="The certificate",
    tags=["Certificates"],
    openapi_extra=document.CERTIFICATE_DOCUMENT,
)
def certificate_document(request: HttpRequest, number: CertificateNumber) -> HttpResponse:
    """Give the certificate itself: the signed PDF."""
    found = _issued(caller(request), number, whole=True)
    return HttpResponse(content(found.paper), content_type=document.PDF_TYPE)


@router.get(
    "/certificates/{number}/credential",
    operation_id="certificate_credential",
    summary="The credential",
    tags=["Certificates"],
    openapi_extra=document.CERTIFICATE_CREDENTIAL,
)
def certificate_credential(request: HttpRequest, number: CertificateNumber) -> HttpResponse:
    """Give the data of the certificate as a signed credential (SD-JWT VC)."""
    found = _issued(caller(request), number, whole=True)
    return HttpResponse(found.credential, content_type=document.CREDENTIAL_TYPE)


def _issued(client: Client, number: str, *, whole: bool = False) -> IssuedCertificate:
    """A certificate of the caller; with `whole`, one whose paper and data are kept still."""
    # Read first: what is no number at all, such as a NUL in the address, never comes to the database.
    known = check_certificate_number(number)
    rows = IssuedCertificate.objects.filter(request__client=client, number=known or "")
    found = rows.select_related("document", "replaces").first()
    if found is None or (whole and found.document is None):
        expected = "the number of a certificate on a request of yours"
        raise NotFoundError([Problem("number", show(number), expected, "Check the number.")])
    return found
