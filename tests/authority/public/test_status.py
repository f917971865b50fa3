"""The status of a request: for whoever knows both facts; nobody else learns even that there is one."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.test import Client

from tests.authority.cast import NOW
from tests.authority.public.filling import begin, example_answers, fill, hidden
from totalis.authority.models import CoverageRequest, Draft, Question, RequestVersion
from totalis.authority.numbers import new_control_number
from totalis.authority.selectors import status_page
from totalis.webbase.limits.models import SpentTicket
from totalis.webbase.secrets import fields, keys

pytestmark = pytest.mark.usefixtures("office")
STATUS = "/service/status/"


def look(client, number: str, born_on: str, **more: str):
    return client.post(STATUS, {"number": number, "born_on": born_on, **more})


def plain(response, *numbers: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken|ticket)" value="[^"]*"', "", response.content.decode())
    text = re.sub(r'data-challenge="[^"]*"', "", text)
    for number in numbers:
        text = text.replace(number, "NUMBER")
    return text


def test_both_facts_open_it(sent, visitor) -> None:
    made = sent()
    response = look(visitor, made.control_number.lower(), "1985-04-17")
    assert response["Location"] == f"/service/request/{made.control_number}/"
    page = visitor.get(response["Location"])
    assert "Received" in page.content.decode()
    assert "Maria" not in page.content.decode()
    assert "536" not in page.content.decode()


def test_a_wrong_number_and_a_wrong_day_get_the_same_answer(sent, visitor, client) -> None:
    made = sent()
    nobody = new_control_number()
    wrong_day = look(visitor, made.control_number, "1985-04-18")
    no_number = look(client, nobody, "1985-04-18")
    assert wrong_day.status_code == no_number.status_code == 422
    assert plain(wrong_day, made.control_number) == plain(no_number, nobody)
    assert set(wrong_day.headers) == set(no_number.headers)


def test_the_same_work_is_done_for_both(
    sent, office, django_assert_num_queries, monkeypatch
) -> None:
    made = sent()
    reads: list[int] = []
    before = keys.decrypted

    def counted(text: str) -> bytes:
        reads.append(len(text))
        return before(text)

    monkeypatch.setattr(status_page, "decrypted", counted)
    monkeypatch.setattr(fields, "decrypted", counted)
    work = []
    for number in (made.control_number, new_control_number()):
        reads.clear()
        with django_assert_num_queries(1):
            assert status_page.found(office.agency, number, "1900-01-01") is None
        work.append(list(reads))
    assert work[0] == work[1], "one row looked for, one day of birth decrypted"


def test_a_request_is_shown_to_nobody_else_and_not_for_ever(sent, visitor, client, later) -> None:
    made = sent()
    address = f"/service/request/{made.control_number}/"
    assert client.get(address)["Location"] == STATUS
    look(visitor, made.control_number, "1985-04-17")
    assert visitor.get(address).status_code == 200
    for path in ("withdraw/", "receipt.pdf", "certificate/1.pdf"):
        assert client.get(address + path)["Location"] == STATUS
    for path in ("correct/", "follow/exception/", "question/1/"):
        assert client.post(address + path)["Location"] == STATUS
    with later(timedelta(minutes=29)):
        assert visitor.get(address).status_code == 200
    with later(timedelta(minutes=70)):
        assert visitor.get(address)["Location"] == STATUS


def test_after_some_tries_a_proof_of_work_is_asked_for(sent, visitor) -> None:
    made = sent()
    for _ in range(2):
        assert "altcha" not in look(visitor, made.control_number, "1985-01-01").content.decode()
    assert "altcha" in look(visitor, made.control_number, "1985-01-01").content.decode()
    refused = look(visitor, made.control_number, "1985-04-17")
    assert refused.status_code == 422
    page = refused.content.decode()
    opened = look(visitor, made.control_number, "1985-04-17", **solved(page))
    assert opened.status_code == 302
    again = look(visitor, made.control_number, "1985-04-17", **solved(page))
    assert again.status_code == 422, "a ticket opens one thing, once"
    assert SpentTicket.objects.count() == 1


def test_without_scripts_a_short_wait_opens_it_too(sent, visitor, later) -> None:
    made = sent()
    for _ in range(3):
        look(visitor, made.control_number, "1985-01-01")
    page = visitor.get(STATUS).content.decode()
    ticket = hidden(page, "ticket")
    assert look(visitor, made.control_number, "1985-04-17", ticket=ticket).status_code == 422
    with later(timedelta(seconds=9)):
        opened = look(visitor, made.control_number, "1985-04-17", ticket=ticket)
        assert opened.status_code == 302


def solved(page: str) -> dict[str, str]:
    """What the script of the page would send."""
    ticket = hidden(page, "ticket")
    found = re.search(r'data-challenge="([^"]*)"', page)
    assert found
    challenge = Challenge.from_dict(json.loads(html.unescape(found[1])))
    solution = solve_challenge(challenge)
    assert solution
    return {"ticket": ticket, "altcha": Payload(challenge, solution).to_base64()}


@pytest.mark.parametrize("real", [True, False])
def test_strangers_slow_the_rightful_holder_down_and_do_not_shut_her_out(sent, real) -> None:
    made = sent()
    number = made.control_number if real else new_control_number()
    for n in range(10):
        guest = Client(REMOTE_ADDR=f"192.0.2.{n}")
        page = look(guest, number, "1985-01-01").content.decode()
        assert ("altcha" in page) == (n == 9), "the same for a number that nobody was given"
    holder = Client(REMOTE_ADDR="192.0.2.99")
    slowed = look(holder, number, "1985-04-17")
    assert slowed.status_code == 422
    page = slowed.content.decode()
    assert "too quickly" in page
    assert "too often" not in page
    opened = look(holder, number, "1985-04-17", **solved(page))
    assert opened.status_code == (302 if real else 422)


@pytest.mark.parametrize("real", [True, False])
def test_guessing_at_one_number_comes_to_an_end_for_one_network(sent, later, real) -> None:
    made = sent()
    number = made.control_number if real else new_control_number()
    guest, page = Client(REMOTE_ADDR="192.0.2.7"), ""
    for _ in range(10):
        given = solved(page) if "altcha" in page else {}
        answer = look(guest, number, "1985-01-01", **given)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "too often" not in page
    ended = look(guest, number, "1985-04-17", **solved(page))
    assert ended.status_code == 422
    assert "too often" in ended.content.decode()
    with later(timedelta(hours=1)):
        opened = look(guest, number, "1985-04-17")
        assert opened.status_code == (302 if real else 422)


def test_one_network_has_so_many_tries(visitor) -> None:
    for _ in range(40):
        assert look(visitor, "nonsense", "1985-01-01").status_code == 422
    response = look(visitor, "nonsense", "1985-01-01")
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 900


def test_a_question_is_answered_on_the_page(sent, office, visitor) -> None:
    made = sent()
    Question.objects.create(
        organisation=office.organisation,
        request=made,
        text="Who pays the wages?",
        answer_by=date(2026, 12, 22),
        made_at=NOW,
    )
    CoverageRequest.objects.filter(pk=made.pk).update(state="pending")
    look(visitor, made.control_number, "1985-04-17")
    address = f"/service/request/{made.control_number}/"
    page = visitor.get(address).content.decode()
    assert "Who pays the wages?" in page
    question = Question.objects.get()
    visitor.post(f"{address}question/{question.pk}/", {"text": "Example Corporation does."})
    question.refresh_from_db()
    assert question.answer == "Example Corporation does."
    assert question.answered_at == NOW


def test_a_question_that_was_taken_back_hides_none_that_waits(sent, office, visitor) -> None:
    made = sent()
    for text, taken_back in (("Who pays the wages?", NOW), ("Where is the office?", None)):
        Question.objects.create(
            organisation=office.organisation,
            request=made,
            text=text,
            answer_by=date(2026, 12, 22),
            made_at=NOW,
            taken_back_at=taken_back,
        )
    look(visitor, made.control_number, "1985-04-17")
    address = f"/service/request/{made.control_number}/"
    page = visitor.get(address).content.decode()
    assert "Where is the office?" in page
    assert "Who pays the wages?" not in page
    waiting = Question.objects.get(taken_back_at=None)
    visitor.post(f"{address}question/{waiting.pk}/", {"text": "In Lyon."})
    waiting.refresh_from_db()
    assert waiting.answer == "In Lyon."
    assert "We wait for your answer" not in visitor.get(address).content.decode()


def test_an_answer_may_correct_what_was_asked_about(sent, office, visitor) -> None:
    made = sent()
    question = Question.objects.create(
        organisation=office.organisation,
        request=made,
        text="Which town was it?",
        fields=["place_of_birth"],
        answer_by=date(2026, 12, 22),
        made_at=NOW,
    )
    look(visitor, made.control_number, "1985-04-17")
    address = f"/service/request/{made.control_number}/"
    page = visitor.get(address).content.decode()
    assert 'name="a-place_of_birth" value="Chicago"' in page
    assert "a-worker_full_name" not in page
    answer = {
        "text": "It was another one.",
        "shown-place_of_birth": "1",
        "a-place_of_birth": "Evanston",
        "shown-worker_full_name": "1",
        "a-worker_full_name": "Mallory",
    }
    done = visitor.post(f"{address}question/{question.pk}/", answer)
    assert done.status_code == 302, done.content.decode()[:2000]
    made.refresh_from_db()
    assert made.answers["place_of_birth"] == "Evanston"
    assert made.answers["worker_full_name"] == "Maria Jane Miller"


def test_pages_of_a_form_speak_the_chosen_language(visitor, france) -> None:
    visitor.post("/service/language/", {"language": "de", "next": "/service/"})
    handle = begin(visitor, france)
    page = visitor.get(f"/service/form/{handle}/step/worker/?look=1")
    assert page.status_code == 200
    assert '<html lang="de">' in page.content.decode()
    assert visitor.get(f"/service/form/{handle}/review/").status_code == 200
    assert Draft.objects.get().language == "de"


def test_correcting_goes_through_the_form_again(sent, visitor, later) -> None:
    made = sent()
    look(visitor, made.control_number, "1985-04-17")
    opened = visitor.post(f"/service/request/{made.control_number}/correct/")
    base = opened["Location"].removesuffix("review/")
    visitor.post(
        f"{base}step/worker/",
        {"shown-place_of_birth": "1", "a-place_of_birth": "Springfield", "go": "on"},
    )
    page = visitor.get(opened["Location"]).content.decode()
    ticket = hidden(page, "ticket")
    with later(timedelta(seconds=30)):
        done = visitor.post(
            opened["Location"], {"declaration": "on", "reason": "Wrong town", "ticket": ticket}
        )
        assert done.status_code == 302, done.content.decode()[:3000]
    made.refresh_from_db()
    assert made.answers["place_of_birth"] == "Springfield"
    assert RequestVersion.objects.filter(request=made).count() == 2


def test_withdrawing(sent, visitor) -> None:
    made = sent()
    look(visitor, made.control_number, "1985-04-17")
    address = f"/service/request/{made.control_number}/withdraw/"
    assert visitor.post(address, {}).status_code == 422
    visitor.post(address, {"sure": "on", "reason": "Not needed"})
    made.refresh_from_db()
    assert made.outcome == "withdrawn"
    page = visitor.get(f"/service/request/{made.control_number}/").content.decode()
    assert "withdrawn" in page
    assert "Correct the request" not in page


def test_an_extension_refers_to_the_earlier_number(sent, visitor) -> None:
    made = sent()
    CoverageRequest.objects.filter(pk=made.pk).update(state="completed", outcome="issued")
    look(visitor, made.control_number, "1985-04-17")
    visitor.get(f"/service/request/{made.control_number}/")
    begun = visitor.post(f"/service/request/{made.control_number}/follow/exception/")
    assert begun.status_code == 302
    draft = Draft.objects.get()
    assert (draft.refers_to, draft.product) == (made.control_number, "exception")
    assert draft.answers["worker_full_name"] == made.answers["worker_full_name"]
    assert draft.answers["earlier_reference"] == made.control_number


@pytest.mark.parametrize("words", ["", "de"])
def test_nothing_of_the_desk_changes_its_language(visitor, words: str) -> None:
    visitor.post("/service/language/", {"language": words or "en", "next": "/service/"})
    accept = {"HTTP_ACCEPT_LANGUAGE": "de"}
    assert visitor.get("/service/", **accept)["Content-Language"] == (words or "en")
    assert '<html lang="en">' in visitor.get("/", **accept).content.decode()
    assert visitor.get("/", **accept)["Content-Language"] == "en"


def test_who_sent_both_is_told_that_days_meet_and_nobody_else(
    sent, visitor, client, france
) -> None:
    made = sent()
    look(visitor, made.control_number, "1985-04-17")
    said = []
    for browser in (visitor, client):
        handle = begin(browser, france)
        fill(browser, france, handle, example_answers(france))
        said.append(browser.get(f"/service/form/{handle}/review/").content.decode())
    assert made.control_number in said[0]
    assert made.control_number not in said[1]
    assert "already asked" not in said[1]
