"""What the OpenAPI document says of each operation: bodies, answers, refusals, and the schemas they use."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec

from totalis.api import problems
from totalis.api.body import JSON_TYPE, YAML_TYPES
from totalis.api.gate_forms import AskBody, GateLine, GateReplay, GateReply
from totalis.api.law import LawAgreement, LawList
from totalis.api.schemas import SCHEMAS

Json = dict[str, Any]

_PREFIX = "#/components/schemas/"
EXAMPLE: Json = {
    "schema": "totalis/facts/1",
    "worker": {"citizenships": ["US"], "private_health_insurance": True},
    "engagements": [
        {
            "id": "e1",
            "kind": "employment",
            "category": "ordinary",
            "work_country": "FR",
            "start": "2026-01-01",
            "end": "2028-12-31",
            "employer": {"name": "Example Corporation", "country": "US", "american": True},
            "sent_by_employer": True,
            "sent_from": "US",
            "employed_before_transfer": True,
            "works_for": "sending_employer",
            "earlier_postings": [],
        }
    ],
}


def ref(name: str) -> Json:
    """A schema of the document, by its name."""
    return {"$ref": f"{_PREFIX}{name}"}


def answer(says: str, schema: Json, media_type: str = JSON_TYPE) -> Json:
    """An answer of one media type."""
    return {"description": says, "content": {media_type: {"schema": schema}}}


def lines(schema: Json) -> Json:
    """A body of JSON Lines by the schema of a line; OpenAPI 3.2 will call it `itemSchema`."""
    return {"schema": {"type": "string"}, "x-oai-itemSchema": schema}


def leading(said: Json, links: dict[str, dict[str, str]]) -> Json:
    """An answer, and where one goes on with what it holds: by operation, its parameters as places in the answer."""
    found = {
        name: {
            "operationId": name,
            "parameters": {
                parameter: f"$response.body#/{place}" for parameter, place in places.items()
            },
        }
        for name, places in links.items()
    }
    return {**said, "links": found}


def refusal(says: str) -> Json:
    """An answer that lists problems."""
    return answer(says, ref("Problems"))


DETERMINE: Json = {
    "parameters": [
        {
            "in": "query",
            "name": "as_of",
            "required": False,
            "description": "The day whose law applies; today (UTC) if left out.",
            "schema": ref("Day"),
        }
    ],
    "requestBody": {
        "required": True,
        "description": "One fact sheet, at most 1,000,000 bytes.",
        "content": {
            JSON_TYPE: {"schema": ref("FactSheet"), "example": EXAMPLE},
            YAML_TYPES[0]: {
                "schema": {"type": "string", "description": "The same sheet, written as YAML."}
            },
        },
    },
    "responses": {
        200: answer("The determination, whatever its outcome.", ref("Determination")),
        413: refusal("The body is too large."),
        415: refusal("The body is neither JSON nor YAML by its Content-Type."),
        422: refusal("The sheet or the day cannot be read. Every problem is listed."),
    },
}
LAW_LIST: Json = {
    "responses": {
        200: leading(
            answer("What is modelled.", ref("LawList")),
            {"law_agreement": {"country": "agreements/0/country"}},
        )
    }
}
LAW_AGREEMENT: Json = {
    "responses": {
        200: answer("The agreement.", ref("LawAgreement")),
        404: refusal("There is no agreement in force with that country."),
    },
}
SCHEMA: Json = {
    "responses": {
        200: answer("The schema.", {"type": "object"}, "application/schema+json"),
        404: refusal("There is no schema of that name."),
    },
}


@cache
def components() -> Json:
    """The schemas that the document refers to, by name.

    Raises:
        ValueError: two of them have the same name.
    """
    structs = (LawList, LawAgreement, AskBody, GateReply, GateLine, GateReplay)
    own = msgspec.json.schema_components(structs, ref_template=_PREFIX + "{name}")[1]
    for part in own.values():
        part["description"] = cleandoc(part["description"])
    parts = [
        {"Problems": problems.SCHEMA},
        _lifted("FactSheet", SCHEMAS["facts-1"]()),
        _lifted("Determination", SCHEMAS["determination-1"]()),
        _lifted("Estimate", SCHEMAS["benefits-1"]()),
        _lifted("WhatIf", SCHEMAS["benefits-what-if-1"]()),
        own,
    ]
    names = [name for part in parts for name in part]
    if len(set(names)) != len(names):
        message = f"two schemas share a name: {sorted(names)}"
        raise ValueError(message)
    return {name: part[name] for part in parts for name in part}


def _lifted(name: str, schema: Json) -> Json:
    """A schema and its definitions, each a component of its own."""
    definitions = {key: key[0].upper() + key[1:] for key in schema["$defs"]}
    top = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    every = {name: top, **{definitions[key]: part for key, part in schema["$defs"].items()}}
    return _with_new_refs(every, {f"#/$defs/{old}": new for old, new in definitions.items()})


def _with_new_refs(value: Json, names: dict[str, str]) -> Json:
    """The same schema with other references; `names` holds the new name for each."""

    def renamed(item: object) -> object:
        if isinstance(item, dict):
            return {
                key: f"{_PREFIX}{names[part]}" if key == "$ref" else renamed(part)
                for key, part in item.items()
            }
        return [renamed(part) for part in item] if isinstance(item, list) else item

    return {key: renamed(item) for key, item in value.items()}
