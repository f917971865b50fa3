"""What the OpenAPI document says of the payroll gate."""

from __future__ import annotations

from typing import Any

from totalis.api.body import JSON_TYPE
from totalis.api.many import Form
from totalis.api.openapi import answer, leading, lines, ref, refusal

Json = dict[Any, Any]

QUESTION: Json = {"worker": "E-1001", "stream": "salary-us", "day": "2026-03-31"}
CSV = "worker,stream,day,charge\nE-1001,salary-us,2026-03-31,\nE-1002,salary-us,2026-03-31,\n"
JSON_LINES = (
    '{"worker": "E-1001", "stream": "salary-us", "day": "2026-03-31"}\n'
    '{"worker": "E-1002", "stream": "salary-us", "day": "2026-03-31"}\n'
)
_REFUSED: Json = {
    401: {
        **refusal("There is no key, or it opens nothing."),
        "headers": {
            "WWW-Authenticate": {
                "required": True,
                "description": "How to come with one.",
                "schema": {"type": "string"},
            }
        },
    },
    403: refusal("The key is good, and not for this."),
}
_KNOWN_AT: Json = {
    "in": "query",
    "name": "known_at",
    "required": False,
    "description": "The moment whose knowledge is meant; now if left out.",
    "schema": {"type": "string", "format": "date-time"},
}
_TEXT: Json = {"type": "string"}
_BYTES: Json = {"type": "string", "format": "binary"}
GATE: Json = {
    "parameters": [_KNOWN_AT],
    "requestBody": {
        "required": True,
        "description": "One question.",
        "content": {JSON_TYPE: {"schema": ref("AskBody"), "example": QUESTION}},
    },
    "responses": {
        200: leading(
            answer("The answer, whatever its word.", ref("GateReply")),
            {"gate_answer": {"id": "id"}, "gate_replay": {"id": "id"}},
        ),
        **_REFUSED,
        413: refusal("The body is too large."),
        415: refusal("The body is not JSON by its Content-Type."),
        422: refusal("The question or the moment cannot be read."),
    },
}
BULK: Json = {
    "parameters": [_KNOWN_AT],
    "requestBody": {
        "required": True,
        "description": (
            "1 to 250,000 lines, at most 64 MiB: CSV with the names of the columns in the first line (UTF-8, commas), "
            "JSON Lines, or Parquet. Columns: worker, stream, day, and charge where one is meant."
        ),
        "content": {
            Form.CSV.value: {"schema": _TEXT, "example": CSV},
            Form.JSON_LINES.value: {**lines(ref("AskBody")), "example": JSON_LINES},
            Form.PARQUET.value: {"schema": _BYTES},
        },
    },
    "responses": {
        200: {
            "description": (
                "A line for each line, in the same order, in the form that Accept names, else in the one that was "
                "sent. The columns of CSV and Parquet are named in the documents."
            ),
            "content": {
                Form.CSV.value: {"schema": _TEXT},
                Form.JSON_LINES.value: lines(ref("GateLine")),
                Form.PARQUET.value: {"schema": _BYTES},
            },
        },
        **_REFUSED,
        406: refusal("None of the media types in Accept can be had."),
        413: refusal("The body is too large."),
        415: refusal("The body is none of the three by its Content-Type."),
        422: refusal("The body as a whole, or the moment, cannot be read. Nothing was asked."),
    },
}
_NOT_FOUND: Json = {
    404: refusal("No such answer was given to this organisation."),
    500: refusal("What is kept of it was changed, or its store is damaged."),
}
ANSWER: Json = {
    "responses": {
        200: answer("The answer, word for word.", ref("GateReply")),
        **_REFUSED,
        **_NOT_FOUND,
    }
}
REPLAY: Json = {
    "responses": {200: answer("Then and now.", ref("GateReplay")), **_REFUSED, **_NOT_FOUND}
}
