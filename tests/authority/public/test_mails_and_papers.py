"""Mails by real SMTP that name nobody; papers that other programs open."""

from __future__ import annotations

import io
from datetime import timedelta

import pdfplumber
import pikepdf
import pytest
from django_tasks_db.models import DBTaskResult

from tests.authority.cast import NOW
from totalis.authority.models import Happened, MailState, RequestMail
from totalis.authority.selectors import papers
from totalis.authority.services import mails
from totalis.authority.services.telling import happened
from totalis.cli.work import drain
from totalis.webbase import clock


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


@pytest.mark.django_db(transaction=True)
def test_mails_go_out_once_and_name_nobody(sent, postbox, answers) -> None:
    made = sent(_email="pat@example.com")
    drain()
    drain()
    [mail] = postbox.mails
    assert mail["To"] == "pat@example.com"
    body = mail.get_content()
    assert made.control_number in body
    assert "/service/status/" in body
    for secret in ("Maria", "Miller", "536", "1985", "Example Corp", answers["us_employer_name"]):
        assert secret not in body + mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    happened(Happened.EXAMINED, request=made, at=NOW)
    happened(Happened.ISSUED, request=made, at=NOW)
    drain()
    assert len(postbox.mails) == 2, "being taken up is no news; being issued is"


@pytest.mark.django_db(transaction=True)
def test_nobody_who_wants_no_mail_gets_one(sent, postbox) -> None:
    sent()
    drain()
    assert postbox.mails == []
    assert not RequestMail.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postbox")
def test_a_refused_address_is_tried_again_and_stands_in_no_error(sent) -> None:
    sent(_email="refused@example.com")
    drain()
    mail = RequestMail.objects.get()
    assert (mail.state, mail.attempts) == (MailState.DUE, 1)
    assert "refused@" not in mail.last_error


@pytest.mark.django_db(transaction=True)
def test_a_lost_order_is_given_again(sent, postbox) -> None:
    sent(_email="pat@example.com")
    DBTaskResult.objects.all().delete()
    with clock.stopped_at(NOW + timedelta(hours=1)):
        assert mails.wake(clock.now()) == 1
        drain()
    assert len(postbox.mails) == 1


def test_the_receipt_names_the_number_and_nobody(sent) -> None:
    made = sent(worker_full_name="髙橋 美咲 Ōe")
    pdf = papers.receipt_pdf(made, at=NOW)
    said = text_of(pdf)
    assert made.control_number in said
    assert "us-fr-employer-certificate-2026-11" in said
    assert "美" not in said
    assert "1985" not in said
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en"


def test_the_proof_of_application_says_what_it_is_not(sent) -> None:
    made = sent()
    said = text_of(papers.proof_of_application_pdf(made, at=NOW)).replace("\n", " ")
    assert "not a certificate of coverage" in said
    assert "exempts nobody" in said
    assert "Maria Jane Miller" in said
    assert "Office of Certificates" in said
    assert "Social Security Administration" not in said
    assert "536" not in said
    assert "1985" not in said


def test_the_form_prints_blank_and_filled(office, france, answers, visitor) -> None:
    blank = visitor.get(f"/service/paper/{france.key}.pdf")
    assert blank["Content-Type"] == "application/pdf"
    said = text_of(blank.content)
    assert "Full name of the worker" in said
    assert france.key in said
    filled = text_of(papers.form_pdf(office.agency, france, answers, at=NOW))
    assert "Maria Jane Miller" in filled
    assert "+1 410 555 0100" in filled
    assert visitor.get("/service/paper/us-xx-none.pdf").status_code == 404


def test_words_of_a_long_name_are_all_there(sent) -> None:
    made = sent(worker_full_name="Wolfeschlegelstein " * 250)
    said = text_of(papers.proof_of_application_pdf(made, at=NOW))
    assert said.count("Wolfeschlegelstein") == 250
