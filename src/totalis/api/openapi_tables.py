"""What the OpenAPI document says of tables: charge lines and engagements."""

from __future__ import annotations

from typing import Any

from totalis.api.many import Form
from totalis.api.openapi import answer, lines, ref, refusal
from totalis.evaluate.population import ANSWERS

Json = dict[Any, Any]

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 10_000
LINES = (
    "label,payer,base,rate,amount,currency,period_start,period_end\n"
    "Vieillesse plafonnée,employee,4005,6.90,276.35,EUR,2026-07-01,2026-07-31\n"
)
ENGAGEMENTS = (
    "worker_id,engagement_id,kind,work_country,start\n"
    "E-1001,e1,employment,SG,2026-02-01\n"
    "E-1002,e1,employment,FR,2026-02-30\n"
)
_TEXT: Json = {"type": "string"}
_BYTES: Json = {"type": "string", "format": "binary"}
_NUMBER: Json = {"type": "integer", "minimum": 0}


def _body(says: str, example: str) -> Json:
    return {
        "required": True,
        "description": (
            f"{says} At most {MOST_ROWS:,} rows and 4 MiB: CSV with the names of the columns in the first line (UTF-8, "
            "commas, ISO days, points before decimals), JSON Lines, or Parquet."
        ),
        "content": {
            Form.CSV.value: {"schema": _TEXT, "example": example},
            Form.JSON_LINES.value: {"schema": _TEXT},
            Form.PARQUET.value: {"schema": _BYTES},
        },
    }


_REFUSED: Json = {
    413: refusal("The body is too large."),
    415: refusal("The body is none of the three by its Content-Type."),
}
_SUM: Json = {
    "type": "object",
    "properties": {"category": _TEXT, "currency": _TEXT, "rows": _NUMBER, "amount": _TEXT},
    "required": ["category", "currency", "rows", "amount"],
}
_REJECTED: Json = {
    "type": "object",
    "properties": {
        "line": _NUMBER,
        **dict.fromkeys(("column", "found", "expected", "remedy"), _TEXT),
    },
    "required": ["line", "column", "found", "expected", "remedy"],
}
_CLASSIFIED: Json = {
    "type": "object",
    "description": "The lines in their order; a bundle that was split has one row a part.",
    "properties": {
        "schema": {"const": "totalis/classify/1"},
        "catalogue": {**_TEXT, "description": "The digest of the catalogue of charges."},
        "lines": {**_NUMBER, "description": "Lines below the header."},
        "sums": {"type": "array", "items": _SUM},
        "rejected": {"type": "array", "items": _REJECTED},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "description": "What was sent, and the answer.",
                "additionalProperties": True,
                "properties": dict.fromkeys(
                    ("label", "category", "certificate_effect", "credit", "basis", "why"), _TEXT
                ),
                "required": ["label", "category", "certificate_effect", "credit"],
            },
        },
    },
    "required": ["schema", "catalogue", "lines", "sums", "rejected", "rows"],
}
CLASSIFY: Json = {
    "requestBody": _body(
        "Charge lines: `label` and, where known, `code`, `code_system`, `payer`, `base`, `rate`, `amount`, `currency`, "
        "`period_start`, `period_end`.",
        LINES,
    ),
    "responses": {
        200: answer("Every line with its answer, or with the reason why it has none.", _CLASSIFIED),
        404: refusal("There is no catalogue of charges for that country."),
        **_REFUSED,
        422: refusal("The table as a whole cannot be read."),
    },
}
_SCREENED: Json = {
    "type": "object",
    "description": "The columns that are no facts, and the answer.",
    "properties": {key: {"type": ["string", "null"]} for key in ANSWERS},
    "required": list(ANSWERS),
    "additionalProperties": True,
}
SCREEN: Json = {
    "parameters": [
        {
            "in": "query",
            "name": "as_of",
            "required": False,
            "description": "The day whose law applies; today (UTC) if left out.",
            "schema": ref("Day"),
        }
    ],
    "requestBody": _body(
        "One row an engagement; the columns are the facts of a sheet with dots as underscores.",
        ENGAGEMENTS,
    ),
    "responses": {
        200: {
            "description": "A row for each row, in the form that Accept names, else in the one that was sent.",
            "content": {
                Form.CSV.value: {"schema": _TEXT},
                Form.JSON_LINES.value: lines(_SCREENED),
                Form.PARQUET.value: {"schema": _BYTES},
            },
        },
        406: refusal("None of the media types in Accept can be had."),
        **_REFUSED,
        422: refusal("The day, or the table as a whole, cannot be read. Nothing was decided."),
    },
}
