"""The JSON Schema of the determination, made from its structures.

The structures give names, types and descriptions; added to them are the closed word lists, the form
of digests, and what each outcome promises about `covered_by` and `missing`. Keys that the schema does
not name are allowed: later versions of this form add fields, and a reader must not break on them.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from totalis.evaluate.determination import SCHEMA, Determination
from totalis.lawbook.model import Outcome, SourceKind

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DIGEST = "^sha256:[0-9a-f]{64}$"
_COUNTRY: Json = {"type": "string", "pattern": "^[A-Z]{2}$"}
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("EngagementAnswer", "outcome"): tuple(Outcome),
    ("Citation", "kind"): tuple(SourceKind),
    ("Condition", "status"): ("met", "not_met", "unknown", "assumed", "to_mind"),
    ("Considered", "result"): ("applies", "excepted", "not_applicable", "open"),
}
_COUNTRIES = (
    ("EngagementAnswer", "agreement"),
    ("EngagementAnswer", "covered_by"),
    ("EngagementAnswer", "exempt_in"),
    ("ReadingAnswer", "covered_by"),
)
_NEVER_COVERED = (
    Outcome.UNDETERMINED,
    Outcome.NO_AGREEMENT,
    Outcome.ELECTION,
    Outcome.SPLIT,
    Outcome.DISPUTED,
    Outcome.NOT_STATED,
)


def determination_schema() -> Json:
    """The schema of `totalis/determination/1`, as plain JSON (draft 2020-12)."""
    (_, parts) = msgspec.json.schema_components([Determination], ref_template="#/$defs/{name}")
    for part in parts.values():
        del part["title"]
        part["description"] = cleandoc(part["description"])
    for (name, field), words in _WORDS.items():
        parts[name]["properties"][field] = {"enum": [str(word) for word in words]}
    for name, field in _COUNTRIES:
        parts[name]["properties"][field] = {"anyOf": [_COUNTRY, {"type": "null"}]}
    parts["EngagementAnswer"]["allOf"] = _promises()
    top = parts.pop("Determination")
    top["properties"]["schema"] = {"const": SCHEMA}
    top["properties"]["law"] = {"type": "string", "pattern": DIGEST}
    top["properties"]["facts"] = {"type": "string", "pattern": DIGEST}
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": "Determination",
        **top,
        "$defs": dict(sorted(parts.items())),
    }


def _promises() -> list[Json]:
    """What an outcome says about the country that covers, and about what is missing."""
    covered = {"covered_by": _COUNTRY}
    return [
        _when((Outcome.ASSIGNED, Outcome.EXCEPTION_REQUIRED), covered),
        _when(_NEVER_COVERED, {"covered_by": {"type": "null"}}),
        _when((Outcome.UNDETERMINED,), {"missing": {"type": "array", "minItems": 1}}),
    ]


def _when(outcomes: tuple[Outcome, ...], then: Json) -> Json:
    return {
        "if": {"properties": {"outcome": {"enum": [str(outcome) for outcome in outcomes]}}},
        "then": {"properties": then},
    }
