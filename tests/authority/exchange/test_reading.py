"""`totalis/exchange/1`: what is written reads as it was, and what is not of it is refused in words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.authority.cast import NOW
from tests.authority.exchange.partner import asks, replies
from totalis.authority.exchange.reading import read_message, read_receipt, written
from totalis.authority.exchange.shapes import (
    CONTENTS,
    SCHEMA,
    CertificateCopy,
    Content,
    Coverage,
    Determined,
    DeterminedReply,
    InformationReply,
    InformationRequest,
    Message,
    Notification,
    Period,
    Provisional,
    Receipt,
    Trial,
    Worker,
)
from totalis.kernel.errors import InputError

WORKER = Worker(name="Zoë 千葉", born_on="1988-03-14", numbers={"US": "899-12-3456"})
COVERAGE = Coverage(covered_by="US", exempt_in="FR", period=Period(first=date(2027, 1, 1)))
EVERY: list[Content] = [
    asks(),
    replies(agrees=False, reasons="No need."),
    Determined(worker=WORKER, coverage=COVERAGE),
    DeterminedReply(agrees=True),
    InformationRequest(text="Since when?"),
    InformationReply(text="Since May."),
    Provisional(worker=WORKER, coverage=COVERAGE, reasons="Until the accounts are closed."),
    Notification(text="She left."),
    CertificateCopy(
        happened="withdrawn", number="US-1", content={"a": [1]}, content_digest="sha256:0"
    ),
    Trial(text="Hello"),
]


def message(content: Content, **parts: Any) -> Message:
    values: dict[str, Any] = {
        "schema": SCHEMA,
        "identifier": "m-1",
        "conversation": "c-1",
        "sender": "US",
        "recipient": "FR",
        "written_at": NOW,
        "content": content,
        "answers": "m-0" if content.answers_to else "",
    }
    return Message(**(values | parts))


def test_every_kind_is_tried() -> None:
    assert {type(one) for one in EVERY} == set(CONTENTS)


@pytest.mark.parametrize("content", EVERY, ids=lambda one: type(one).__name__)
def test_a_message_reads_as_it_was_written(content: Content) -> None:
    whole = message(content)
    text = written(whole)
    assert read_message(text) == whole
    assert written(read_message(text)) == text
    assert json.loads(text)["content"]["kind"] == whole.kind


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"schema": "totalis/exchange/2"}, "schema"),
        ({"identifier": ""}, "identifier"),
        ({"identifier": "x" * 65}, "identifier"),
        ({"identifier": "a b"}, "identifier"),
        ({"conversation": "é"}, "conversation"),
        ({"written_at": "2026-11-22T12:00:00"}, "written_at"),
        ({"answers": "m-0"}, "answers"),
        ({"answers": "x" * 65}, "answers"),
        ({"identifier": "x\0y"}, "message"),
        ({"content": {"kind": "A005", "text": "Since\0when?"}}, "message"),
        ({"content": {"kind": "A005", "text": "  "}}, "content.text"),
        ({"content": {"kind": "A005", "text": "x" * 8001}}, "content.text"),
        ({"content": {"kind": "A009", "text": "x"}}, "content"),
        ({"content": {"text": "x"}}, "content"),
        ({"content": {"kind": "A005", "text": "x", "more": 1}}, "content"),
        ({"more": 1}, "more"),
        ({"sender": 7}, "sender"),
    ],
)
def test_what_is_not_of_it_is_refused(change: dict[str, Any], path: str) -> None:
    whole = json.loads(written(message(InformationRequest(text="Since when?"))))
    with pytest.raises(InputError) as caught:
        read_message(json.dumps(whole | change))
    problem = caught.value.problems[0]
    assert path in problem.path
    assert problem.remedy


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (replies(agrees=False), "content.reasons"),
        (DeterminedReply(agrees=False, reasons=" "), "content.reasons"),
        (
            asks(
                proposed=Coverage(
                    covered_by="FR",
                    exempt_in="FR",
                    period=Period(first=date(2027, 1, 2), last=date(2027, 1, 1)),
                )
            ),
            "content.period",
        ),
    ],
)
def test_what_cannot_be_is_refused(content: Content, path: str) -> None:
    with pytest.raises(InputError) as caught:
        read_message(written(message(content)))
    assert caught.value.problems[0].path == path


def test_a_receipt_reads_as_it_was_written() -> None:
    receipt = Receipt(identifier="m-1", taken=True, at=NOW)
    assert read_receipt(written(receipt)) == receipt
    with pytest.raises(InputError):
        read_receipt("{}")
