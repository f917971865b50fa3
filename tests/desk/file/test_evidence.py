"""Documents: kept in versions, refused where hostile, seen only by those who may, and what is read in them."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.cast import NOW, case_address, posting_to_france
from tests.desk.file.papers import bomb, pdf, png
from totalis.casework.models import DocumentReading, Evidence, EvidenceVersion
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.evidence import (
    add_document,
    add_version,
    newest_version,
    read_document,
)
from totalis.kernel.errors import InputError
from totalis.webbase.audit.models import AuditEntry

PLACE = "engagements[posting-to-lyon].end"


@pytest.fixture
def case(cast):
    return posting_to_france(cast.act("ada"))


def kept(cast, case, data=None, name="letter.pdf", **more):
    return add_document(
        **{
            "actor": cast.act("ada"),
            "case": case,
            "title": "Assignment letter",
            "kind": "assignment_letter",
            "data": data or pdf("Assignment of Maria Rivera"),
            "file_name": name,
            "at": NOW,
            **more,
        }
    )


def sent(client, case, data, name, **more):
    upload = SimpleUploadedFile(name, data)
    fields = {"file": upload, "title": "A paper", "kind": "other", **more}
    return client.post(case_address(case, "evidence") + "add/", fields)


def test_a_document_is_kept_and_shown(as_user, case):
    client = as_user("ada")
    response = sent(client, case, pdf("Hello"), "letter.pdf", title="Letter", kind="agency_letter")
    assert response.status_code == 302
    shown = client.get(response["Location"]).content.decode()
    assert "Page 1 of 1" in shown
    assert "Letter or message of an agency" in shown
    assert case_file(case).evidence[0].file_name == "letter.pdf"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("page.txt", b"<html><body onload=alert(1)>"),
        ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 200),
        ("letter.pdf", b""),
        ("tool.exe", b"MZ\x90\x00"),
        ("letter", b"%PDF-1.7"),
        ("picture.png", b"%PDF-1.7 not a picture"),
    ],
)
def test_hostile_and_broken_files_are_refused_beside_the_field(as_user, case, name, data):
    response = sent(as_user("ada"), case, data, name)
    assert response.status_code == 422
    assert "usa-error-message" in response.content.decode()
    assert 'value="A paper"' in response.content.decode()
    assert not Evidence.objects.filter(case=case).exists()


def test_a_packed_bomb_is_refused(as_user, case):
    assert sent(as_user("ada"), case, bomb(), "sheet.xlsx").status_code == 422
    assert not Evidence.objects.filter(case=case).exists()


def test_a_file_over_the_limit_is_refused(as_user, case, settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    data = b"%PDF-1.7\n" + b"0" * (1024 * 1024 + 1)
    response = sent(as_user("ada"), case, data, "large.pdf")
    assert response.status_code == 422
    assert "at most 1 MB" in response.content.decode()


def test_a_broken_pdf_is_kept_and_has_no_picture(as_user, case):
    client = as_user("ada")
    response = sent(client, case, b"%PDF-1.7\nbroken", "letter.pdf")
    shown = client.get(response["Location"]).content.decode()
    assert "There is no picture of this file" in shown
    assert client.get(response["Location"] + "1/page-1.png").status_code == 404


def test_a_page_is_drawn_anew_and_who_saw_it_is_in_the_chain(as_user, cast, case):
    letter = kept(cast, case, pdf("Hello", pages=2))
    address = case_address(case, "evidence") + f"{letter.pk}/1/page-2.png"
    response = as_user("dev").get(address)
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    entry = AuditEntry.objects.filter(verb="saw document").get()
    assert (entry.user, entry.details["page"]) == (cast.dev, "2")
    assert as_user("dev").get(address.replace("page-2", "page-3")).status_code == 404


def test_a_download_is_an_attachment_that_no_browser_opens(as_user, cast, case):
    letter = kept(cast, case, png(), 'scan "of" letter.png', kind="other")
    response = as_user("dev").get(case_address(case, "evidence") + f"{letter.pk}/1/file")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response.content == png()
    assert AuditEntry.objects.filter(verb="downloaded document").count() == 1


def test_text_is_escaped(as_user, cast, case):
    note = kept(cast, case, b"To whom: 1 < 2 & <b>bold</b>", "note.txt", kind="other")
    shown = as_user("dev").get(case_address(case, "evidence") + f"{note.pk}/").content.decode()
    assert "&lt;b&gt;bold" in shown
    assert AuditEntry.objects.filter(verb="saw document").exists()


def test_a_newer_version_leaves_the_older_and_is_refused_to_the_second_tab(cast, case):
    letter = kept(cast, case)
    common = {"actor": cast.act("ada"), "case": case, "evidence": letter, "at": NOW}
    made = add_version(**common, data=pdf("Newer"), file_name="new.pdf", seen=1)
    assert made.number == 2
    assert [one[0] for one in case_file(case).evidence[0].versions] == [1, 2]
    for data, seen in ((pdf("Third"), 1), (pdf("Newer"), 2), (b"", 2)):
        with pytest.raises(InputError):
            add_version(**common, data=data, file_name="new.pdf", seen=seen)
    assert EvidenceVersion.objects.filter(evidence=letter).count() == 2


def test_what_a_document_says_is_typed_beside_its_page(as_user, cast, case):
    letter = kept(cast, case)
    client = as_user("ada")
    base = case_address(case, "evidence") + f"{letter.pk}/"
    assert "Last day" in client.get(base + "?read=engagement.end").content.decode()
    bad = client.post(base + "read/", {"read": "engagement.end", "engagement.end": ""})
    assert bad.status_code == 422
    good = {"read": "engagement.end", "engagement.end": "2029-06-30", "page": "1"}
    assert client.post(base + "read/", good).status_code == 302
    reading = case_file(case).evidence[0].readings[0]
    assert (reading.place, reading.value, reading.page) == (PLACE, "2029-06-30", "1")
    number = {"read": "worker.ssn", "value": "536-90-4399"}
    assert client.post(base + "read/", number).status_code == 302
    shown = client.get(base).content.decode()
    assert "4399" in shown
    assert "536-90" not in shown
    entries = str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert "536" not in entries


def test_a_reading_is_replaced_and_taken_back_with_its_history(as_user, cast, case):
    letter = kept(cast, case)
    common = {"actor": cast.act("ada"), "case": case, "version": newest_version(letter), "at": NOW}
    read_document(**common, place=PLACE, value="2029-06-30")
    second = read_document(**common, place=PLACE, value="2029-07-31")
    assert [one.value for one in case_file(case).evidence[0].readings] == ["2029-07-31"]
    address = case_address(case, "evidence") + f"{letter.pk}/readings/{second.pk}/remove/"
    assert as_user("ada").post(address).status_code == 302
    assert not case_file(case).evidence[0].readings
    assert DocumentReading.objects.filter(case=case).count() == 2


def test_charge_lines_stand_beside_each_other(cast, case):
    slip = kept(cast, case, kind="payroll_record")
    common = {"actor": cast.act("ada"), "case": case, "version": newest_version(slip), "at": NOW}
    read_document(**common, place="charges", value="CSG/CRDS 9,7 %")
    read_document(**common, place="charges", value="Assurance vieillesse 6,9 %")
    assert len(case_file(case).evidence[0].readings) == 2


@pytest.mark.parametrize("who", ["hana", "ivan", "sam", "gia"])
def test_nobody_of_another_organisation_reaches_a_document(as_user, cast, case, who):
    letter = kept(cast, case)
    base = case_address(case, "evidence")
    own = case_address(posting_to_france(cast.act("hana")), "evidence")
    client = as_user(who)
    for start in (base, own):
        for tail in ("", "1/file", "1/page-1.png"):
            assert client.get(f"{start}{letter.pk}/{tail}").status_code == 404


def test_a_document_of_another_case_is_not_found_by_guessing(as_user, cast, case):
    letter = kept(cast, case)
    other = posting_to_france(cast.act("ada"))
    client = as_user("ada")
    for tail in ("", "1/file", "1/page-1.png"):
        address = case_address(other, "evidence") + f"{letter.pk}/{tail}"
        assert client.get(address).status_code == 404
    for key in ("0", "99999999999999999999", "x", "²"):
        assert client.get(case_address(case, "evidence") + f"{key}/").status_code == 404
    with pytest.raises(InputError):
        read_document(
            actor=cast.act("ada"),
            case=other,
            version=newest_version(letter),
            place=PLACE,
            value="x",
            at=NOW,
        )


def test_an_empty_list_leads_to_what_the_case_needs(as_user, case):
    shown = as_user("ada").get(case_address(case, "evidence")).content.decode()
    assert re.search(r'href="[^"]+/evidence/strength/"', shown)
