"""What a desk sends twice acts once: with documents, after other corrections, after decisions, after the form has lapsed."""

from __future__ import annotations

import base64

import pytest

from tests.authority.cast import FR_ANSWERS, NOW, assessed, fr_facts
from tests.authority.filing.conftest import filing
from totalis.api.service import operations
from totalis.authority.models import CoverageRequest, RequestEvent
from totalis.authority.services import correcting
from totalis.authority.services.asking import answer as answer_question, ask
from totalis.authority.services.deciding import Given, decide

pytestmark = pytest.mark.django_db
LETTER = {
    "name": "letter.txt",
    "data": base64.b64encode(b"From March on.").decode(),
    "about": "begin_date",
}


@pytest.fixture
def number(borealis):
    """A request that is filed."""
    answer = borealis.post("requests", filing())
    assert answer.status_code == 201, answer.content
    return answer.json()["control_number"]


def corrected(desk, number, status=200, **body):
    answer = desk.post(f"requests/{number}/corrections", {"reason": "A slip.", **body})
    assert answer.status_code == status, answer.content
    return answer.json()


def counts():
    """Versions, documents, events of a correction."""
    row = CoverageRequest.objects.get()
    events = RequestEvent.objects.filter(kind="corrected").count()
    return row.requestversions.count(), row.attachments.count(), events


def test_a_correction_with_documents_sent_twice_is_one(borealis, number):
    body = {"answers": {"end_date": "2029-06-30"}, "files": [LETTER]}
    first = corrected(borealis, number, **body)
    assert corrected(borealis, number, **body) == first
    assert counts() == (2, 1, 1)
    other = {**LETTER, "name": "second-letter.txt"}
    corrected(borealis, number, answers={}, files=[LETTER, other])
    assert counts() == (3, 2, 2), "only what is new is added"


def test_facts_alone_are_a_correction_and_count_once(borealis, number):
    body = {"answers": {}, "facts": fr_facts(affiliate_3121l=None)}
    for _time in range(2):
        corrected(borealis, number, **body)
    assert counts() == (2, 0, 1)
    row = CoverageRequest.objects.get()
    assert "affiliate_3121l" not in row.facts["engagements"][0]
    assert assessed(row).proposal == "ask"


def test_under_a_reference_a_late_retry_undoes_nothing(borealis, number):
    first = {"answers": {"end_date": "2028-12-31"}, "client_reference": "c:1"}
    second = {"answers": {"end_date": "2029-06-30"}, "client_reference": "c:2"}
    for body in (first, second, first):
        corrected(borealis, number, **body)
    row = CoverageRequest.objects.get()
    assert row.answers["end_date"] == "2029-06-30"
    assert counts() == (3, 0, 2)
    other = {"answers": {"end_date": "2029-01-31"}, "client_reference": "c:1"}
    said = corrected(borealis, number, status=422, **other)
    assert said["problems"][0]["path"] == "client_reference"
    corrected(borealis, number, answers={"end_date": "2028-12-31"}, client_reference="c:3")
    assert counts() == (4, 0, 3), "back to what it said before, on purpose"


def test_a_retry_after_the_decision_is_answered(office, borealis, number):
    body = {"answers": {"end_date": "2029-06-30"}, "files": [LETTER], "client_reference": "c:1"}
    plain = {"answers": {"end_date": "2029-06-30"}, "files": [LETTER]}
    corrected(borealis, number, **body)
    row = CoverageRequest.objects.get()
    decide(
        actor=office.act("nora"),
        request=row,
        assessment=assessed(row),
        given=Given(kind="issue"),
        at=NOW,
    )
    for retried in (body, plain):
        assert corrected(borealis, number, **retried)["outcome"] == "issued"
    assert counts() == (2, 1, 1)
    corrected(borealis, number, status=422, answers={"end_date": "2029-05-31"})
    corrected(borealis, number, status=422, answers={}, files=[{**LETTER, "name": "new.txt"}])
    assert counts() == (2, 1, 1)


def test_a_retry_after_the_form_has_lapsed_gets_the_first_answer(borealis, number, monkeypatch):
    monkeypatch.setattr(operations, "editions_on", lambda _day: [])
    again = borealis.post("requests", filing())
    assert again.status_code == 200, again.content
    assert again.json()["control_number"] == number
    new = borealis.post("requests", filing(client_reference="borealis:TC-2026-0009:1"))
    assert new.status_code == 422
    other = filing(answers={**FR_ANSWERS, "end_date": "2028-12-31"})
    assert borealis.post("requests", other).status_code == 422
    assert CoverageRequest.objects.count() == 1


def test_two_corrections_at_once_lose_neither(borealis, number, monkeypatch):
    """The second reads the request while the first is written: what it does not name stays as the first made it."""
    true = correcting.correct
    other = {"answers": {"place_of_birth": "Boston"}}

    def overtaken(**given):
        monkeypatch.setattr(operations, "correct", true)
        corrected(borealis, number, **other)
        return true(**given)

    monkeypatch.setattr(operations, "correct", overtaken)
    corrected(borealis, number, answers={"end_date": "2029-06-30"})
    row = CoverageRequest.objects.get()
    assert row.answers["end_date"] == "2029-06-30"
    assert row.answers["place_of_birth"] == "Boston"


def test_an_answer_that_came_twice_at_once_is_answered_twice(office, borealis, number, monkeypatch):
    row = CoverageRequest.objects.get()
    asked = ask(
        actor=office.act("nora"),
        request=row,
        text="Since when?",
        fields=[],
        answer_by=NOW.date().replace(day=30),
        at=NOW,
    )

    def overtaken(**given):
        answer_question(**given)
        return answer_question(**given)

    monkeypatch.setattr(operations, "answer_question", overtaken)
    path = f"requests/{number}/questions/{asked.pk}/answer"
    assert borealis.post(path, {"text": "Since March."}).status_code == 200
    assert borealis.post(path, {"text": "Since May."}).status_code == 422


def test_a_withdrawal_that_came_twice_at_once_is_one(borealis, number, monkeypatch):
    true = correcting.withdraw

    def overtaken(**given):
        true(**given)
        return true(**given)

    monkeypatch.setattr(operations, "withdraw", overtaken)
    said = borealis.post(f"requests/{number}/withdrawal", {"reason": "Not needed."})
    assert said.json()["outcome"] == "withdrawn"
    assert RequestEvent.objects.filter(kind="withdrawn").count() == 1
