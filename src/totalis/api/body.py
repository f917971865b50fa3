r"""The fact sheet in a request: JSON or YAML, at most a megabyte, read by the strict reader.

JSON is read as JSON and not as the YAML that it almost is: a YAML reader refuses tabs and pairs of
`\u` escapes, which JSON allows. What JSON readers let pass is refused here: a key written twice, NaN,
half of a character pair.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from totalis.api.problems import RefusedError
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import MAX_BYTES, read_text, show, type_names

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.facts.sheet import FactSheet

JSON_TYPE = "application/json"
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")
WHOLE = "(whole body)"


def read_body(request: HttpRequest) -> FactSheet:
    """Read the fact sheet that a request carries.

    Raises:
        RefusedError: the body is too large, or neither JSON nor YAML by its type.
        InputError: with every problem that was found.
    """
    data = _bytes(request)
    if request.content_type in YAML_TYPES:
        return read_sheet(data, "body")
    if request.content_type != JSON_TYPE:
        raise RefusedError(415, _wrong_type(request.content_type or ""))
    return read_json(data)


def read_json(data: bytes) -> FactSheet:
    """Read a fact sheet from the bytes of a JSON text.

    Raises:
        InputError: with every problem that was found, and its line where that can be told.
    """
    value = parsed_json(data)
    if not isinstance(value, dict):
        found = type_names.get(type(value), "a number")
        _refuse(found, "an object that begins with schema", "Send one fact sheet.")
    try:
        return read_sheet(value, "body")
    except InputError as error:
        raise InputError(_with_lines(error.problems, data)) from None


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Read the JSON object that a request carries.

    Raises:
        RefusedError: the body is too large, or not JSON by its type.
        InputError: it is no JSON, or no object.
    """
    data = _bytes(request)
    if request.content_type != JSON_TYPE:
        raise RefusedError(415, _wrong_type(request.content_type or "", (JSON_TYPE,)))
    return _object(data)


def read_plain(request: HttpRequest) -> bytes | dict[str, Any]:
    """Read what a request carries for a strict reader of its own: an object out of JSON, or the bytes of YAML.

    Raises:
        RefusedError: the body is too large, or neither JSON nor YAML by its type.
        InputError: it is no JSON, or no object.
    """
    data = _bytes(request)
    if request.content_type in YAML_TYPES:
        return data
    if request.content_type != JSON_TYPE:
        raise RefusedError(415, _wrong_type(request.content_type or ""))
    return _object(data)


def _object(data: bytes) -> dict[str, Any]:
    value = parsed_json(data)
    if not isinstance(value, dict):
        found = type_names.get(type(value), "a number")
        _refuse(found, "one object", "Send one object.")
    return value


def _bytes(request: HttpRequest) -> bytes:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MAX_BYTES:
        raise RefusedError(413, _too_large(length))
    return request.body


def parsed_json(data: bytes) -> object:
    """The plain value of a JSON text: each key once, numbers exact.

    Raises:
        InputError: it is no JSON, or what JSON readers let pass and nobody means.
    """
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_each_key_once,
            parse_constant=_no_constant,
            parse_float=Decimal,
        )
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        _refuse("half of a character pair (\\ud800 to \\udfff)", "whole characters", "Mend it.")
    except UnicodeDecodeError as error:
        found = f"a byte at position {error.start} that is not UTF-8"
        _refuse(found, "JSON in UTF-8", "Encode the text as UTF-8.")
    except json.JSONDecodeError as error:
        remedy = "Mend the line, or send YAML with Content-Type: application/yaml."
        _refuse(f"{error.msg} at column {error.colno}", "JSON", remedy, line=error.lineno)
    except (ValueError, RecursionError, ArithmeticError):
        _refuse("a number too long or too many levels", "plain values", "Write them shorter.")
    return value


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _value in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        _refuse(f"the key {show(doubled)} more than once", "each key once", "Remove one of them.")
    return result


def _no_constant(name: str) -> NoReturn:
    _refuse(name, "a number", "Leave out what is unknown, or write null.")


def _with_lines(problems: tuple[Problem, ...], data: bytes) -> list[Problem]:
    """Add the lines, which only the reader of YAML keeps; it does not read every JSON text."""
    try:
        document = read_text(data, "body")
    except InputError:
        return list(problems)
    return [
        Problem(item.path, item.found, item.expected, item.remedy, _line(document.lines, item.path))
        for item in problems
    ]


def _line(lines: dict[str, int], path: str) -> int | None:
    """The line of a path, or of the nearest thing above it."""
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines.get(path)


def _refuse(found: str, expected: str, remedy: str, *, line: int | None = None) -> NoReturn:
    raise InputError([Problem(WHOLE, found, expected, remedy, line=line)])


def _too_large(length: int) -> Problem:
    return Problem(
        WHOLE,
        f"{length:,} bytes",
        f"at most {MAX_BYTES:,} bytes",
        "Send one sheet a request.",
    )


def _wrong_type(found: str, types: tuple[str, ...] = (JSON_TYPE, YAML_TYPES[0])) -> Problem:
    return Problem(
        "Content-Type",
        show(found),
        " or ".join(types),
        f"Send the header Content-Type: {JSON_TYPE}.",
    )
