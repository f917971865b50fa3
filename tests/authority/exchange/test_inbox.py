"""The inbox: who may leave something, what is refused and why, and that each message acts once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.test import Client

from tests.authority.cast import NOW
from tests.authority.exchange.partner import ANSWERS, asks, facts, replies
from totalis.authority.exchange.reading import written
from totalis.authority.exchange.shapes import (
    InformationReply,
    InformationRequest,
    Notification,
    Trial,
)
from totalis.authority.models import CoverageRequest, ExchangeMessage, MessageState, RequestEvent
from totalis.authority.selectors.exchange import ProofCheck, check_proof
from totalis.authority.services.exchanging_inbox import take_in
from totalis.authority.services.partners import change_key, use
from totalis.webbase import clock
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.signed.keys import new_key

if TYPE_CHECKING:
    from tests.authority.cast import Office
    from tests.authority.exchange.partner import France
    from totalis.authority.models import Partner

TEXT = Trial(text="Hello")


# ── who may ──


def test_only_a_partner_in_use_may_leave_something(
    house: Office, france: France, partner: Partner
) -> None:
    text = written(france.message(TEXT))
    assert Client().post("/service/messages/", text, "application/json").status_code == 401
    answer = france.post(text, key=new_key())
    assert (answer.status_code, json.loads(answer.content)["error"]) == (401, "unknown_key")
    use(actor=house.act("silas"), partner=partner, on=False, at=NOW)
    assert france.post(text).status_code == 401
    assert not ExchangeMessage.objects.exists()
    use(actor=house.act("silas"), partner=partner, on=True, at=NOW)
    assert france.post(text).status_code == 200


def test_the_former_key_counts_until_the_end_of_its_day(
    house: Office, france: France, partner: Partner
) -> None:
    former, after = france.key, new_key()
    france.key = after
    change_key(
        actor=house.act("silas"),
        partner=partner,
        key=france.public,
        former_until=(NOW + timedelta(days=2)).date(),
        at=NOW,
    )
    last_moment = NOW.replace(hour=23, minute=59, second=59) + timedelta(days=2)
    for moment, key, status in (
        (NOW, former, 200),
        (NOW, after, 200),
        (last_moment, former, 200),
        (last_moment + timedelta(seconds=1), former, 401),
        (last_moment + timedelta(days=30), after, 200),
    ):
        with clock.stopped_at(moment):
            assert france.post(written(france.message(TEXT)), key=key).status_code == status


def test_a_lost_key_counts_no_more_at_once(house: Office, france: France, partner: Partner) -> None:
    lost, france.key = france.key, new_key()
    change_key(
        actor=house.act("silas"), partner=partner, key=france.public, former_until=None, at=NOW
    )
    assert france.post(written(france.message(TEXT)), key=lost).status_code == 401


@pytest.mark.usefixtures("partner")
def test_a_recorded_message_is_not_heard_again(france: France) -> None:
    """Somebody who copied the whole request off the wire sends it once more."""
    text = written(france.message(TEXT))
    assert france.post(text, nonce="once").status_code == 200
    answer = france.post(text, nonce="once")
    assert (answer.status_code, json.loads(answer.content)["error"]) == (401, "replayed")


# ── what acts once ──


@pytest.mark.usefixtures("partner")
def test_the_same_message_acts_once_and_has_the_same_receipt(house: Office, france: France) -> None:
    message = france.message(asks())
    first = france.leave(message)
    with clock.stopped_at(NOW + timedelta(days=2)):
        assert france.leave(message) == first
    assert CoverageRequest.objects.count() == 1
    assert RequestEvent.objects.filter(kind="received").count() == 1
    row = ExchangeMessage.objects.get()
    assert check_proof(row) == ProofCheck(message=True, receipt=True)
    assert verify_chain(house.organisation) == []


@pytest.mark.usefixtures("partner")
def test_another_content_under_the_same_name_is_refused(france: France) -> None:
    message = france.message(asks())
    assert france.leave(message).taken
    other = france.message(TEXT, identifier=message.identifier)
    receipt = france.leave(other)
    assert not receipt.taken
    assert receipt.problems[0].path == "identifier"
    assert ExchangeMessage.objects.get().kind == "A001"


def test_the_same_message_in_eight_threads_acts_once(france: France, partner: Partner) -> None:
    text = written(france.message(asks()))
    receipts: list[Any] = []
    ready = threading.Barrier(8)

    def take() -> None:
        try:
            ready.wait()
            receipts.append(take_in(partner=partner, text=text, proof={}, at=NOW)[1])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(receipts) == 8
    assert all(one == receipts[0] and one.taken for one in receipts)
    assert CoverageRequest.objects.count() == 1


def test_a_message_that_is_rejected_comes_twice_at_once_and_is_rejected_twice(
    france: France, partner: Partner
) -> None:
    """Whoever comes second meets the row of the first one; that it is there does not mean that it was taken."""
    text = written(france.message(asks(agreement="DE")))
    receipts: list[Any] = []
    ready = threading.Barrier(8)

    def take() -> None:
        try:
            ready.wait()
            receipts.append(take_in(partner=partner, text=text, proof={}, at=NOW)[1])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.taken for one in receipts] == [False] * 8
    assert ExchangeMessage.objects.get().state == "rejected"
    assert not CoverageRequest.objects.exists()


@pytest.mark.usefixtures("partner")
def test_what_was_said_before_the_request_came_is_put_to_it(france: France) -> None:
    asked = france.message(asks())
    early = france.message(
        InformationRequest(text="Did you get it?"), conversation=asked.conversation
    )
    assert france.leave(early).taken
    assert france.leave(asked).taken
    request = CoverageRequest.objects.get()
    assert ExchangeMessage.objects.filter(request=request).count() == 2


# ── what is refused, and told ──


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"agreement": "DE"}, "content.agreement"),
        ({"edition": "us-fr-employer-exception-1999-01"}, "content.edition"),
        ({"lane": "performer"}, "content.edition"),
        ({"answers": {**ANSWERS, "comments": "x" * 60_000}}, "content.answers"),
        ({"facts": {**facts(), "wrong": 1}}, "wrong"),
        ({"facts": {"schema": "totalis/facts/1"}}, "engagements"),
    ],
)
def test_a_request_that_cannot_be_taken_is_refused_with_its_reason(
    france: France, change: dict[str, Any], path: str
) -> None:
    message = france.message(asks(**change))
    receipt = france.leave(message)
    assert not receipt.taken
    assert path in receipt.problems[0].path
    assert receipt.problems[0].remedy
    row = ExchangeMessage.objects.get()
    assert (row.state, row.request) == (MessageState.REJECTED, None)
    assert not CoverageRequest.objects.exists()
    # Mended, under its own name, it is taken.
    assert france.leave(
        france.message(asks(), identifier=message.identifier, conversation=message.conversation)
    ).taken
    assert CoverageRequest.objects.count() == 1


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"sender": "DE"}, "sender"),
        ({"recipient": "CH"}, "recipient"),
    ],
)
def test_a_message_for_somebody_else_is_refused(
    france: France, parts: dict[str, str], path: str
) -> None:
    receipt = france.leave(france.message(TEXT, **parts))
    assert receipt.problems[0].path == path


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize("content", [replies(agrees=True), InformationReply(text="Since May.")])
def test_an_answer_to_nothing_is_refused(france: France, content: Any) -> None:
    receipt = france.leave(france.message(content, answers="never-asked"))
    assert (receipt.taken, receipt.problems[0].path) == (False, "answers")


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"schema": "totalis/exchange/1"}',
        "\u0000",
        '{"a": ' * 3000,
        "NaN",
    ],
)
def test_what_does_not_read_is_kept_once_and_refused(france: France, text: str) -> None:
    for _ in range(2):
        answer = france.post(text)
        assert answer.status_code == 422
        assert json.loads(answer.content)["taken"] is False
    row = ExchangeMessage.objects.get()
    assert (row.state, row.kind) == (MessageState.REJECTED, "?")


@pytest.mark.usefixtures("partner")
def test_one_conversation_has_one_request(france: France) -> None:
    asked = france.message(asks())
    assert france.leave(asked).taken
    receipt = france.leave(france.message(asks(), conversation=asked.conversation))
    assert receipt.problems[0].path == "conversation"
    assert CoverageRequest.objects.count() == 1


@pytest.mark.usefixtures("partner")
def test_no_number_of_a_person_stands_in_clear(france: France) -> None:
    """Neither in the table, nor in the chain, nor in a notice."""
    france.leave(france.message(asks()))
    france.leave(france.message(Notification(text=f"Her number is {ANSWERS['worker_ssn']}")))
    with connections["default"].cursor() as cursor:
        tables = connections["default"].introspection.table_names()
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            assert ANSWERS["worker_ssn"] not in str(cursor.fetchall()), table
