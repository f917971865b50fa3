"""Certificates with one flaw each, in `vectors/bad/certificates/`, made from a trial authority that is made on the spot.

    .venv/bin/python -m scripts.bad_certificates

writes `_good.pdf`, `_good.sd-jwt`, `_issuer.json` and a file for each flaw, and forgets every key. Each lies beside the exact text of its
refusal, which `pytest tests/authority/verify/test_bad.py --rewrite-bad` writes; read it before you commit it.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from scripts.trial_issuer import (
    AT,
    ISSUER,
    NAME,
    OTHER,
    OTHER_NAME,
    House,
    key_of,
    make_house,
)
from totalis.documents.certificate import (
    CONTENT_FILE,
    CREDENTIAL_FILE,
    certificate_pdf,
)
from totalis.documents.seal.holding import FileKey
from totalis.documents.seal.identity import Identity
from totalis.documents.seal.pdf import _CmsSigner
from totalis.documents.seal.tokens import coded, part_of, sign_token
from totalis.documents.seal.trial import new_signer
from totalis.documents.status_list import PLACES, TYPE, ListStatus, claims, status_list_uri
from totalis.documents.verify.credential_disclosures import digest_of
from totalis.documents.verify.credential_jws import segment
from totalis.kernel.digest import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from totalis.documents.verify.bundle_issuer import IssuerBundle

FOLDER = Path(__file__).resolve().parent.parent / "vectors/bad/certificates"
PLACES_OF = {"withdrawn": 12, "replaced": 13, "ended_early": 14, "status_unknown": 15}
LISTS_OF = {
    "list_stale": 2,
    "list_of_another": 3,
    "list_exchanged": 4,
    "list_damaged": 5,
    "list_missing": 6,
}


# ── flaws of the file ──


def with_bit_flipped(pdf: bytes, place: int) -> bytes:
    """One bit turned."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def place_of_signature(pdf: bytes) -> int:
    """Where the value of the signature begins in the file."""
    return pdf.rindex(b"/Contents <") + len(b"/Contents <")


def edited(drawn: bytes, edit: Callable[[pikepdf.Pdf], object]) -> bytes:
    """A drawn PDF after an edit by another library."""
    out = BytesIO()
    with pikepdf.open(BytesIO(drawn)) as pdf:
        edit(pdf)
        pdf.save(out)
    return out.getvalue()


def put_inside(drawn: bytes, **files: bytes) -> bytes:
    """The drawn PDF with other files inside, `content` or `credential`."""
    names = {"content": CONTENT_FILE, "credential": CREDENTIAL_FILE}

    def edit(pdf: pikepdf.Pdf) -> None:
        for key, data in files.items():
            spec = pdf.attachments[names[key]]
            spec.obj.EF.F.write(data)

    return edited(drawn, edit)


def with_update(pdf: bytes) -> bytes:
    """A note added behind the signature, as any PDF program does it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    said = {generic.pdf_name("/Title"): generic.pdf_string("Mine")}
    info = generic.DictionaryObject(said)  # type: ignore[no-untyped-call]
    writer.set_info(writer.add_object(info))
    writer.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def signed_twice(drawn: bytes, key: FileKey) -> bytes:
    """Two signatures, neither of which forbids the other."""
    for field in ("First", "Second"):
        made = sign_pdf(
            IncrementalPdfFileWriter(BytesIO(drawn)),
            PdfSignatureMetadata(field_name=field),
            signer=_CmsSigner(key),
        )
        drawn = bytes(made.getvalue())
    return drawn


def self_signed(house: House) -> FileKey:
    """A key whose certificate bears the issuer's names and vouches for itself."""
    private = generate_private_key(SECP256R1())
    true = house.signer.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(true.subject)
        .issuer_name(true.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(true.not_valid_before_utc)
        .not_valid_after(true.not_valid_after_utc)
    )
    for extension in true.extensions:
        if not isinstance(extension.value, x509.SubjectKeyIdentifier | x509.AuthorityKeyIdentifier):
            builder = builder.add_extension(extension.value, critical=extension.critical)
    return FileKey(private, Identity(builder.sign(private, SHA256()), ()))


def pdfs(house: House, other: House) -> Iterator[tuple[str, bytes]]:
    """Every PDF with one flaw, by its name."""
    content = house.content()
    said = house.credential(content)
    drawn = certificate_pdf(content, said)
    good = house.pdf(content, said)
    value = place_of_signature(good)
    yield "bit_in_page", with_bit_flipped(good, good.index(b"stream") + 200)
    yield (
        "bit_in_signature",
        with_bit_flipped(good, value + len(good[value:].split(b"0000")[0]) - 9),
    )
    yield "signature_emptied", _signature_emptied(good)
    yield "unsigned", drawn
    yield "update_appended", with_update(good)
    yield "bytes_appended", good + b"\n% and one line more\n"
    yield "uncovered_part", _uncovered(good)
    yield "two_signatures", signed_twice(drawn, house.key)
    yield "foreign_authority", other.seal(drawn)
    yield "self_signed_same_name", house.seal(drawn, key=self_signed(house))
    sibling = new_signer(house.authority, name=NAME, country="US", at=AT)
    yield "key_not_published", house.seal(drawn, key=key_of(sibling))
    yield "signer_expired", house.seal(drawn, key=house.former)
    yield "signed_in_future", house.seal(drawn, at=AT + timedelta(days=3))
    yield "other_issuer", other.pdf(other.content())
    yield "truncated", good[: len(good) * 2 // 3]
    yield "encrypted", _encrypted(good)
    yield "script", house.seal(edited(drawn, _add_script))
    yield "xfa_form", house.seal(edited(drawn, _add_xfa))
    yield "not_a_pdf", b"Certificate of coverage, genuine, believe me.\n"
    longer = house.content(end=date(2031, 12, 31))
    lengthened = put_inside(drawn, content=canonical_json(longer))
    yield "content_swapped", house.seal(lengthened)
    yield "content_not_canonical", house.seal(put_inside(drawn, content=b" {}"))
    yield (
        "credential_swapped",
        house.seal(put_inside(drawn, credential=other.credential(content).encode())),
    )
    another = house.credential(house.content(number="US26-9ZZZ-0AB1-F"))
    yield "credential_of_another", house.seal(put_inside(drawn, credential=another.encode()))
    yield "credential_missing", house.seal(edited(drawn, _drop_credential))
    yield "file_added", house.seal(edited(drawn, _add_file))


def _signature_emptied(pdf: bytes) -> bytes:
    start = place_of_signature(pdf)
    end = pdf.index(b">", start)
    return pdf[:start] + b"0" * (end - start) + pdf[end:]


def _uncovered(pdf: bytes) -> bytes:
    """The range that is signed ends earlier than the signature begins."""
    start = pdf.rindex(b"/ByteRange [") + len(b"/ByteRange [")
    parts = pdf[start : pdf.index(b"]", start)].split()
    shorter = str(int(parts[1]) - 8).encode()
    told = b" ".join((parts[0], shorter, *parts[2:]))
    old = pdf[start : start + len(told)]
    return pdf[:start] + told.ljust(len(old)) + pdf[start + len(old) :]


def _encrypted(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


def _add_script(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('genuine')")
    pdf.Root.OpenAction = pdf.make_indirect(script)


def _add_xfa(pdf: pikepdf.Pdf) -> None:
    form = pikepdf.Stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=form)


def _drop_credential(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments[CREDENTIAL_FILE]
    kept = [spec for spec in pdf.Root.AF if str(spec.UF) != CREDENTIAL_FILE]
    pdf.Root.AF = pikepdf.Array(kept)


def _add_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["annex.txt"] = b"and free health care\n"


# ── flaws of the credential ──


def credentials(house: House, other: House) -> Iterator[tuple[str, str]]:
    """Every credential with one flaw, by its name."""
    content = house.content()
    good = house.credential(content)
    token, *shown, _ = good.split("~")
    header, payload = (json.loads(segment(part)) for part in token.split(".")[:2])
    signature = token.split(".")[2]
    longer = {**payload, "expiry_date": "2031-12-31"}
    yield (
        "algorithm_none",
        _joined(f"{part_of({**header, 'alg': 'none'})}.{part_of(payload)}.", shown),
    )
    yield "claim_altered", _joined(f"{part_of(header)}.{part_of(longer)}.{signature}", shown)
    forged = sign_token(payload, typ=header["typ"], key=other.key)
    yield "key_foreign", _joined(forged, shown)
    named = f"{part_of(header)}.{part_of(payload)}.{forged.split('.')[2]}"
    yield "signed_by_another", _joined(named, shown)
    salt, name, _value = json.loads(segment(shown[0]))
    yield "disclosure_altered", _joined(token, [part_of_list([salt, name, "Mallory"]), *shown[1:]])
    yield (
        "disclosure_added",
        _joined(token, [*shown, part_of_list(["salt", "portrait", "Mallory"])]),
    )
    yield "disclosure_doubled", _joined(token, [*shown, shown[0]])
    yield "needed_held_back", _joined(_holding_back(payload, house), shown)
    yield "other_issuer", other.credential(other.content())
    yield "other_type", _joined(sign_token(payload, typ="JWT", key=house.key), shown)
    yield (
        "other_subject",
        _joined(
            sign_token(
                {**payload, "vct": f"{ISSUER}/driving-licence"}, typ=header["typ"], key=house.key
            ),
            shown,
        ),
    )
    yield "issued_in_future", house.credential(content, at=AT + timedelta(days=3))
    yield "cut_off", good[: len(good) // 2]
    yield "not_begun", house.credential(house.content(start=date(2028, 1, 1)))
    yield "period_over", house.credential(house.content(end=date(2027, 3, 31)))
    for status, place in PLACES_OF.items():
        yield status, house.credential(content, status_index=place)
    for flaw, number in LISTS_OF.items():
        yield flaw, house.credential(content, status_uri=status_list_uri(ISSUER, number))
    yield "place_outside", house.credential(content, status_index=PLACES + 1)
    yield "list_elsewhere", house.credential(content, status_uri=status_list_uri(OTHER, 1))


def _joined(token: str, shown: Sequence[str]) -> str:
    return "~".join((token, *shown, ""))


def part_of_list(parts: list[Any]) -> str:
    """A disclosure as it is written."""
    return coded(json.dumps(parts, ensure_ascii=False).encode())


def _holding_back(payload: dict[str, Any], house: House) -> str:
    """The coverage made a disclosure, and kept back."""
    left = {name: value for name, value in payload.items() if name != "legislation"}
    kept = part_of_list(["salt", "legislation", payload["legislation"]])
    return sign_token(
        {**left, "_sd": [*payload["_sd"], digest_of(kept)]}, typ="dc+sd-jwt", key=house.key
    )


def bundle_with_flaws(house: House, other: House) -> IssuerBundle:
    """The bundle that everything is checked with; lists other than the first have a flaw each."""
    said = {
        PLACES_OF["withdrawn"]: ListStatus.WITHDRAWN,
        PLACES_OF["replaced"]: ListStatus.REPLACED,
    }
    said |= {PLACES_OF["ended_early"]: ListStatus.ENDED}
    values = {**said, PLACES_OF["status_unknown"]: 7}
    good = house.status_list(values)
    damaged = claims(status_list_uri(ISSUER, LISTS_OF["list_damaged"]), {}, at=AT, places=PLACES)
    damaged["status_list"]["lst"] = damaged["status_list"]["lst"][:8]
    lists = {
        "1": good,
        str(LISTS_OF["list_stale"]): house.status_list(
            number=LISTS_OF["list_stale"], at=AT - timedelta(days=8)
        ),
        str(LISTS_OF["list_of_another"]): other.status_list(
            number=LISTS_OF["list_of_another"], url=ISSUER
        ),
        str(LISTS_OF["list_exchanged"]): good,
        str(LISTS_OF["list_damaged"]): sign_token(damaged, typ=TYPE, key=house.key),
    }
    return house.bundle(
        status_lists=lists, keys=(house.key.identity.jwk, house.former.identity.jwk)
    )


def main() -> None:
    """Write everything anew."""
    house, other = make_house(), make_house(OTHER, OTHER_NAME, "DE")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in [*FOLDER.glob("*.pdf"), *FOLDER.glob("*.sd-jwt")]:
        old.unlink()
    content = house.content()
    (FOLDER / "_issuer.json").write_bytes(bundle_with_flaws(house, other).to_json())
    (FOLDER / "_good.pdf").write_bytes(house.pdf(content))
    (FOLDER / "_good.sd-jwt").write_text(house.credential(content) + "\n", encoding="ascii")
    for name, pdf in pdfs(house, other):
        (FOLDER / f"{name}.pdf").write_bytes(pdf)
    for name, text in credentials(house, other):
        (FOLDER / f"{name}.sd-jwt").write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
