"""What a cell says: the plain value that a fact sheet would hold in its place.

The sheet's own reader then takes the value or refuses it, so a table and a sheet are read alike. Every
cell comes here as text; empty is unknown. Maps and lists of maps are JSON text, lists are joined by `|`.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from totalis.evaluate.population.columns import FACTS
from totalis.facts.reader import parse_value, read_sheet
from totalis.facts.sheet import SCHEMA, Employer, Engagement, FactSheet, Worker
from totalis.facts.vocabulary import Fact, FactType
from totalis.kernel.errors import InputError
from totalis.kernel.reading import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalis.kernel.errors import Problem

BAR = "|"
NO_ITEM = "[]"
ID = "e1"
"""The id of the one engagement in the sheet of a row."""
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_WHOLE_FLOAT = re.compile(r"(-?[0-9]+)\.0+")
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00(\.0*)?")
_LISTS = (FactType.COUNTRIES, FactType.WORK_COUNTRY)
_JSON = (FactType.POSTINGS, FactType.DAYS_BY_COUNTRY, FactType.COVER_BY_COUNTRY)
BETWEEN = " || "
"""Between several reasons on one line."""
_WORDS = (FactType.BOOL, FactType.COUNTRY_OR_NONE)


def text_of(cell: object) -> str:
    """A cell as text, alike for every engine; unknown is empty."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def day_text(text: str, kind: str) -> str:
    """The text of a day; a moment at midnight is its day."""
    found = _MIDNIGHT.fullmatch(text) if kind == "moment" else None
    return found[1] if found else text


def plain_value(fact: Fact, text: str, kind: str = "text") -> Any:
    """The plain value of a cell that is not empty; what cannot be read stays as the text it is."""
    if kind == "json" or fact.type in _JSON:
        return _from_json(fact, text)
    if fact.type in _WORDS:
        return _word(text)
    if fact.type is FactType.MONTHS:
        return _number(text, kind)
    if fact.type in _LISTS:
        if text == NO_ITEM:
            return []
        several = BAR in text or fact.type is FactType.COUNTRIES
        return text.split(BAR) if several else text
    return day_text(text, kind) if fact.type is FactType.DAY else text


def _word(text: str) -> Any:
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    return text


def says_endless(text: str) -> bool:
    """Whether a cell of `open_ended` is read as true."""
    return _word(text) is True


def _number(text: str, kind: str) -> Any:
    whole = _WHOLE_FLOAT.fullmatch(text) if kind == "float" else None
    if whole:
        text = whole[1]
    return int(text) if _INT.fullmatch(text) else text


def _from_json(fact: Fact, text: str) -> Any:
    value = read_json(text)
    if fact.type in (FactType.DAYS_BY_COUNTRY, FactType.COVER_BY_COUNTRY):
        return _map_of_entries(value)
    return value


def _map_of_entries(value: Any) -> Any:
    """A map column of Parquet arrives as a list of key and value."""
    if not isinstance(value, list) or not value:
        return value
    if not all(isinstance(item, dict) and item.keys() == {"key", "value"} for item in value):
        return value
    keys = [item["key"] for item in value]
    return {item["key"]: item["value"] for item in value} if len(set(keys)) == len(keys) else value


def read_json(text: str) -> Any:
    """The value of a JSON text; the text itself where it is none, which the reader then refuses."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    def never(_name: str) -> None:
        raise ValueError

    if len(text) > MAX_BYTES:
        return text
    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=never, parse_float=Decimal)
        json.dumps(
            value, ensure_ascii=False, default=str
        ).encode()  # half of a character pair is no text
    except (ValueError, RecursionError, ArithmeticError):
        return text
    return value


def sheet_of(cells: Mapping[str, str], kinds: Mapping[str, str]) -> FactSheet:
    """The fact sheet of one row alone.

    Raises:
        InputError: the reader of sheets refuses a value, or two that contradict each other.
    """
    return _quickly(cells, kinds) or _carefully(cells, kinds)


def _quickly(cells: Mapping[str, str], kinds: Mapping[str, str]) -> FactSheet | None:
    """The same where no cell is refused and none can contradict another; each distinct cell is read once."""
    if (
        cells.get("start")
        or cells.get("end")
        or (cells.get("us_status") and cells.get("citizenships"))
    ):
        return None
    parts: dict[str, dict[str, Any]] = {"worker": {}, "employer": {}, "engagement": {}}
    for column, text in cells.items():
        if text == "":
            continue
        part, name, value = _read(column, text, kinds.get(column, "text"))
        if value is None:
            return None
        parts[part][name] = value
    employer = Employer(**parts["employer"])
    engagement = Engagement(id=ID, employer=employer, **parts["engagement"])
    return FactSheet(worker=Worker(**parts["worker"]), engagements=(engagement,))


@lru_cache(maxsize=20_000)
def _read(column: str, text: str, kind: str) -> tuple[str, str, Any]:
    """Where a cell's value belongs and what it is; None where the reader refuses it."""
    fact = FACTS[column]
    try:
        value = parse_value(fact, plain_value(fact, text, kind))
    except InputError:
        value = None
    if fact.scope == "worker":
        return "worker", fact.name, value
    name = fact.name.removeprefix("employer.")
    return "engagement" if name == fact.name else "employer", name, value


def _carefully(cells: Mapping[str, str], kinds: Mapping[str, str]) -> FactSheet:
    worker: dict[str, Any] = {}
    employer: dict[str, Any] = {}
    engagement: dict[str, Any] = {"id": ID}
    for column, text in cells.items():
        if text == "":
            continue
        fact = FACTS[column]
        value = plain_value(fact, text, kinds.get(column, "text"))
        if fact.scope == "worker":
            worker[fact.name] = value
        elif fact.name.startswith("employer."):
            employer[fact.name.removeprefix("employer.")] = value
        else:
            engagement[fact.name] = value
    if employer:
        engagement["employer"] = employer
    return read_sheet({"schema": SCHEMA, "worker": worker, "engagements": [engagement]}, "row")


# -- saying what is wrong -------------------------------------------------------------------------


def reason(error: InputError) -> str:
    """Why a row cannot be read, on one line: the reader's words, with columns for paths."""
    return joined([_said(problem) for problem in _in_order(error.problems)])


def joined(reasons: Sequence[str]) -> str:
    """Several reasons on one line."""
    return BETWEEN.join(reasons)


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """First day, last day and how they agree come last, in this order, as columns find them."""
    return sorted(problems, key=_place)


def _place(problem: Problem) -> int:
    column = _column(problem.path)
    if column == "open_ended" and problem.found.startswith("true together"):
        return 3
    return {"start": 1, "end": 2}.get(column, 0)


def _said(problem: Problem) -> str:
    return (
        f"{_column(problem.path)}: found {problem.found}; expected {problem.expected}. "
        f"{problem.remedy}"
    )


def _column(path: str) -> str:
    for scope in ("engagements[0].", "engagement.", "worker."):
        path = path.removeprefix(scope)
    return path.replace("employer.", "employer_", 1)
