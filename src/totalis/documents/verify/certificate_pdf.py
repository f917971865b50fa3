"""The PDF of a certificate as a file and as something signed: form, coverage, integrity, signer, time of signing.

Strict on purpose: a certificate is one document of one revision with one signature behind it, so whatever a reader could be misled
by (a later revision, a second signature, a script, an encrypted part, bytes that the signature leaves out) is refused for being
there, not for what it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from asn1crypto import cms  # type: ignore[import-untyped] # it has no types
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)

from totalis.documents.verify.certificate_steps import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.sign.general import SignedDataCerts
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from totalis.documents.verify.certificate_steps import Value

MAX_PDF_BYTES = 4 * 1024 * 1024
"""Ours have some 80 KiB."""
_MOST_OBJECTS = 4_000
"""Ours have some 200."""
_LIMITS = DecodeLimits(document_budget=DocumentDecodeBudget(base_allowance=32 * 1024 * 1024))
_REVISIONS = 2
"""What was drawn, and the signature behind it."""
_SUBFILTER = "/ETSI.CAdES.detached"
_ACTIVE_KEYS = frozenset(("/JavaScript", "/JS", "/XFA", "/AA", "/OpenAction", "/RichMedia"))
_ACTIVE_ACTIONS = frozenset(
    (
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Hide",
        "/SetOCGState",
    )
)


@dataclass
class SignedPdf:
    """A PDF between its steps: what later ones build on."""

    data: bytes
    reader: PdfFileReader
    signature: EmbeddedPdfSignature | None = None

    def objects(self) -> Iterator[generic.PdfObject]:
        """Every object of every revision.

        Raises:
            RefusedError: there are more than any certificate has.
        """
        seen = 0
        for revision in range(self.reader.total_revisions):
            for reference in self.reader.xrefs.explicit_refs_in_revision(revision):
                seen += 1
                if seen > _MOST_OBJECTS:
                    refuse("too_large", expected=_MOST_OBJECTS, found=f"{seen} objects")
                yield self.reader.get_object(reference)  # type: ignore[no-untyped-call]

    @property
    def signed(self) -> EmbeddedPdfSignature:
        """The one signature; only once that step has passed."""
        assert self.signature is not None  # noqa: S101 - the caller did the step before
        return self.signature

    @property
    def certificates(self) -> SignedDataCerts:
        """Of whoever signed it, as the signed attributes bind it, and what came along."""
        return extract_certs_for_validation(self.signed.signed_data)


def opened(data: bytes) -> SignedPdf:
    """The file, as far as it opens.

    Raises:
        RefusedError: it is no PDF, too large, damaged or encrypted.
    """
    if not data.startswith(b"%PDF-"):
        refuse("not_pdf")
    if len(data) > MAX_PDF_BYTES:
        refuse("too_large", expected=MAX_PDF_BYTES, found=len(data))
    try:
        reader = PdfFileReader(BytesIO(data), strict=True, decode_limits=_LIMITS)
        locked = reader.encrypted or "/Encrypt" in reader.trailer_view
    except (PdfError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        refuse("broken_pdf")
    if locked:
        refuse("encrypted")
    return SignedPdf(data, reader)


def read_pages(pdf: SignedPdf) -> dict[str, Value]:
    """The step `pdf`: every object read once; nothing that acts is among them."""
    for value in pdf.objects():
        _demand_still(value)
    pages = pdf.reader.root["/Pages"]["/Count"]
    return {"pages": int(pages), "size": len(pdf.data)}


def find_signature(pdf: SignedPdf) -> dict[str, Value]:
    """The step `signature`: one, the last thing in the file, over every byte but its own."""
    found = [each for each in pdf.reader.embedded_signatures if each.sig_object is not None]
    if not found:
        refuse("unsigned")
    if len(found) > 1:
        refuse("many_signatures", expected=1, found=len(found))
    signature = found[0]
    start, first, second, last = (int(part) for part in signature.byte_range)
    size = len(pdf.data)
    if second + last < size or pdf.reader.total_revisions > _REVISIONS:
        refuse("added_after", expected=f"{second + last} bytes", found=f"{size} bytes")
    gap = pdf.data[first:second]
    if start != 0 or second + last != size or not _is_signature(gap):
        refuse("not_whole", expected=f"0 to {size}", found=f"{start} {first} {second} {last}")
    pdf.signature = signature
    return {"size": size}


def prove_whole(pdf: SignedPdf) -> dict[str, Value]:
    """The step `integrity`: the digest made again, and the signature over it by the key that came along."""
    signature = pdf.signed
    info = signature.signer_info
    subfilter = str(signature.sig_object.get("/SubFilter", ""))
    if signature.md_algorithm != "sha256" or subfilter != _SUBFILTER:
        refuse("weak_signature", expected=f"sha256 {_SUBFILTER}", found=subfilter)
    if not info["signed_attrs"]:
        refuse("weak_signature")
    made = signature.compute_digest()
    intact, valid = validate_sig_integrity(info, pdf.certificates.signer_cert, "data", made)
    if not intact:
        refuse("altered", found=made.hex()[:32])
    if not valid:
        refuse("broken_signature")
    return {"digest": "sha256:" + made.hex()}


def _demand_still(value: object, depth: int = 0) -> None:
    """Refuse an object that would do something by itself when it is opened or clicked at."""
    if isinstance(value, generic.StreamObject | generic.DictionaryObject):
        active = _ACTIVE_KEYS.intersection(value.keys())
        action = value.get("/S") if "/S" in value else None
        if active or (isinstance(action, generic.NameObject) and action in _ACTIVE_ACTIONS):
            refuse("active", found=", ".join(sorted(active)) or action)
        inside = [value.raw_get(key) for key in value]
    elif isinstance(value, generic.ArrayObject):
        inside = list(value)
    else:
        return
    if depth < 40:  # noqa: PLR2004 - deeper than any document nests its direct objects
        for each in inside:
            _demand_still(each, depth + 1)


def _is_signature(gap: bytes) -> bool:
    """Whether what the signature leaves out is the signature and nothing else: hexadecimal in one case, zeros behind it."""
    digits = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or digits not in (digits.lower(), digits.upper()):
        return False
    try:
        value = bytes.fromhex(digits.decode("ascii"))
        ends = len(cms.ContentInfo.load(value).dump())
    except (ValueError, UnicodeDecodeError):
        return False
    return not value[ends:].strip(b"\0")
