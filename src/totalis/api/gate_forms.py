"""The payroll gate over HTTP as plain values: replies, lines of many, and the forms in which many travel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from totalis.gate.question import GateAnswer, Question
from totalis.gate.words import Word

if TYPE_CHECKING:
    from totalis.payroll.models import GateRecord

GATE_SCHEMA = "totalis/gate/1"
REPLAY_SCHEMA = "totalis/gate/replay/1"
MOST_BYTES = 64 * 1024 * 1024
"""Of the body of many questions; 250,000 of the longest names fit."""


class AskBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What payroll asks. Without `charge`, the stream of earnings as a whole is meant."""

    worker: Annotated[
        str, msgspec.Meta(min_length=1, max_length=40, description="The staff number.")
    ]
    stream: Annotated[
        str,
        msgspec.Meta(
            min_length=1, max_length=120, description="The earning stream, as payroll names it."
        ),
    ]
    day: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^\d{4}-\d{2}-\d{2}$",
            description="A day of the pay period, ISO 8601.",
            extra_json_schema={"format": "date"},
        ),
    ]
    charge: Annotated[
        str,
        msgspec.Meta(
            max_length=200, description="A key, label or category of the catalogue of charges."
        ),
    ] = ""


class GateReply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `id` finds it again for as long as the organisation keeps it."""

    schema: str = GATE_SCHEMA
    id: str
    answer: GateAnswer


class LineProblem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a line holds no question."""

    path: str
    found: str
    expected: str
    to_do: str


class GateLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one line asked and got. A line that holds no question is `hold`, with the reason in `error`."""

    line: int
    word: Word
    id: str | None = None
    answer: GateAnswer | None = None
    error: LineProblem | None = None


class GateReplay(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it was given, and what is known now.

    `again` is worked out once more from what was known then; `drift` names what comes out otherwise in it, and is
    empty unless the catalogue of charges has changed. `differences` names what payroll would do otherwise now.
    """

    schema: str = REPLAY_SCHEMA
    id: str
    then: GateAnswer
    again: GateAnswer
    now: GateAnswer
    differences: tuple[str, ...]
    drift: tuple[str, ...]


class Unread(msgspec.Struct, frozen=True):
    """A line that holds no question, and what it holds instead."""

    problem: LineProblem
    cells: dict[str, str]


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of many questions."""

    number: int
    question: Question | Unread


def answer_id(record: GateRecord, number: int) -> str:
    """The name of an answer: the call that gave it, and its place there, from 1."""
    return f"{record.pk}-{number}"
