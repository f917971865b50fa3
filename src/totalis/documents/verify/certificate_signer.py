"""Whether whoever signed a PDF signs for the issuer: a key that it publishes, under an authority that it names."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from asn1crypto import pem, x509  # type: ignore[import-untyped] # it has no types
from joserfc.jwk import ECKey
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from totalis.documents.verify.certificate_steps import refuse
from totalis.documents.verify.status import SKEW

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime
    from typing import Any

    from totalis.documents.verify.bundle_issuer import IssuerBundle
    from totalis.documents.verify.certificate_pdf import SignedPdf
    from totalis.documents.verify.certificate_steps import Value

_USAGES = {"digital_signature"}


def demand_signer(pdf: SignedPdf, issuer: IssuerBundle) -> dict[str, Value]:
    """The step `signer`.

    The chain is judged as of the first moment of the signer's certificate: whether it was still good when it signed is the next step.

    Raises:
        RefusedError: it vouches for itself, or neither key nor authority is the issuer's.
    """
    found = pdf.certificates
    signer, name = found.signer_cert, _name(found.signer_cert)
    roots = [_authority(text) for text in issuer.authorities]
    known = ", ".join(_name(root) for root in roots)
    is_own = signer.self_issued and signer not in roots
    context = ValidationContext(
        trust_roots=roots,
        other_certs=found.other_certs,
        moment=signer.not_valid_before + timedelta(seconds=1),
        allow_fetching=False,
    )
    validator = CertificateValidator(signer, found.other_certs, validation_context=context)
    try:
        path = _done(validator.async_validate_usage(_USAGES))  # type: ignore[no-untyped-call]
    except (PathError, ValidationError):
        refuse("self_made" if is_own else "foreign_signer", expected=known, found=name)
    if not _is_published(signer, issuer):
        refuse("foreign_key", found=name)
    return {"signer": name, "authority": _name(path.first)}


def demand_time(pdf: SignedPdf, at: datetime) -> dict[str, Value]:
    """The step `signed_at`: the time that the signer claims, within its certificate and not to come.

    Raises:
        RefusedError: it lies outside.
    """
    signer = pdf.certificates.signer_cert
    claimed = pdf.signed.self_reported_timestamp
    start, end = signer.not_valid_before, signer.not_valid_after
    lasts = f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    if claimed is None or claimed.tzinfo is None:
        refuse("signer_expired", expected=lasts)
    signed = claimed.astimezone(UTC)
    if not start <= signed <= end:
        refuse("signer_expired", expected=lasts, found=f"{signed:%Y-%m-%d %H:%M UTC}")
    if signed > at + SKEW:
        refuse("signed_later", found=f"{signed:%Y-%m-%d %H:%M UTC}")
    return {"signed": signed, "start": start.date(), "end": end.date()}


def _is_published(signer: x509.Certificate, issuer: IssuerBundle) -> bool:
    """Whether the signer's key is one of the published ones; an authority may vouch for others, too."""
    mine = ECKey.import_key(pem.armor("PUBLIC KEY", signer.public_key.dump()))
    name = mine.thumbprint()
    return any(ECKey.import_key(key).thumbprint() == name for key in issuer.keys)


def _authority(text: str) -> x509.Certificate:
    _, _, der = pem.unarmor(text.encode())
    return x509.Certificate.load(der)


def _name(certificate: x509.Certificate) -> str:
    """Organisation and common name, as far as there are any."""
    native = certificate.subject.native
    parts = (native.get("common_name"), native.get("organization_name"))
    return ", ".join(str(part) for part in parts if part) or "nobody named"


def _done(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the library gives
    """Wait for the library's coroutine in a thread of its own: ours may run an event loop already."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()
