"""The pages of certificate, delivery, history and export: what they say to whom, and how they look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from tests.desk.cast import NOW, case_address
from tests.desk.proof.walk import decided, entered, released, sent_case
from tests.desk.request.walk import PNG
from totalis.casework.models import Certificate, Export, Match
from totalis.cli.work import drain
from totalis.webbase.audit import proving
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice
from totalis.webbase.once.tokens import FIELD, new_token

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TABS = ("certificate/", "delivery/", "history/", "export/")
UNPROCESSABLE = 422


def address(case, rest=""):
    return case_address(case) + rest


@pytest.mark.parametrize("who", ["ada", "ben", "cora", "dev", "eve", "finn"])
def test_whoever_may_view_sees_every_tab(cast, as_user, who):
    case, certificate = released(cast)
    for tab in (*TABS, f"certificate/{certificate.pk}/"):
        assert as_user(who).get(address(case, tab)).status_code == 200, tab


@pytest.mark.parametrize("who", ["hana", "gia", "sam"])
def test_nobody_else_sees_one(cast, as_user, who):
    case, certificate = released(cast)
    for tab in (*TABS, f"certificate/{certificate.pk}/"):
        assert as_user(who).get(address(case, tab)).status_code == 404, tab


def test_a_document_is_kept_then_typed_then_compared(cast, as_user):
    case = sent_case(cast)
    client = as_user("ada")
    upload = SimpleUploadedFile("certificate.png", PNG, content_type="image/png")
    kept = client.post(address(case, "certificate/upload/"), {"file": upload})
    assert kept.status_code == 302
    page = client.get(kept.url)
    assert "Type what the certificate says" in page.content.decode()
    typed = {
        "product": "certificate",
        "issuer_country": "US",
        "issuer": "Social Security Administration",
        "number": "US-1",
        "worker_name": "Maria Rivera",
        "worker_number": "536-90-4399",
        "employer_name": "Borealis Instruments, Inc.",
        "covered_by": "US",
        "exempt_in": "FR",
        "start": "2027-01-01",
        "end": "2026-01-01",
        "article": "6(1)",
        "issued_on": "",
        "received_on": NOW.date().isoformat(),
    }
    refused = client.post(kept.url, typed)
    assert refused.status_code == UNPROCESSABLE
    assert "The last day lies before the first day" in refused.content.decode()
    assert 'value="Maria Rivera"' in refused.content.decode()
    taken = client.post(kept.url, typed | {"end": "2027-12-31"})
    assert taken.status_code == 302
    shown = client.get(taken.url).content.decode()
    assert "breaks the exemption" in shown
    assert "536-90-4399" not in shown
    assert "4399" in shown


def test_the_person_who_typed_it_is_told_why_she_cannot_decide(cast, as_user):
    case = sent_case(cast)
    certificate = entered(cast, case)
    shown = as_user("ada").get(address(case, f"certificate/{certificate.pk}/")).content.decode()
    assert "You typed this certificate" in shown
    answer = as_user("ada").post(
        address(case, f"certificate/{certificate.pk}/decide/"), {"decision": "accept"}
    )
    assert answer.status_code == 403
    assert not Match.objects.exists()


def test_accepting_without_the_checklist_writes_nothing_and_says_what_is_open(cast, as_user):
    case = sent_case(cast)
    certificate = entered(cast, case)
    client = as_user("ben")
    page = client.get(address(case, f"certificate/{certificate.pk}/"))
    seen = page.context["seen"]
    refused = client.post(
        address(case, f"certificate/{certificate.pk}/decide/"),
        {"decision": "accept", "seen": seen, "reason": "Fine"},
    )
    assert refused.status_code == UNPROCESSABLE
    assert "not confirmed" in refused.content.decode()
    assert not Match.objects.exists()


def test_a_certificate_of_another_case_is_not_found_under_this_one(cast, as_user):
    case, certificate = released(cast)
    other = sent_case(cast)
    assert as_user("ada").get(address(other, f"certificate/{certificate.pk}/")).status_code == 404
    assert Certificate.objects.get(pk=certificate.pk).case_id == case.pk


def test_the_auditor_makes_and_downloads_a_proof(cast, as_user):
    case, certificate = released(cast)
    client = as_user("dev")
    made = client.post(
        address(case, "export/make/"), {"day": certificate.start.isoformat(), "known": "now"}
    )
    assert made.status_code == 302
    export = Export.objects.get()
    answer = client.get(address(case, f"export/{export.pk}/proof.zip"))
    assert answer["Content-Type"] == "application/zip"
    assert answer.content[:2] == b"PK"
    assert as_user("hana").get(address(case, f"export/{export.pk}/proof.zip")).status_code == 404


def test_a_day_before_the_case_can_be_told_only_with_what_is_known_today(cast, as_user):
    case, _certificate = released(cast)
    refused = as_user("dev").post(
        address(case, "export/make/"), {"day": "2020-01-01", "known": "then"}
    )
    assert refused.status_code == UNPROCESSABLE
    assert "did not exist on that day" in refused.content.decode()


def test_the_history_is_downloaded_line_by_line_and_proved_whole(cast, as_user):
    case, _certificate = released(cast)
    lines = as_user("dev").get(address(case, "history/entries.jsonl")).getvalue().decode()
    assert '"verb": "released to payroll"' in lines
    assert "536904399" not in lines


def pressed(client: Client) -> str:
    """The page after its button was pressed."""
    data = {FIELD: new_token()}
    return client.post("/desk/borealis/history/check/", data, follow=True).content.decode()


def test_the_history_is_proved_by_its_button_and_not_by_looking(cast, as_user):
    released(cast)
    dev = as_user("dev")
    assert "The chain is" not in dev.get("/desk/borealis/history/?check=1").content.decode()
    assert "The chain is whole" in pressed(dev)


@pytest.mark.django_db(transaction=True)
def test_a_long_history_is_proved_by_the_worker(cast, as_user, monkeypatch):
    released(cast)
    monkeypatch.setattr(proving, "AT_ONCE", 3)
    monkeypatch.setattr(proving, "PART", 10)
    dev = as_user("dev")
    length = AuditEntry.objects.of(cast.borealis).count()
    assert f"0 of {length} entries so far" in pressed(dev)
    drain()
    assert f"whole, {length} entries" in dev.get("/desk/borealis/history/").content.decode()
    notice = Notice.objects.get(key__startswith="chain/")
    assert (notice.subject, notice.link) == ("The chain is whole", "/desk/borealis/history/")


@pytest.mark.browser
@pytest.mark.parametrize("who", ["ada", "ben", "cora"])
def test_pages_are_accessible_and_looked_at(cast, page, sign_in, axe, shoot, who):
    case, certificate = released(cast)
    wrong = entered(cast, case, end=date(2027, 12, 31), number="US-FR-2")
    accepted = decided(cast, case, entered(cast, case, number="US-FR-3"))
    sign_in(page, who)
    for name, rest in {
        "list": "certificate/",
        "released": f"certificate/{certificate.pk}/",
        "wrong": f"certificate/{wrong.pk}/",
        "accepted": f"certificate/{accepted.certificate_id}/",
        "delivery": "delivery/",
        "history": "history/",
        "export": "export/",
    }.items():
        page.goto(address(case, rest))
        expect(page.locator("h1")).to_be_visible()
        axe(page)
        shoot(page, f"proof-{who}-{name}")
