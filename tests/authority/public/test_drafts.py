"""Forms that are not sent: kept for their owner only, found by a private link, deleted when they lapse."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.authority.cast import NOW
from tests.authority.public.filling import begin
from totalis.authority.models import Channel, CoverageRequest, Draft, DraftFile
from totalis.authority.services import drafting
from totalis.authority.services.submitting import submit
from totalis.authority.tasks.public import delete_lapsed_drafts
from totalis.webbase import clock

pytestmark = pytest.mark.usefixtures("office")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_a_private_link_opens_the_form_in_another_browser(visitor, france, client) -> None:
    handle = begin(visitor, france)
    page = visitor.get(f"/service/form/{handle}/save/").content.decode()
    secret = drafting.link_secret(handle)
    assert f"/service/resume/{secret}/" in page
    assert client.get(f"/service/form/{handle}/review/").status_code == 404
    opened = client.get(f"/service/resume/{secret}/")
    assert opened.status_code == 302
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "no-store" in opened["Cache-Control"]
    assert secret not in opened["Location"]
    assert client.get(opened["Location"]).status_code == 200


def test_only_the_digest_of_the_secret_is_kept(visitor, france) -> None:
    secret = drafting.link_secret(begin(visitor, france))
    with connection.cursor() as cursor:
        for table in ("authority_draft", "django_session"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - two names
            assert secret not in str(cursor.fetchall())


def test_who_did_not_open_it_learns_nothing(visitor, france, client) -> None:
    handle = begin(visitor, france)
    there = client.get(f"/service/form/{handle}/step/worker/")
    nowhere = client.get("/service/form/AAAAAAAAAAAAAAAA/step/worker/")
    wrong = client.get(f"/service/resume/{'0' * 64}/")
    assert there.status_code == nowhere.status_code == wrong.status_code == 404
    assert _without_tokens(there) == _without_tokens(nowhere).replace("AAAAAAAAAAAAAAAA", handle)


def _without_tokens(response) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_what_nobody_comes_back_to_is_deleted(visitor, france, later) -> None:
    handle = begin(visitor, france)
    visitor.post(
        f"/service/form/{handle}/documents/",
        {"file": SimpleUploadedFile("letter.pdf", PDF)},
    )
    assert DraftFile.objects.count() == 1
    with later(timedelta(days=20)):
        visitor.post(f"/service/form/{handle}/step/worker/", {"go": "later"})
    delete_lapsed_drafts(NOW + timedelta(days=49))
    assert Draft.objects.count() == 1, "the days begin anew with each change"
    with later(timedelta(days=51)):
        assert visitor.get(f"/service/form/{handle}/review/").status_code == 404
    delete_lapsed_drafts(NOW + timedelta(days=51))
    assert Draft.objects.count() == DraftFile.objects.count() == 0


def test_deleting_it_oneself_deletes_it_at_once(visitor, france) -> None:
    handle = begin(visitor, france)
    visitor.post(f"/service/form/{handle}/delete/")
    assert not Draft.objects.exists()


def test_uploads_are_taken_as_in_the_case_desk(visitor, france) -> None:
    handle = begin(visitor, france)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("word/document.xml", b"0" * 300_000_000)
    for name, content in (
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("letter.pdf", b"MZ this is a program"),
        ("empty.pdf", b""),
        ("big.docx", bomb.getvalue()),
    ):
        response = visitor.post(
            f"/service/form/{handle}/documents/", {"file": SimpleUploadedFile(name, content)}
        )
        assert response.status_code == 422, name
    assert not DraftFile.objects.exists()
    taken = visitor.post(
        f"/service/form/{handle}/documents/",
        {"file": SimpleUploadedFile("Entsende­brief.pdf", PDF)},
    )
    assert taken.status_code == 302


def test_questions_follow_from_answers_without_scripts_and_with(visitor, france) -> None:
    handle = begin(visitor, france)
    step = f"/service/form/{handle}/step/worker/"
    sent = {"shown-born_with_other_name": "1", "a-born_with_other_name": "yes"}
    plain = visitor.post(step, sent | {"go": "later"}).content.decode()
    assert 'name="a-worker_maiden_name"' in plain
    back = visitor.post(
        step + "check/",
        {
            "shown-born_with_other_name": "1",
            "shown-worker_maiden_name": "1",
            "a-born_with_other_name": "no",
            "changed": "born_with_other_name",
        },
    ).content.decode()
    assert 'id="f-worker_maiden_name"' in back
    assert 'name="a-worker_maiden_name"' not in back
    assert 'id="still-open"' in back


def test_a_wrong_answer_is_said_as_one_types_and_again_on_the_server(visitor, france) -> None:
    handle = begin(visitor, france)
    step = f"/service/form/{handle}/step/worker/"
    sent = {"shown-worker_ssn": "1", "a-worker_ssn": "000-12"}
    typed = visitor.post(step + "check/", sent | {"changed": "worker_ssn"}).content.decode()
    assert "usa-error-message" in typed
    assert visitor.post(step, sent | {"go": "on"}).status_code == 422
    assert Draft.objects.get().answers["worker_ssn"] == "000-12", "it is kept all the same"


@pytest.fixture
def sent_by_form(office, visitor, france, answers) -> Draft:
    """A form of this browser that was sent."""
    handle = begin(visitor, france)
    draft = Draft.objects.get(handle=handle)
    submit(
        agency=office.agency,
        edition=france,
        answers=answers,
        facts=None,
        channel=Channel.ONLINE,
        at=NOW,
        draft=draft,
    )
    draft.refresh_from_db()
    return draft


def test_the_private_link_of_a_sent_form_opens_no_request_later(sent_by_form, client) -> None:
    """It may lie in a mail or a history for long; days later it tells the number and nothing more."""
    number = CoverageRequest.objects.get().control_number
    with clock.stopped_at(NOW + timedelta(hours=1)):
        link = f"/service/resume/{drafting.link_secret(sent_by_form.handle)}/"
        shown = client.get(link, follow=True)
        assert number in shown.content.decode()
        assert client.get(f"/service/request/{number}/")["Location"] == "/service/status/"
        assert client.get(f"/service/request/{number}/receipt.pdf").status_code == 302


def test_who_leaves_a_shared_computer_leaves_nothing_of_what_was_sent(
    sent_by_form, visitor, france
) -> None:
    number = CoverageRequest.objects.get().control_number
    sent, one = f"/service/form/{sent_by_form.handle}/sent/", f"/service/request/{number}/"
    assert visitor.get(sent).status_code == 200
    assert visitor.get(one).status_code == 200
    unsent = begin(visitor, france)
    visitor.post("/service/status/leave/")
    assert visitor.get(one).status_code == 302
    assert visitor.get(sent).status_code == 404
    assert visitor.get(one).status_code == 302
    assert visitor.get(f"/service/form/{unsent}/review/").status_code == 200


def test_another_tab_of_a_form_that_was_sent_leads_to_what_was_sent(
    visitor, france, office, answers
) -> None:
    handle = begin(visitor, france)
    visitor.post(
        f"/service/form/{handle}/documents/",
        {"file": SimpleUploadedFile("letter.pdf", PDF, "application/pdf")},
    )
    kept = DraftFile.objects.get()
    draft = Draft.objects.get(handle=handle)
    submit(
        agency=office.agency,
        edition=france,
        answers=answers,
        facts=None,
        channel=Channel.ONLINE,
        at=NOW,
        draft=draft,
    )
    for path in (f"documents/{kept.pk}/remove/", "documents/", "review/"):
        late = visitor.post(f"/service/form/{handle}/{path}")
        assert late["Location"] == f"/service/form/{handle}/sent/", path
