"""The public check: paper, PDF and credential against the register; what it says and what it never says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.authority.cast import NOW
from totalis.authority.selectors.checking import file_checked, initials, paper_checked
from totalis.authority.services.registering import (
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.authority.views.checking import CHECKS
from totalis.webbase.files.selectors import content

pytestmark = pytest.mark.django_db
IN_2027, IN_2028, IN_2030 = date(2027, 6, 1), date(2028, 6, 1), date(2030, 1, 1)


def on_paper(office, certificate, *, day=IN_2027, code=None):
    """The check of a paper."""
    kept = certificate.check_code if code is None else code
    return paper_checked(office.agency, certificate.number, kept, day=day, at=NOW)


def as_file(office, certificate, *, day=IN_2027):
    """The check of the PDF as it was issued."""
    data = content(certificate.document)
    return file_checked(office.agency, data, "certificate.pdf", day=day, at=NOW)


def as_credential(office, certificate, *, day=IN_2027):
    """The check of the credential."""
    data = certificate.credential.encode()
    return file_checked(office.agency, data, "certificate.sd-jwt", day=day, at=NOW)


EACH = pytest.mark.parametrize("checked", [on_paper, as_file, as_credential])


@EACH
def test_in_force(office, issued, checked):
    found = checked(office, issued())
    assert (found.verdict, found.genuine) == ("in_force", True)
    assert {step.status for step in found.steps} == {"passed"}


@EACH
@pytest.mark.parametrize(
    ("day", "verdict"), [(date(2026, 12, 31), "not_begun"), (IN_2030, "period_over")]
)
def test_another_day(office, issued, checked, day, verdict):
    assert checked(office, issued(), day=day).verdict == verdict


@EACH
def test_withdrawn(office, issued, checked):
    certificate = issued()
    withdraw_certificate(actor=office.act("petra"), certificate=certificate, reason="Error", at=NOW)
    assert checked(office, certificate).verdict == "withdrawn"


@EACH
def test_replaced(office, issued, checked):
    certificate = issued()
    new = replace_certificate(
        actor=office.act("nora"), certificate=certificate, reason="Lost", at=NOW
    )
    assert checked(office, certificate).verdict == "replaced"
    assert checked(office, new).verdict == "in_force"


@EACH
def test_ended_early_counts_until_its_last_day(office, issued, checked):
    certificate = issued()
    end_early(
        actor=office.act("nora"),
        certificate=certificate,
        last_day=date(2027, 12, 31),
        reason="Came home",
        at=NOW,
    )
    assert checked(office, certificate, day=date(2027, 12, 31)).verdict == "in_force"
    assert checked(office, certificate, day=date(2028, 1, 1)).verdict == "ended"


def test_a_wrong_code_and_an_unknown_number_are_told_apart_by_nobody(office, issued):
    certificate = issued()
    wrong = on_paper(office, certificate, code="0000-0000-0000")
    empty = on_paper(office, certificate, code="")
    unknown = paper_checked(
        office.agency, "US26-7K3M-Q2XD-4", "0000-0000-0000", day=IN_2027, at=NOW
    )
    assert wrong.verdict == unknown.verdict == empty.verdict == "not_found"
    assert [(step.status, step.compared, step.findings[0].what) for step in wrong.steps[:1]] == [
        (step.status, step.compared, step.findings[0].what) for step in unknown.steps[:1]
    ]
    assert wrong.about == unknown.about == {}


def test_a_paper_tells_no_more_than_it_shows(office, issued):
    certificate = issued()
    said = str(on_paper(office, certificate))
    for hidden in ("Maria", "Rivera", "4399", "1988", "Borealis", "Boston"):
        assert hidden not in said
    assert on_paper(office, certificate).about["initials"] == "M. R."


def test_initials_in_any_script():
    assert initials("María José  Ñandú") == "M. J. Ñ."
    assert initials("山田 太郎") == "山. 太."
    assert initials("") == ""


def test_a_genuine_file_that_the_register_does_not_know_is_made_by_a_thief(office, issued):
    certificate = issued()
    data, text = content(certificate.document), certificate.credential
    type(certificate).objects.filter(pk=certificate.pk).update(number="US26-0000-0000-1")
    for given in (data, text.encode()):
        found = file_checked(office.agency, given, "x", day=IN_2027, at=NOW)
        assert (found.verdict, found.genuine) == ("not_genuine", False)
        assert found.steps[-1].reason == "not_registered"


def test_another_agency_made_it(office, issued):
    certificate = issued()
    office.agency.issuer = "https://other.example.org"
    found = file_checked(office.agency, certificate.credential.encode(), "x", day=IN_2027, at=NOW)
    assert found.verdict == "not_genuine"
    assert next(step for step in found.steps if step.status == "failed").reason == "wrong_issuer"


# ── the page ──


def test_the_page_takes_a_paper(client, office, issued):  # noqa: ARG001 - the office must be there
    certificate = issued()
    sent = {
        "paper-number": f" {certificate.number.lower()} ",
        "paper-code": certificate.check_code.replace("-", " ").lower(),
        "paper-day": "2027-06-01",
    }
    page = client.post("/service/check/paper/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Genuine, and in force on the day asked about." in text
    assert "M. R." in text
    assert "Rivera" not in text
    assert "no-store" in page.headers["Cache-Control"]


def test_the_page_takes_a_file_and_keeps_nothing(client, office, issued):  # noqa: ARG001
    from totalis.webbase.files.models import Blob  # noqa: PLC0415

    certificate = issued()
    before = Blob.objects.count()
    upload = SimpleUploadedFile("c.pdf", content(certificate.document), "application/pdf")
    page = client.post("/service/check/file/", {"file-file": upload, "file-day": "2027-06-01"})
    assert "Genuine, and in force" in page.content.decode()
    assert Blob.objects.count() == before


@pytest.mark.parametrize("data", [b"x", b"%PDF-1.7 nonsense", b"eyJ.x", b"\x00" * 9_000_000])
def test_the_page_takes_any_file(client, office, data):  # noqa: ARG001
    upload = SimpleUploadedFile("<script>.pdf", data, "application/pdf")
    page = client.post("/service/check/file/", {"file-file": upload, "file-day": "2027-06-01"})
    assert page.status_code == 200
    assert "<script>.pdf" not in page.content.decode()


def test_a_link_fills_in_the_form_and_asks_nothing(client, office, issued):  # noqa: ARG001
    certificate = issued()
    link = {"number": certificate.number, "code": certificate.check_code}
    text = client.get("/service/check/", link).content.decode()
    assert certificate.number in text
    assert "Press the button to check them" in text
    assert "in force on the day" not in text


def test_what_is_missing_is_said_beside_the_field(client, office):  # noqa: ARG001
    page = client.post("/service/check/paper/", {"paper-number": "", "paper-day": "x"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Type the number." in text
    assert "Type the check code." in text


def test_too_many_checks_are_refused_for_a_while(client, office, monkeypatch):  # noqa: ARG001
    monkeypatch.setattr(
        "totalis.authority.views.checking.CHECKS",
        type(CHECKS)(CHECKS.name, 2, timedelta(hours=1)),
    )
    sent = {"paper-number": "x", "paper-code": "y", "paper-day": "2027-06-01"}
    codes = [client.post("/service/check/paper/", sent).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_without_an_agency_there_is_no_check(client, db):  # noqa: ARG001
    assert client.get("/service/check/").status_code == 404
    assert client.get("/service/status-lists/1").status_code == 404
