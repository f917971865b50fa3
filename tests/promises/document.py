"""One committed OpenAPI document, and what an answer does that it does not promise.

Stricter than JSON Schema is by itself: in an answer, an object whose properties are listed may hold no others, unless
the document says so with `additionalProperties`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs
import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Json = dict[str, Any]

NO_ADDRESS, NO_METHOD = "NoSuchAddress", "NoSuchMethod"
"""Answers that belong to no operation, under `components/responses`."""
LINES = "application/jsonl"
LINE_SCHEMA = "x-oai-itemSchema"
"""The registered name of what OpenAPI 3.2 calls `itemSchema`, for documents of earlier versions."""
BEGINS = {"application/pdf": b"%PDF-", "application/vnd.apache.parquet": b"PAR1"}
MOST_SHOWN = 5
_NAMES = ("properties", "patternProperties", "$defs")
_AS_IT_IS = (
    "allOf",
    "if",
    "then",
    "else",
    "not",
    "const",
    "enum",
    "default",
    "example",
    "examples",
)


class Answer(NamedTuple):
    """What went out."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    body: bytes


class Found(NamedTuple):
    """What an answer is by the document, and what is wrong with it."""

    operation: str
    flaws: list[str]


class _Promise(NamedTuple):
    """What the document says of one status of one operation."""

    content: dict[str, Json]
    headers: dict[str, Json]


def closed(schema: Any) -> Any:
    """The same schema, in which objects hold nothing but the properties that are listed."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found: Json = {}
    for key, value in schema.items():
        if key in _NAMES and isinstance(value, dict):
            found[key] = {name: closed(part) for name, part in value.items()}
        else:
            found[key] = value if key in _AS_IT_IS else closed(value)
    if "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


@dataclass
class Document:
    """One document; what it needs to judge answers is made when it is first needed."""

    path: Path
    prefix: str
    _validators: dict[str, jsonschema_rs.Draft202012Validator] = field(default_factory=dict)

    @cached_property
    def whole(self) -> Json:
        """The document as it is committed."""
        found: Json = json.loads(self.path.read_text(encoding="utf-8"))
        return found

    @cached_property
    def operations(self) -> dict[str, tuple[str, str]]:
        """Every operation: its id to its method and path."""
        return {
            operation["operationId"]: (method, path)
            for path, methods in self.whole["paths"].items()
            for method, operation in methods.items()
        }

    @cached_property
    def _closed(self) -> Json:
        schemas = self.whole["components"]["schemas"]
        return {"schemas": {name: closed(schema) for name, schema in schemas.items()}}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Addresses without a variable part first, as they win."""
        paths = sorted(self.whole["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]

    def judged(self, answer: Answer) -> Found:
        """Hold an answer against the document."""
        path = next((one for made, one in self._patterns if made.fullmatch(answer.path)), None)
        if path is None:
            return self._outside(answer, NO_ADDRESS, 404)
        methods = self.whole["paths"][path]
        operation = methods.get(answer.method.lower())
        if operation is None:
            return self._of_no_method(answer, methods)
        name = operation["operationId"]
        said = operation["responses"].get(str(answer.status))
        if said is None:
            known = ", ".join(operation["responses"])
            return Found(name, [f"the status is not documented; these are: {known}"])
        return Found(name, list(self._flaws(self._promise(said), answer)))

    def _of_no_method(self, answer: Answer, methods: Json) -> Found:
        """What an address answers to a method that it has not: that, or what holds whatever one asks of it."""
        shared = [one["responses"].get(str(answer.status), {}) for one in methods.values()]
        said = next((one for one in shared if "$ref" in one), None)
        if said is None:
            return self._outside(answer, NO_METHOD, 405)
        return Found(NO_METHOD, list(self._flaws(self._promise(said), answer)))

    def _outside(self, answer: Answer, name: str, status: int) -> Found:
        """An answer to what no operation is there for."""
        if answer.status != status:
            return Found(name, [f"the document names no such operation, so it must be {status}"])
        said = self.whole["components"].get("responses", {}).get(name)
        if said is None:
            return Found(name, [f"the document has no components/responses/{name}"])
        return Found(name, list(self._flaws(self._promise(said), answer)))

    def _promise(self, said: Json) -> _Promise:
        if "$ref" in said:
            said = self.whole["components"]["responses"][said["$ref"].rpartition("/")[2]]
        headers = {name.lower(): self._header(one) for name, one in said.get("headers", {}).items()}
        return _Promise(said.get("content", {}), headers)

    def _header(self, said: Json) -> Json:
        if "$ref" in said:
            found: Json = self.whole["components"]["headers"][said["$ref"].rpartition("/")[2]]
            return found
        return said

    def _flaws(self, promise: _Promise, answer: Answer) -> Iterator[str]:
        for name, said in promise.headers.items():
            if name in answer.headers:
                for flaw in self._unfit(said.get("schema", {}), answer.headers[name]):
                    yield f"header {name}: {flaw}"
            elif said.get("required"):
                yield f"the header {name} is not there"
        given = answer.headers.get("content-type", "")
        kind = given.partition(";")[0].strip().lower()
        if not promise.content:
            if answer.body:
                yield "there is a body, and none is documented"
        elif kind not in promise.content:
            known = ", ".join(promise.content)
            yield f"the content type {given!r} is not documented; these are: {known}"
        else:
            yield from self._body_flaws(promise.content[kind], kind, answer.body)

    def _body_flaws(self, said: Json, kind: str, body: bytes) -> Iterator[str]:
        if kind == "application/json" or kind.endswith("+json"):
            yield from self._json_flaws(said["schema"], body, "")
        elif kind == LINES:
            if LINE_SCHEMA not in said:
                yield f"the document does not say what a line is ({LINE_SCHEMA})"
                return
            for number, line in enumerate(body.splitlines(), 1):
                yield from self._json_flaws(said[LINE_SCHEMA], line, f"line {number}, ")
        elif kind in BEGINS:
            if not body.startswith(BEGINS[kind]):
                yield f"the body is no {kind}: it begins with {body[:8]!r}"
        else:
            try:
                yield from self._unfit(said["schema"], body.decode())
            except UnicodeDecodeError as error:
                yield f"the body is no text: {error}"

    def _json_flaws(self, schema: Json, body: bytes, where: str) -> Iterator[str]:
        try:
            value = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield f"{where}the body is no JSON: {error}"
        else:
            for flaw in self._unfit(schema, value):
                yield f"{where}{flaw}"

    def _unfit(self, schema: Json, value: Any) -> Iterator[str]:
        validator = self._validator(schema)
        if validator.is_valid(value):
            return
        for number, error in enumerate(validator.iter_errors(value)):
            if number == MOST_SHOWN:
                yield "and more"
                return
            place = "/".join(map(str, error.instance_path)) or "(top)"
            yield f"at {place}: {error.message[:400]}"

    def _validator(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {**closed(schema), "components": self._closed}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[key]
