"""Sealing a PDF: PAdES baseline (B-B, with a time stamp B-T), written behind the document, which stays as it was.

The field of the signature is not drawn: it lies outside the page with its print flag set, the one way that breaks
neither PDF/A-3 nor PDF/UA-1. The signature is the document's certification: no change after it is allowed.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from asn1crypto import x509  # type: ignore[import-untyped] # it has no types
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko_certvalidator.registry import SimpleCertificateStore

from totalis.documents.seal.identity import COORDINATE

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from cryptography.x509 import Certificate
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession
    from pyhanko.sign.timestamps import TimeStamper

    from totalis.documents.seal.identity import SealKey

FIELD = "Seal"
RESERVED = 12_288
"""Hexadecimal digits kept free for a signature with its chain."""
RESERVED_WITH_TIME = 40_960
"""The same with a time stamp, whose size others decide."""


def seal_pdf(
    pdf: bytes,
    key: SealKey,
    *,
    at: datetime,
    reason: str,
    location: str = "",
    time_stamper: TimeStamper | None = None,
) -> bytes:
    """The PDF with its signature behind it; `at` is the time that the signature claims (`/M`)."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
        location=location or None,
    )
    field = SigFieldSpec(
        FIELD,
        readable_field_name="Electronic seal of the issuer",
        invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
    )
    signer = _PdfSigner(
        metadata, _signer_of(key), timestamper=time_stamper, new_field_spec=field, at=at
    )
    out = signer.async_sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        bytes_reserved=RESERVED_WITH_TIME if time_stamper else RESERVED,
        output=BytesIO(),
    )
    return bytes(_done(out).getvalue())


@lru_cache(maxsize=4)
def _signer_of(key: SealKey) -> _CmsSigner:
    """One for each key, since parsing its certificates costs more than the signature."""
    return _CmsSigner(key)


class _CmsSigner(Signer):
    """Lets the library make the signature's frame, and our key the signature, wherever the key lies."""

    def __init__(self, key: SealKey) -> None:
        identity = key.identity
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # it has no types
        store.register_multiple(_parsed(each) for each in identity.chain)
        super().__init__(signing_cert=_parsed(identity.certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - always SHA-256, as the metadata asks
        dry_run: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature is the library's
    ) -> bytes:
        """ECDSA as CMS wants it: r and s in DER."""
        pair = self._key.sign(data)
        r, s = pair[:COORDINATE], pair[COORDINATE:]
        return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


class _PdfSigner(PdfSigner):
    """Signs at a time that it is told, where the library would look at the system's clock."""

    def __init__(self, *arguments: Any, at: datetime, **named: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(*arguments, **named)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - the signature is the library's
    ) -> PdfSigningSession:
        """The library's session, at our time."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:  # noqa: ARG002 - the library's
        """PAdES is an extension of PDF 1.7. The library would also note ISO 32002 and lift the file to PDF 2.0, which is no PDF/A-3."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


def _parsed(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _done(work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the library gives
    """Wait for the library's coroutine, also in a thread that runs an event loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()
