"""What docs/webhooks.md says: its receiver takes a real message, its example is the kind's own, its numbers are the code's."""

from __future__ import annotations

import json
import re

import pytest

from tests.webhooks.conftest import CHANGED
from totalis.webbase import clock
from totalis.webbase.webhooks import kinds, outbox, sending
from totalis.webbase.webhooks.services import ROTATION, announce_all


@pytest.fixture(scope="module")
def text(repository):
    return (repository / "docs/webhooks.md").read_text(encoding="utf-8")


def block(text, language):
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_its_receiver_takes_a_message_and_nothing_that_was_changed(
    text, cast, endpoint, receiver, capsys
):
    made = endpoint()
    announce_all(cast.borealis, CHANGED, [{"worker": "E-1001"}], clock.now())
    outbox.send_waiting.func(made.endpoint.pk)
    (got,) = receiver.got
    names: dict[str, object] = {}
    exec(compile(block(text, "python"), "docs/webhooks.md", "exec"), names)  # noqa: S102 - our own page
    receive = names["receive"]
    assert callable(receive)
    seen: set[str] = set()
    assert receive(got.body, got.headers, made.secret, seen) == 204
    assert receive(got.body, got.headers, made.secret, seen) == 204
    assert capsys.readouterr().out == "ask again for E-1001\n"
    assert receive(got.body + b" ", got.headers, made.secret, seen) == 401


def test_its_example_is_that_of_the_kind(text):
    shown = json.loads(block(text, "json"))
    (kind,) = (one for one in kinds.kinds() if one.key == shown["type"])
    assert dict(kind.example) == shown["data"]


def test_every_kind_is_named(text):
    named = set(re.findall(r"^\| `([a-z_.]+)` \|", text, re.MULTILINE))
    real = {one.key for one in kinds.kinds() if not one.key.startswith("tests.")}
    assert named == real | {kinds.TEST.key}


def test_its_numbers_are_those_of_the_code(text):
    plain = " ".join(text.split())
    seconds = [int(one.total_seconds()) for one in outbox.RETRIES]
    hours = ", ".join(str(one // 3600) for one in seconds[3:-1])
    assert seconds[:3] == [5, 300, 1800]
    assert f"after 5 seconds, 5 and 30 minutes, {hours} and {seconds[-1] // 3600} hours" in plain
    assert f"within {sending.DEADLINE_SECONDS:.0f} seconds" in plain
    assert f"up to {outbox.KEPT.days} days" in plain
    assert f"the first {sending.ANSWER_BYTES:,} signs" in plain
    assert f"For {ROTATION.total_seconds() / 3600:.0f} hours each message carries two" in plain
