"""The JSON Schema of the fact sheet, made from the vocabulary.

It says what a sheet may hold as strictly as JSON Schema can: no unknown key, null (unknown) for every
fact, the codes of all countries, days that exist. What compares two facts, such as an end before its
start or an id used twice, only the reader says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.facts.countries import COUNTRIES
from totalis.facts.reader import MAX_ENGAGEMENTS, MAX_LIST, MAX_TEXT
from totalis.facts.sheet import NONE, SCHEMA
from totalis.facts.vocabulary import VOCABULARY, Fact, FactType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAX_ID = 64
MAX_MONTHS = 1200
MAX_DAYS_OF_YEAR = 366
_COUNTRY: Json = {"$ref": "#/$defs/country"}
_DAY: Json = {"$ref": "#/$defs/day"}
_EMPLOYER = "employer."


def fact_sheet_schema() -> Json:
    """The schema of `totalis/facts/1`, as plain JSON (draft 2020-12)."""
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": "Fact sheet",
        "description": (
            "Who works, what, where, when and for whom. A fact left out, or null, is unknown; "
            "false, [] and none are known not. Nothing defaults."
        ),
        **_mapping(
            {
                "schema": {"const": SCHEMA, "description": "The form of this sheet."},
                "worker": {**_facts(_of("worker."), "The person."), "type": ["object", "null"]},
                "engagements": {
                    "type": "array",
                    "description": "One entry is one kind of work, in one country, for one employer or on own account.",
                    "items": {"$ref": "#/$defs/engagement"},
                    "minItems": 1,
                    "maxItems": MAX_ENGAGEMENTS,
                },
            },
            required=("schema", "engagements"),
        ),
        "$defs": {"country": _country(), "day": _day(), "engagement": _engagement()},
    }


def _engagement() -> Json:
    whole = list(_of("engagement."))
    employer = [fact for fact in whole if fact.name.startswith(_EMPLOYER)]
    own = [fact for fact in whole if not fact.name.startswith(_EMPLOYER)]
    shape = _facts(own, "One kind of work, in one country, for one employer or on own account.")
    shape["properties"] = {
        "id": _identifier(),
        "employer": {
            **_facts(employer, "The employer that employs or sends the worker.", cut=_EMPLOYER),
            "type": ["object", "null"],
        },
        **shape["properties"],
    }
    return {**shape, "required": ["id"]}


def _of(prefix: str) -> Iterable[Fact]:
    return (fact for fact in VOCABULARY if fact.path.startswith(prefix))


def _facts(facts: Iterable[Fact], says: str, *, cut: str = "") -> Json:
    properties = {fact.name.removeprefix(cut): _fact(fact) for fact in facts}
    return {"description": says, **_mapping(properties)}


def _mapping(properties: Json, *, required: tuple[str, ...] = ()) -> Json:
    shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**shape, "required": list(required)} if required else shape


def _fact(fact: Fact) -> Json:
    said = {
        "title": fact.label,
        "description": f"{fact.question}\nWhy: {fact.why}\nShown by: {fact.proof}".replace(
            "{partner}", "the agreement country"
        ),
    }
    return {**said, **_SHAPES[fact.type](fact)}


def _or_null(*shapes: Json) -> Json:
    return {"anyOf": [*shapes, {"type": "null"}]}


def _choice(fact: Fact) -> Json:
    labels = "; ".join(f"{value}: {label}" for value, label in fact.options)
    return {"enum": [*(value for value, _label in fact.options), None], "$comment": labels}


def _countries(*, least: int) -> Json:
    return {"type": "array", "items": _COUNTRY, "minItems": least, "maxItems": MAX_LIST}


def _by_country(value: Json) -> Json:
    return {
        "type": ["object", "null"],
        "propertyNames": _COUNTRY,
        "additionalProperties": value,
        "maxProperties": MAX_LIST,
    }


def _posting() -> Json:
    return _mapping(
        {
            "start": {**_DAY, "description": "The first day; inside."},
            "end": {**_DAY, "description": "The last day; inside."},
        },
        required=("start", "end"),
    )


def _country() -> Json:
    return {
        "type": "string",
        "description": "An ISO 3166-1 alpha-2 country code.",
        "enum": list(COUNTRIES),
    }


def _day() -> Json:
    return {
        "type": "string",
        "description": "A day from 1900 to 2199, written YYYY-MM-DD.",
        "format": "date",
        "pattern": "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
    }


def _identifier() -> Json:
    return {
        "description": "The name of this engagement, its own within the sheet, such as e1.",
        "anyOf": [
            {"type": "string", "minLength": 1, "maxLength": MAX_ID},
            {"type": "integer"},
        ],
    }


_SHAPES: dict[FactType, Callable[[Fact], Json]] = {
    FactType.BOOL: lambda _: {"type": ["boolean", "null"]},
    FactType.DAY: lambda _: _or_null(_DAY),
    FactType.COUNTRY: lambda _: _or_null(_COUNTRY),
    FactType.COUNTRY_OR_NONE: lambda _: _or_null(_COUNTRY, {"enum": [NONE, False]}),
    FactType.COUNTRIES: lambda _: _or_null(_countries(least=0)),
    FactType.WORK_COUNTRY: lambda _: _or_null(_COUNTRY, _countries(least=1)),
    FactType.CHOICE: _choice,
    FactType.MONTHS: lambda _: {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_MONTHS},
    FactType.TEXT: lambda _: {
        "type": ["string", "number", "null"],
        "pattern": "\\S",
        "maxLength": MAX_TEXT,
    },
    FactType.POSTINGS: lambda _: {
        "type": ["array", "null"],
        "items": _posting(),
        "maxItems": MAX_LIST,
    },
    FactType.DAYS_BY_COUNTRY: lambda _: _by_country(
        {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_DAYS_OF_YEAR}
    ),
    FactType.COVER_BY_COUNTRY: lambda _: _by_country({"type": ["boolean", "null"]}),
}
