"""A desk files, follows, answers, corrects, takes back; another desk sees nothing of it."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from tests.authority.cast import FR_ANSWERS, NOW
from tests.authority.filing.conftest import filing
from tests.authority.filing.signing import BASE, HOST, Desk
from totalis.authority.models import Client, CoverageRequest, RequestEvent
from totalis.authority.numbers import check_control_number
from totalis.authority.services.asking import ask
from totalis.authority.services.clients import add_client, end_client, replace_key
from totalis.kernel.errors import InputError
from totalis.webbase import clock

pytestmark = pytest.mark.django_db


def filed(desk, **more):
    answer = desk.post("requests", filing(**more))
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def test_a_request_is_taken_with_a_number_a_proof_and_a_status(borealis):
    answer = borealis.post("requests", filing())
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert check_control_number(said["control_number"]) == said["control_number"]
    assert base64.b64decode(said["proof"]).startswith(b"%PDF-")
    assert said["status"]["state"] in ("received", "pending")
    row = CoverageRequest.objects.get()
    assert row.client is not None
    assert row.client.name == "Borealis Instruments"
    assert row.answers["worker_full_name"] == "Maria Rivera"
    assert row.channel == "connected"


def test_sent_twice_it_is_one_request_and_under_other_answers_it_is_refused(borealis):
    first, again = borealis.post("requests", filing()), borealis.post("requests", filing())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["control_number"] == again.json()["control_number"]
    assert CoverageRequest.objects.count() == 1
    other = filing(answers={**FR_ANSWERS, "end_date": "2028-12-31"})
    assert borealis.post("requests", other).status_code == 422
    assert CoverageRequest.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_is_kept(borealis):
    answers = {key: value for key, value in FR_ANSWERS.items() if key != "worker_full_name"}
    answer = borealis.post("requests", filing(answers=answers))
    assert answer.status_code == 422
    assert any("worker_full_name" in one["path"] for one in answer.json()["problems"])
    assert not CoverageRequest.objects.exists()


def test_the_forms_tell_what_is_asked(borealis):
    forms = borealis.get("forms?agreement=FR&lane=employer&product=certificate").json()["forms"]
    assert [one["key"] for one in forms] == ["us-fr-employer-certificate-2026-11"]
    keys = {field["key"] for step in forms[0]["steps"] for field in step["fields"]}
    assert {"worker_full_name", "begin_date", "end_date"} <= keys
    every = borealis.get("forms").json()["forms"]
    assert {one["issuer"] for one in every} == {"US"}


def test_an_old_edition_is_not_taken(borealis):
    assert (
        borealis.post("requests", filing(edition="us-fr-employer-certificate-1999-01")).status_code
        == 422
    )


def test_a_sign_that_postgresql_keeps_in_no_text_is_refused(borealis):
    number = filed(borealis)["control_number"]
    answered = borealis.post(
        f"requests/{number}/corrections", {"answers": {"end_date": "2029-06-30"}, "reason": "a\0b"}
    )
    assert answered.status_code == 422
    assert CoverageRequest.objects.get().requestversions.count() == 1


@pytest.mark.parametrize("number", ["%00", "x%00y", "US-2026-%00"])
def test_what_is_no_certificate_number_is_not_there(borealis, number):
    for part in ("", "/document.pdf", "/credential"):
        assert borealis.get(f"certificates/{number}{part}").status_code == 404


def test_another_desk_finds_nothing_anywhere(office, borealis, cobalt):
    number = filed(borealis)["control_number"]
    row = CoverageRequest.objects.get()
    question = ask(
        actor=office.act("nora"),
        request=row,
        text="Since when?",
        fields=[],
        answer_by=NOW.date().replace(day=30),
        at=NOW,
    )
    paths = [
        ("GET", f"requests/{number}", None),
        ("GET", f"requests/{number}/proof.pdf", None),
        ("POST", f"requests/{number}/withdrawal", {"reason": "x"}),
        ("POST", f"requests/{number}/corrections", {"answers": {}, "reason": "x"}),
        ("POST", f"requests/{number}/questions/{question.pk}/answer", {"text": "x"}),
    ]
    for method, path, body in paths:
        theirs = cobalt.call(method, path, body)
        nowhere = cobalt.call(method, path.replace(number, "2222-2222-2222"), body)
        assert theirs.status_code == nowhere.status_code == 404
        shown = theirs.content.replace(number.encode(), b"")
        assert shown == nowhere.content.replace(b"2222-2222-2222", b"")
    assert cobalt.get(f"requests?number={number}").json() == {"requests": []}
    assert cobalt.get("events").json()["events"] == []
    other = cobalt.post("requests", filing(refers_to=number))
    assert other.status_code == 404


def test_the_same_reference_of_another_desk_is_another_request(borealis, cobalt):
    one, two = filed(borealis), filed(cobalt)
    assert one["control_number"] != two["control_number"]


def test_a_question_is_answered_once(office, borealis):
    number = filed(borealis)["control_number"]
    row = CoverageRequest.objects.get()
    question = ask(
        actor=office.act("nora"),
        request=row,
        text="What is the place of hire?",
        fields=["place_of_birth"],
        answer_by=NOW.date().replace(day=30),
        at=NOW,
    )
    status = borealis.get(f"requests/{number}").json()
    assert [one["number"] for one in status["questions"]] == [question.pk]
    body = {
        "text": "It is Boston.",
        "corrections": {"place_of_birth": "Boston"},
        "files": [{"name": "note.txt", "data": base64.b64encode(b"A note.").decode()}],
    }
    path = f"requests/{number}/questions/{question.pk}/answer"
    for _time in range(2):
        answer = borealis.post(path, body)
        assert answer.status_code == 200, answer.content
        assert answer.json()["questions"][0]["answered_at"] is not None
    row.refresh_from_db()
    assert row.answers["place_of_birth"] == "Boston"
    assert row.attachments.count() == 1
    assert borealis.post(path, {"text": "No, Salem."}).status_code == 422


def news():
    """The feed from the first event on; a database counts on where the tests before it ended, which is a gap."""
    first = RequestEvent.objects.earliest("pk").pk
    return f"events?after={first - 1}"


def test_a_correction_counts_once_and_a_withdrawal_ends_it(borealis):
    number = filed(borealis)["control_number"]
    body = {"answers": {"end_date": "2028-12-31"}, "reason": "Shorter than planned."}
    for _time in range(2):
        assert borealis.post(f"requests/{number}/corrections", body).status_code == 200
    row = CoverageRequest.objects.get()
    assert row.answers["end_date"] == "2028-12-31"
    assert row.requestversions.count() == 2
    for _time in range(2):
        status = borealis.post(f"requests/{number}/withdrawal", {"reason": "Not needed."})
        assert status.status_code == 200
        assert status.json()["outcome"] == "withdrawn"
    kinds = [one["kind"] for one in borealis.get(news()).json()["events"]]
    assert kinds.count("received") == kinds.count("corrected") == kinds.count("withdrawn") == 1


def test_the_feed_reads_on_from_where_one_was(borealis):
    filed(borealis)
    filed(borealis, client_reference="borealis:TC-2026-0002:1")
    first = borealis.get(f"{news()}&limit=1").json()
    assert first["more"] is True
    rest = borealis.get(f"events?after={first['last']}").json()
    numbers = [one["number"] for one in first["events"] + rest["events"]]
    assert numbers == sorted(set(numbers))
    assert borealis.get(f"events?after={rest['last']}").json() == {
        "events": [],
        "last": rest["last"],
        "more": False,
    }


def test_an_event_behind_a_gap_waits_until_the_gap_is_settled(borealis):
    filed(borealis)
    row = CoverageRequest.objects.get()
    last = RequestEvent.objects.latest("pk").pk
    late = RequestEvent.objects.create(
        pk=last + 2, organisation=row.organisation, request=row, kind="examined", made_at=NOW
    )
    seen = borealis.get(news()).json()
    assert late.pk not in [one["number"] for one in seen["events"]]
    RequestEvent.objects.create(
        pk=last + 1, organisation=row.organisation, request=row, kind="corrected", made_at=NOW
    )
    then = borealis.get(f"events?after={seen['last']}").json()
    assert [one["number"] for one in then["events"]] == [last + 1, last + 2]


def test_a_gap_that_stays_holds_nothing_back_for_long(borealis):
    filed(borealis)
    row = CoverageRequest.objects.get()
    last = RequestEvent.objects.latest("pk").pk
    RequestEvent.objects.create(
        pk=last + 2, organisation=row.organisation, request=row, kind="examined", made_at=NOW
    )
    with clock.stopped_at(NOW + timedelta(minutes=2)):
        events = borealis.get("events").json()["events"]
    assert events[-1]["number"] == last + 2


# ── the door ──


def test_who_is_not_known_is_not_let_in(borealis):
    stranger = Desk()
    answer = stranger.get("service")
    assert answer.status_code == 401
    assert "unknown_key" in answer.json()["problems"][0]["found"]
    bare = stranger.caller.get(f"{BASE}service")
    assert bare.status_code == 401
    assert borealis.get("service").json()["client"] == "Borealis Instruments"


def test_a_request_counts_once_and_only_as_it_was_signed(borealis):
    url = f"{HOST}{BASE}requests"
    content = json.dumps(filing()).encode()
    _view, headers = borealis.signed("POST", url, content)

    def sent(body, address="requests"):
        return borealis.caller.post(
            f"{BASE}{address}", body, content_type="application/json", headers=headers
        )

    assert sent(content.replace(b"Maria", b"Marie")).status_code == 401
    assert sent(content, "events").status_code == 401
    assert sent(content).status_code == 201
    again = sent(content)
    assert again.status_code == 401
    assert "replayed" in again.json()["problems"][0]["found"]


def test_a_desk_that_ended_or_has_another_key_is_let_in_no_more(office, borealis, cobalt):
    rows = {row.name: row for row in Client.objects.all()}
    silas = office.act("silas")
    end_client(actor=silas, client=rows["Cobalt Software"], reason="It closed.", at=NOW)
    assert cobalt.get("service").status_code == 401
    other = Desk()
    replace_key(actor=silas, client=rows["Borealis Instruments"], key=other.public, at=NOW)
    assert borealis.get("service").status_code == 401
    assert other.get("service").status_code == 200
    with pytest.raises(InputError):
        replace_key(actor=silas, client=rows["Cobalt Software"], key=Desk().public, at=NOW)


def test_too_many_calls_are_refused_and_a_minute_later_they_are_not(borealis, monkeypatch):
    monkeypatch.setattr("totalis.api.service.limits.A_MINUTE", 3)
    assert [borealis.get("service").status_code for _call in range(4)] == [200, 200, 200, 429]
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        assert borealis.get("service").status_code == 200


def test_a_secret_key_is_not_taken(office):
    desk = Desk()
    with pytest.raises(InputError) as refused:
        add_client(actor=office.act("silas"), name="Careless", key=desk.key, at=NOW)
    assert "secret" in refused.value.problems[0].found
    assert not Client.objects.exists()


@pytest.mark.usefixtures("db")
def test_a_house_without_agency_has_no_service():
    answer = Desk().caller.get(f"{BASE}service")
    assert answer.status_code == 404
