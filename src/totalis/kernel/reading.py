"""Reading YAML and JSON strictly, with positions.

Plain YAML readers guess: `NO` (Norway) becomes false, `1:30` becomes 90, a key written twice loses
its first value. This reader takes only what the text says: null, true, false, whole numbers and
decimals in their plain spelling; ISO days; everything else is text. Keys may not be doubled, and
anchors, aliases and tags are refused, so that no small file can grow without bound.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
MAX_NODES = 100_000
MAX_DEPTH = 24

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_WORD = "a key that is not a word"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

type_names = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a whole number",
    Decimal: "a decimal number",
    date: "a day",
    type(None): "null",
}


class Document(msgspec.Struct, frozen=True):
    """What a text holds: plain values, and the line on which each path stands."""

    value: Any
    lines: dict[str, int]
    name: str

    def problem(self, path: str, *, found: str, expected: str, remedy: str) -> Problem:
        """Build a problem that names the nearest line that is known for the path."""
        line = None
        probe = path
        while line is None and probe:
            line = self.lines.get(probe)
            cut = max(probe.rfind("."), probe.rfind("["))
            probe = probe[:cut] if cut > 0 else ""
        return Problem(
            path=path or "(whole file)",
            found=found,
            expected=expected,
            remedy=remedy,
            line=line,
            file=self.name,
        )


def show(value: Any, limit: int = 60) -> str:
    """Show a value to a person: short, in the spelling of YAML, cut when long."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        text = "a mapping with " + (", ".join(str(key) for key in list(value)[:4]) or "no keys")
    elif isinstance(value, list):
        text = f"a list of {len(value)}"
    elif isinstance(value, str):
        text = f"'{value}'"
    else:
        text = str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def read_text(data: bytes | str, name: str) -> Document:
    """Read one YAML or JSON text.

    Raises:
        InputError: too large, not UTF-8, not YAML, doubled keys, anchors, tags, or too deep.
    """
    text = _decode(data, name)
    builder = _Builder(name, yaml.parse(text, Loader=_LOADER))
    value, failed = None, None
    try:
        value = builder.document()
    except yaml.MarkedYAMLError as error:
        failed = _not_yaml(error, name)
    except (yaml.YAMLError, ValueError) as error:
        failed = _whole(name, str(error).split("\n")[0][:100], "YAML or JSON")
    except _TooMuchError:
        failed = InputError(builder.problems)
    strict = read_json(text)
    if strict is not None:
        return Document(value=strict, lines=builder.lines, name=name)
    if failed is not None:
        raise failed
    if builder.problems:
        raise InputError(builder.problems)
    return Document(value=value, lines=builder.lines, name=name)


def read_json(text: str) -> dict[str, Any] | None:
    """Read a text that is JSON to the letter; None where it is not, and YAML has the word.

    JSON allows tabs and escaped pairs that a YAML reader refuses. A key written twice, NaN and half of
    a character pair are left to the YAML reader, which names the line.
    """
    if not text.lstrip().startswith("{"):
        return None
    import json  # noqa: PLC0415  (most sheets are YAML)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    def never(_name: str) -> None:
        raise ValueError

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=never, parse_float=Decimal)
        text.encode()
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError, ArithmeticError):
        return None
    return value if _depth(value) <= MAX_DEPTH else None


def _depth(value: Any) -> int:
    """How many levels a value nests."""
    levels, row = 0, [value]
    while row:
        levels += 1
        row = [
            below
            for item in row
            if isinstance(item, dict | list)
            for below in (item.values() if isinstance(item, dict) else item)
        ]
    return levels


def _not_yaml(error: yaml.MarkedYAMLError, name: str) -> InputError:
    mark = error.problem_mark
    return InputError(
        [
            Problem(
                path="(whole file)",
                found=f"{error.problem or 'text that is not YAML'}",
                expected="YAML or JSON",
                remedy="Mend the line; often it is indentation, a tab or an unclosed quote.",
                line=mark.line + 1 if mark is not None else None,
                file=name,
            )
        ]
    )


def _decode(data: bytes | str, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise _whole(
            name,
            f"more than {MAX_BYTES:,} bytes",
            f"at most {MAX_BYTES:,} bytes",
            "Hand in one sheet a file; a register of many belongs in a table.",
        )
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"a byte at position {error.start} that is not UTF-8"
        raise _whole(name, found, "text in UTF-8", "Save the file as UTF-8 text.") from None


def _whole(
    name: str, found: str, expected: str, remedy: str = "Check that this is the file you meant."
) -> InputError:
    return InputError([Problem("(whole file)", found, expected, remedy, file=name)])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


class _TooMuchError(Exception):
    """The text nests too deep or holds too many values; the problem is noted, reading stops."""


class _Builder:
    """Turns YAML events into plain values and keeps every line.

    It works on events and not on `yaml.compose`: composing recurses in C, and a few hundred thousand
    opening brackets end the whole process there. Here reading stops at the first level too many.
    """

    def __init__(self, name: str, events: Iterator[yaml.Event]) -> None:
        self.name = name
        self.events = events
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self) -> Any:
        """Read the one document of the text; None if there is none."""
        value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    remedy = "Keep the first and remove the rest from `---` on."
                    self.refuse("", line, "a second document", "one document", remedy)
                    break
                value = self.build(next(self.events), "", 0)
        return value

    def build(self, event: yaml.Event, path: str, depth: int) -> Any:
        line = _line(event)
        self.lines[path] = line
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            found = f"more than {MAX_DEPTH} levels or {MAX_NODES:,} values"
            self.refuse(path, line, found, "less", "Check that this is the file you meant.")
            raise _TooMuchError
        if isinstance(event, yaml.AliasEvent):
            self.refuse(path, line, "an alias (*name)", "the value itself", "Write the value out.")
            return None
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.refuse(path, line, f"the tag {str(tag)[:60]}", "a plain value", "Remove the tag.")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        return self.scalar(event)

    def sequence(self, path: str, depth: int) -> list[Any]:
        result: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            result.append(self.build(event, f"{path}[{len(result)}]", depth + 1))
        return result

    def mapping(self, path: str, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                if not any(item.found == _NO_WORD for item in self.problems):
                    self.refuse(path, line, _NO_WORD, "a word", "Mend the key.")
                self.build(event, path, depth + 1)
                self.build(next(self.events), path, depth + 1)
                continue
            key = str(event.value)
            below = f"{path}.{key}" if path else key
            value = self.build(next(self.events), below, depth + 1)
            self.lines[below] = line
            if key in result:
                self.refuse(
                    below, line, f"the key '{key}' a second time", "each key once", "Remove one."
                )
                continue
            result[key] = value
        return result

    def scalar(self, event: yaml.Event) -> Any:
        text = str(getattr(event, "value", ""))
        quoted = getattr(event, "style", None) in ("'", '"', "|", ">")
        return text if quoted else _plain(text)

    def refuse(self, path: str, line: int, found: str, expected: str, remedy: str) -> None:
        self.problems.append(
            Problem(path or "(whole file)", found, expected, remedy, line=line, file=self.name)
        )


def _plain(text: str) -> Any:
    """What an unquoted word says: null, true, false, a number, a day, or text."""
    if text in ("", "null", "~", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else text
    except ValueError:
        return text
