"""The pages of the payroll gate: asked, read, compared, linked; in a browser at two widths."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest

from tests.desk.cast import NOW, empty_case, worker_of
from tests.payroll.walk import INSIDE, NUMBER, STREAM, answer, payable
from tests.web.settling import fits
from totalis.casework.services.certificates import withdraw_certificate
from totalis.gate.question import Question
from totalis.payroll.models import GateRecord, StreamLink
from totalis.payroll.services import asked
from totalis.webbase import clock

pytestmark = pytest.mark.django_db
GATE = "/desk/borealis/payroll/"
SOON = NOW + timedelta(minutes=5)


def sent(client, address, **data):
    """Send a form with the token of its page."""
    page = client.get(
        GATE if "unlink" not in address and "link" not in address else f"{GATE}streams/"
    )
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    return client.post(address, {"form_token": token[1] if token else "", **data})


def test_a_question_is_asked_and_its_answer_is_a_page(cast, as_user):
    case, certificate = payable(cast)
    given = {"worker": NUMBER, "stream": STREAM, "day": INSIDE.isoformat()}
    response = sent(as_user("cora"), GATE, **given)
    record = GateRecord.objects.get()
    assert response.url == f"{GATE}answers/{record.pk}/"
    text = as_user("dev").get(response.url).content.decode()
    assert "payroll--exempt" in text
    for shown in (case.reference, certificate.number, cast.ben.name, cast.cora.name, "maladie"):
        assert shown in text
    assert "The same question gives the same today." in text


def test_what_was_known_at_the_end_of_an_earlier_day(cast, as_user):
    payable(cast)
    given = {"worker": NUMBER, "stream": STREAM, "day": INSIDE.isoformat()}
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    response = sent(as_user("cora"), GATE, **given, known_on=yesterday)
    text = as_user("cora").get(response.url).content.decode()
    assert "Answered then" in text
    assert "Known now" in text
    refused = sent(as_user("cora"), GATE, **given, known_on="2027-01-01")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_answer_that_fell_stands_beside_the_one_of_today(cast, as_user):
    case, certificate = payable(cast)
    answer(cast, at=NOW)
    with clock.stopped_at(SOON):
        withdraw_certificate(
            actor=cast.act("ada"),
            case=case,
            certificate=certificate,
            on=INSIDE,
            reason="Issued in error",
            at=SOON,
        )
        text = as_user("dev").get(f"{GATE}answers/{GateRecord.objects.get().pk}/").content.decode()
    assert "payroll--exempt" in text
    assert "payroll--withhold" in text
    assert "Issued in error" in text


def test_many_answers_page_by_page_and_as_csv(cast, as_user):
    payable(cast)
    questions = [
        Question(worker=NUMBER, stream=STREAM, day=INSIDE + timedelta(days=day))
        for day in range(60)
    ]
    record = asked(actor=cast.act("cora"), questions=questions, at=NOW).record
    assert record is not None
    address = f"{GATE}answers/{record.pk}/"
    first = as_user("dev").get(address).content.decode()
    assert first.count("<tr>") == 51
    assert as_user("dev").get(f"{address}?from=50").content.decode().count("<tr>") == 11
    for odd in ("-1", "x", "9" * 30, "9" * 17):
        assert as_user("dev").get(f"{address}?from={odd}").status_code == HTTPStatus.OK
    file = as_user("dev").get(f"{address}answers.csv")
    assert file.content.decode().count("\n") == 61


def test_answers_are_filtered(cast, as_user):
    payable(cast)
    answer(cast, at=NOW)
    answer(cast, worker="E-9", at=NOW)
    page = as_user("dev")
    assert "E-9, salary" not in page.get(f"{GATE}answers/?word=exempt").content.decode()
    assert "E-9, salary" in page.get(f"{GATE}answers/?worker=E-9").content.decode()
    assert "No such answer" in page.get(f"{GATE}answers/?worker=E-8").content.decode()
    assert page.get(f"{GATE}answers/?word=x&after=y").status_code == HTTPStatus.OK


def test_an_altered_answer_is_not_shown(cast, as_user):
    payable(cast)
    answer(cast, INSIDE - timedelta(days=9000), at=NOW)
    record = GateRecord.objects.get()
    record.answer = {**record.answer, "word": "exempt"} if record.answer else None
    record.save()
    response = as_user("dev").get(f"{GATE}answers/{record.pk}/")
    assert response.status_code == HTTPStatus.CONFLICT
    assert "payroll--exempt" not in response.content.decode()


def test_a_stream_is_linked_and_unlinked(cast, as_user):
    worker = worker_of(cast.act("ada"), staff_number="E-7")
    case = empty_case(cast.act("ada"), worker=worker)
    given = {"case": case.reference.lower(), "stream": "bonus", "first": "2027-01-01"}
    assert sent(as_user("cora"), f"{GATE}streams/link/", **given).status_code == HTTPStatus.FOUND
    link = StreamLink.objects.get()
    assert (link.case, link.staff_number, link.made_by) == (case, "E-7", cast.cora)
    again = sent(as_user("ada"), f"{GATE}streams/link/", **given)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    nowhere = sent(as_user("ada"), f"{GATE}streams/link/", case="TC-1", stream="x")
    assert "no case of that reference" in nowhere.content.decode()
    address = f"{GATE}streams/{link.pk}/unlink/"
    assert sent(as_user("ben"), address, reason="x").status_code == HTTPStatus.FORBIDDEN
    empty = sent(as_user("cora"), address, reason="")
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent(as_user("cora"), address, reason="Wrong").status_code == HTTPStatus.FOUND
    text = as_user("dev").get(f"{GATE}streams/?worker=E-7").content.decode()
    assert "Wrong" in text
    assert "Unlink" not in text


@pytest.mark.browser
def test_pages_are_looked_at(cast, page, narrow_page, sign_in, shoot, axe, live_server):
    case, certificate = payable(cast)
    answer(cast, at=NOW)
    answer(cast, charge="csg", at=NOW)
    questions = [
        Question(worker=worker, stream=STREAM, day=INSIDE) for worker in (NUMBER, "E-2", "E-3")
    ]
    asked(actor=cast.act("cora"), questions=questions, at=NOW)
    withdraw_certificate(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        on=INSIDE,
        reason="Issued in error",
        at=SOON,
    )
    first, second, many = GateRecord.objects.order_by("pk")
    for width, one in (("wide", page), ("narrow", narrow_page)):
        sign_in(one, "cora")
        for name, address in {
            "ask": GATE,
            "answers": f"{GATE}answers/",
            "answer": f"{GATE}answers/{first.pk}/",
            "charge": f"{GATE}answers/{second.pk}/",
            "many": f"{GATE}answers/{many.pk}/",
            "streams": f"{GATE}streams/",
        }.items():
            with clock.stopped_at(SOON + timedelta(minutes=1)):
                one.goto(f"{live_server.url}{address}")
            fits(one)
            axe(one)
            shoot(one, f"payroll-{name}-{width}")
