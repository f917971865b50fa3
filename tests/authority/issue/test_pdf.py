"""The sealed PDF, looked at with tools that did not make it: poppler's pdfsig, qpdf, pdfplumber, pyHanko's validator."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pdfplumber
import pikepdf
import pytest
from asn1crypto import x509  # type: ignore[import-untyped] # it has no types
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext

from tests.authority.cast import FR_ANSWERS, NOW, Office
from tests.authority.issue.cases import issued
from tests.authority.issue.judging import judged
from tests.authority.issue.qr_reader import text_in
from totalis.authority.keys import seal_key
from totalis.documents.certificate import CONTENT_FILE, CREDENTIAL_FILE
from totalis.kernel.digest import canonical_json
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from pathlib import Path

    from totalis.authority.models import IssuedCertificate

pytestmark = pytest.mark.django_db


def needs_program(name: str) -> pytest.MarkDecorator:
    """Skip by name where a program of the system is missing."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")


@pytest.fixture
def made(office: Office) -> IssuedCertificate:
    """The certificate of the sample."""
    return issued(office)


@pytest.fixture
def file(made: IssuedCertificate, tmp_path: Path) -> Path:
    """Its PDF."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content(made.paper))
    return path


def said_by(*command: str) -> str:
    """What a program writes, whatever it ends with."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own call
    return done.stdout + done.stderr


def verdict_on(path: Path) -> Any:
    """pyHanko's verdict, trusting the trial authority."""
    anchor = seal_key().identity.anchor.public_bytes(Encoding.DER)
    context = ValidationContext(trust_roots=[x509.Certificate.load(anchor)], moment=NOW)
    with path.open("rb") as handle:
        reader = PdfFileReader(handle)
        (signature,) = reader.embedded_signatures
        return judged(signature, context)


@needs_program("pdfsig")
def test_pdfsig_finds_the_seal_valid_over_the_whole_file(file: Path) -> None:
    """Poppler, which knows nothing of pyHanko."""
    said = said_by("pdfsig", str(file))
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said, "PAdES"
    assert "SHA-256" in said
    assert "Office of Certificates (TRIAL ONLY" in said


def test_pyhanko_trusts_the_chain_and_sees_the_document_unchanged(file: Path) -> None:
    """Chain to the authority, whole file covered, certified against every later change."""
    status = verdict_on(file)
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signer_reported_dt == NOW


@needs_program("pdfsig")
@pytest.mark.parametrize("where", ["face", "data", "signature"])
def test_one_altered_byte_breaks_the_seal(file: Path, where: str) -> None:
    """On a page, in the data inside, in the signature itself."""
    data = bytearray(file.read_bytes())
    if where == "signature":  # its last bytes, before the zeros that fill its room
        end = len(data[: data.index(b">", data.rindex(b"/Contents <30"))].rstrip(b"0"))
        data[end - 20] = ord("1") if data[end - 20] != ord("1") else ord("2")
    else:
        mark = b"/Contents" if where == "face" else b"/EmbeddedFile"
        data[data.index(b"stream", data.index(mark)) + 40] ^= 1
    file.write_bytes(data)
    assert "Signature is Valid." not in said_by("pdfsig", str(file))


def test_anything_added_after_the_seal_is_seen(file: Path) -> None:
    """Another revision behind it, however small: the certification allows none."""
    with file.open("rb") as handle:
        writer = IncrementalPdfFileWriter(BytesIO(handle.read()))
    writer.root["/Lang"] = pdf_string("fr")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    file.write_bytes(out.getvalue())
    status = verdict_on(file)
    assert status.intact, "what was sealed is still there"
    assert not status.bottom_line


@needs_program("qpdf")
def test_qpdf_finds_nothing_wrong_with_the_structure(file: Path) -> None:
    """Cross-reference tables, streams, both revisions."""
    said = said_by("qpdf", "--check", str(file))
    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_it_claims_pdf_a_3a_and_pdf_ua_1_and_keeps_to_what_can_be_seen(file: Path) -> None:
    """No validator of PDF/A could be had; these are the rules that a reader of the file can check."""
    with pikepdf.open(file) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfaid:part[>=]\W*3|pdfaid:part=\"3\"", metadata)
        assert re.search(r"pdfaid:conformance[>=]\W*A|pdfaid:conformance=\"A\"", metadata)
        assert re.search(r"pdfuaid:part[>=]\W*1|pdfuaid:part=\"1\"", metadata)
        assert pdf.pdf_version == "1.7", "PDF/A-3 is made of PDF 1.7"
        assert "/Version" not in pdf.Root or pdf.Root.Version != "/2.0"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en-US"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        relations = {str(each.UF): str(each.AFRelationship) for each in pdf.Root.AF}
        assert relations == {CONTENT_FILE: "/Data", CREDENTIAL_FILE: "/Alternative"}
        for page in pdf.pages:
            if "/Annots" in page:
                assert page.Tabs == "/S"
        (field,) = pdf.Root.AcroForm.Fields
        assert int(field.F) & 4, "print flag, as PDF/A wants"
        assert all(float(side) < 0 for side in field.Rect), "outside the page, as PDF/UA wants"
        assert field.TU == "Electronic seal of the issuer"


def test_the_seal_is_written_behind_the_document(file: Path) -> None:
    """The document itself stays byte for byte: its own end of file stands before the signature's revision."""
    data = file.read_bytes()
    first_end = data.index(b"%%EOF")
    assert first_end < data.index(b"/ByteRange")
    assert data.count(b"%%EOF") == 2


def test_data_and_credential_travel_inside(made: IssuedCertificate, file: Path) -> None:
    """As they stand in the register, letter by letter."""
    with pikepdf.open(file) as pdf:
        inside = {
            name: pdf.attachments[name].get_file().read_bytes()
            for name in (CONTENT_FILE, CREDENTIAL_FILE)
        }
    assert inside[CONTENT_FILE] == canonical_json(made.content)
    assert inside[CREDENTIAL_FILE].decode() == made.credential


def test_the_face_says_what_was_decided(made: IssuedCertificate, file: Path) -> None:
    """Person, employers, law, period, article, number, code, and that the layout is nobody's."""
    with pdfplumber.open(file) as pdf:
        assert len(pdf.pages) == 1
        text = " ".join(page.extract_text() for page in pdf.pages)
    for words in (
        "Certificate of coverage",
        "Agreement on social security between the United States and France, in force since 1 July 1988",
        "Maria Rivera",
        "14 March 1988, Baltimore",
        "536-90-4399",
        "Borealis Instruments, Inc.",
        "Borealis France SAS",
        "1 January 2027",
        "31 December 2029",
        "Article 6(1)",
        made.number,
        made.check_code,
        "22 November 2026",
        "2 papers go to the employer.",
        "This layout (neutral-2026-11) is neutral",
        made.content_digest,
    ):
        assert words in text, words


def test_the_qr_code_leads_to_the_public_check(made: IssuedCertificate, file: Path) -> None:
    """Read from the printed page by a reader of our own, written from the standard."""
    with pdfplumber.open(file) as pdf:
        picture = pdf.pages[0].to_image(resolution=300).original
    width, height = picture.size
    corner = picture.crop((round(width * 0.75), round(height * 0.1), width, round(height * 0.27)))
    assert text_in(corner) == made.content["check_url"]
    assert made.content["check_url"] == (
        "https://certificates.example.org/service/check/"
        f"#number={made.number}&code={made.check_code}"
    )


def test_names_of_any_script_stay_whole_in_the_data(office: Office) -> None:
    """What no font has is a box on the page, and the page says so; the data hold every letter."""
    name = "Żółć Αθηνά Владимир 山田太郎 \ue000 محمد"
    made = issued(office, answers={**FR_ANSWERS, "worker_full_name": name})
    with pikepdf.open(_stream(made)) as pdf:
        inside = json.loads(pdf.attachments[CONTENT_FILE].get_file().read_bytes())
    assert inside["holder"]["name"] == name
    with pdfplumber.open(_stream(made)) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Żółć Αθηνά Владимир 山田太郎 □" in text
    assert "the data inside this file hold it as it was written" in text


def test_a_letter_of_exemption_says_something_else(office: Office) -> None:
    """Australia: the worker is under Australian law only and exempt from US taxes (POMS RS 02002.045)."""
    answers = {**FR_ANSWERS, "agreement_country": "AU", "foreign_employer_name": "Southern Pty Ltd"}
    request = {"agreement": "AU", "product": "letter_of_exemption"}
    made = issued(office, answers=answers, request=request, covered_by="AU", exempt_in="US")
    with pdfplumber.open(_stream(made)) as pdf:
        text = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "Letter of exemption" in text
    assert "subject only to the social security laws of Australia" in text
    assert "owes no social security contributions or taxes in the United States" in text


def _stream(made: IssuedCertificate) -> Any:
    return BytesIO(content(made.paper))
