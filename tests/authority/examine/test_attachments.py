"""Documents of a request are read on a page whose pictures are drawn here; nothing of a file reaches a browser as itself."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.authority.cast import NOW, sent
from tests.desk.file.papers import pdf
from totalis.authority.services.submitting import enclosed
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.once.tokens import FIELD, new_token

pytestmark = pytest.mark.django_db
TEXT = b"Maria is sent from 1 January 2027, for less than <5 & more than >4 years."


@pytest.fixture
def row(office):
    """A request with a PDF behind a field and a text that names none."""
    letter = enclosed(
        agency=office.agency,
        data=pdf("Assignment letter"),
        file_name="letter.pdf",
        at=NOW,
        about="begin_date",
    )
    note = enclosed(agency=office.agency, data=TEXT, file_name="note.txt", at=NOW)
    return sent(office, attachments=(letter, note))


def address(row, name, number, **more):
    """Of a document of the request."""
    there = {"organisation": row.organisation.slug, "number": row.control_number}
    return reverse(f"authority:{name}", kwargs=there | {"attachment": number} | more)


def test_a_pdf_is_read_beside_the_field_that_it_proves(row, as_person):
    letter, note = row.attachments.order_by("pk")
    nora = as_person("nora")
    shown = nora.get(address(row, "request-attachment", letter.pk))
    page = shown.content.decode()
    assert "Page 1 of 1" in page
    assert "Assignment letter" in page, "the text of the PDF, for whoever listens"
    assert "1 January 2027" in page
    assert address(row, "request-attachment", note.pk) in page
    assert "<iframe" not in page
    assert "<object" not in page
    policy = shown.headers["Content-Security-Policy"]
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    picture = nora.get(address(row, "request-document-picture", letter.pk, page=1))
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert nora.get(address(row, "request-document-picture", letter.pk, page=2)).status_code == 404


def test_a_text_is_shown_as_text(row, as_person):
    note = row.attachments.get(name="note.txt")
    page = as_person("nora").get(address(row, "request-attachment", note.pk)).content.decode()
    assert "&lt;5 &amp; more than &gt;4" in page
    assert "<5 & more" not in page
    assert "names no field" in page


def test_the_file_itself_only_leaves_as_a_download_and_the_chain_says_who_saw_what(row, as_person):
    letter = row.attachments.get(name="letter.pdf")
    nora = as_person("nora")
    nora.get(address(row, "request-attachment", letter.pk))
    taken = nora.get(address(row, "request-document", letter.pk))
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert taken.headers["Content-Security-Policy"].startswith("sandbox")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    verbs = AuditEntry.objects.filter(case_reference=row.control_number).values_list(
        "verb", flat=True
    )
    assert {f"saw document {letter.pk}", f"downloaded document {letter.pk}"} <= set(verbs)


def test_a_document_of_another_request_is_not_there(row, office, as_person):
    other = sent(office, answers={"worker_ssn": "536-90-4000"})
    letter = row.attachments.get(name="letter.pdf")
    nora = as_person("nora")
    assert nora.get(address(other, "request-attachment", letter.pk)).status_code == 404
    assert nora.get(address(other, "request-document", letter.pk)).status_code == 404


@pytest.mark.usefixtures("row")
def test_the_chain_of_the_house_is_checked_on_its_page(office, as_person):
    nora, here = as_person("nora"), f"{office.house}history/"
    count = AuditEntry.objects.of(office.organisation).count()
    assert "Check the chain" in nora.get(here).content.decode()
    checked = nora.post(f"{here}check/", {FIELD: new_token()}, follow=True)
    shown = checked.content.decode()
    assert f"The chain is whole: {count} entries, each follows on the one before." in shown
