"""The request packet: everything that is approved can be read, on pages that name its digest."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from typing import Any

import pytest

from tests.documents.cases import FILES, snapshot_of, whole_case
from tests.documents.pdfs import assert_kept_and_read_by_everybody, pages_of, text_of
from totalis.documents.archive import read_zip
from totalis.documents.bundle import packet_bundle
from totalis.documents.letter import LetterParts, letter_pdf
from totalis.documents.packet import packet_digest, packet_pdf
from totalis.kernel.dates import days_written_out
from totalis.kernel.digest import canonical_json, digest_bytes
from totalis.kernel.errors import InputError

SNAPSHOT = snapshot_of(whole_case())


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The packet of the case."""
    return packet_pdf(SNAPSHOT)


def test_every_page_names_the_digest_that_an_approval_is_of(pdf):
    pages = pages_of(pdf)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Approval is of this packet's digest: {packet_digest(SNAPSHOT)}" in page
        assert f"Page {number} of {len(pages)}" in page


def test_what_is_asked_of_whom_why_and_with_what(pdf):
    text = text_of(pdf)
    for words in (
        "Certificate of coverage: Sarah Example",
        "A US certificate, for work in the other country",
        "United States and France",
        "Employer asks for an employee",
        "The worker is an employee whom her employer sends.",
        "Online",
        "123-45-6789",
        "7 May 1985",
        "1 Example Street",
        "Example Corporation · Employer in the United States",
        "EIN 12-3456789",
        "Example France SAS · Employer abroad",
        "Covered by the United States",
        "fr.employment.detached_us_to_fr",
        "Article 6(1)",
        "Assignment letter, version 1",
        digest_bytes(FILES["letter"]),
        "POMS RS 02001.525",
        "Checked on 12 December 2025.",
        "Approval",
    ):
        assert words in text


def test_every_field_with_its_value_and_every_digest_can_be_read(pdf):
    text = text_of(pdf)
    for field in SNAPSHOT["fields"]:
        assert set(field["label"].split()) <= set(text.split())
        if len(field["value"]) > len("US"):
            assert set(days_written_out(field["value"]).split()) <= set(text.split())
    for digest in re.findall(r"sha256:[0-9a-f]{64}", json.dumps(SNAPSHOT)):
        assert digest in text


def test_what_a_later_snapshot_adds_is_drawn_as_well():
    text = text_of(
        packet_pdf(SNAPSHOT | {"representative": {"name": "Dora", "since": "2026-01-01"}})
    )
    assert "Representative Name: Dora; Since: 1 January 2026" in text


def test_an_exception_of_channel_and_a_comment_are_shown():
    exception = {
        "channel": "fax",
        "reason": "The online service is down.",
        "destination": "410-966-1861",
        "destination_source": "POMS RS 02001.145",
        "destination_checked_on": "2025-12-01",
        "asked_by": {"id": "1", "name": "Anna"},
        "approved_by": {"id": "2", "name": "Ben"},
    }
    snapshot = SNAPSHOT | {
        "channel": {"channel": "fax", "exception": exception},
        "letter": {"comments": "Please hurry.", "exception_reason": "A new project."},
    }
    text = text_of(packet_pdf(snapshot))
    for words in ("The online service is down.", "410-966-1861", "checked on 1 December 2025",
        "approved by Ben", "Comment Please hurry.", "Reason for the exception A new project."):  # fmt: skip
        assert words in text


def test_it_is_kept_and_read_by_everybody(pdf):
    assert_kept_and_read_by_everybody(pdf, "Certificate of coverage: Sarah Example")


def test_the_order_of_keys_does_not_matter_and_the_paper_does(pdf):
    def shuffled(value):
        if isinstance(value, dict):
            keys = list(value)
            random.Random(7).shuffle(keys)  # noqa: S311 - no secret
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    assert packet_pdf(shuffled(SNAPSHOT)) == pdf
    assert packet_pdf(json.loads(canonical_json(SNAPSHOT))) == pdf
    assert packet_pdf(SNAPSHOT, paper="a4") != pdf


def test_hardly_anything_is_a_packet_too():
    assert "Digest of this packet" in text_of(packet_pdf({"schema": "totalis/packet/1"}))


def test_the_bundle_has_a_manifest_that_says_what_each_file_proves(pdf):
    bundle = packet_bundle(SNAPSHOT, pdf, {"letter.pdf": FILES["letter"], "scan.png": b"png"})
    files = read_zip(bundle, "bundle.zip").files
    assert sorted(files) == [
        "documents/letter.pdf",
        "documents/scan.png",
        "manifest.json",
        "packet.pdf",
        "request.json",
    ]
    assert digest_bytes(files["request.json"]) == packet_digest(SNAPSHOT)
    manifest = json.loads(files["manifest.json"])
    listed = {item["path"]: item for item in manifest["files"]}
    assert {path: item["digest"] for path, item in listed.items()} == {
        path: digest_bytes(data) for path, data in files.items() if path != "manifest.json"
    }
    assert listed["documents/letter.pdf"]["proves"] == (
        "Assignment letter: Last day of work in France"
    )
    assert listed["documents/letter.pdf"]["media_type"] == "application/pdf"
    assert listed["documents/scan.png"]["media_type"] == "image/png"
    assert "does not name it" in listed["documents/scan.png"]["proves"]
    assert (
        packet_bundle(SNAPSHOT, pdf, {"scan.png": b"png", "letter.pdf": FILES["letter"]}) == bundle
    )


@pytest.mark.parametrize("name", ["../x", "a\\b", "", "x\ny"])
def test_a_document_whose_name_leads_elsewhere_is_refused(pdf, name):
    with pytest.raises(InputError):
        packet_bundle(SNAPSHOT, pdf, {name: b""})


def letter(**changes) -> bytes:
    """A letter that asks for a correction."""
    parts: dict[str, Any] = {
        "reference": "TC-2026-0142",
        "day": date(2026, 2, 21),
        "sender": ("Example Corporation", "1 Example Street"),
        "addressee": ("Social Security Administration", "P.O. Box 17741"),
        "subject": "Correction of certificate USA-FR-1",
        "paragraphs": (("", "It ends on the wrong day."), ("What is asked", "A corrected one.")),
        "enclosures": ("Certificate USA-FR-1",),
        "signed_by": "Anna Prepares",
    }
    return letter_pdf(LetterParts(**(parts | changes)))


def test_a_letter_says_from_whom_to_whom_and_what():
    pdf = letter()
    text = text_of(pdf)
    for words in ("Example Corporation", "P.O. Box 17741", "21 February 2026", "It ends on the wrong day.",
        "What is asked", "Enclosed", "Anna Prepares", "Page 1 of 1"):  # fmt: skip
        assert words in text
    assert_kept_and_read_by_everybody(pdf, "Correction of certificate USA-FR-1")
    assert letter() == pdf


def test_a_letter_without_a_known_address_says_so():
    assert "no source names an address" in text_of(letter(addressee=()))
