"""One question out of cells or a JSON object, strictly: nothing is trimmed, guessed or dropped."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from totalis.gate.question import Question
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show
from totalis.payroll.services.asking import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMES = ("worker", "stream", "day", "charge")
REQUIRED = ("worker", "stream", "day")
_KNOWN = frozenset(NAMES)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def question_of(cells: Mapping[str, object]) -> Question:
    """Read a question.

    Raises:
        InputError: with every problem that was found.
    """
    day = _day(cells.get("day"))
    if (
        day is None
        or not _KNOWN.issuperset(cells)
        or not all(map(_fits, LONGEST, map(cells.get, LONGEST)))
    ):
        raise InputError([*_unknown(cells), *_unfit(cells)])
    return Question(
        worker=str(cells["worker"]),
        stream=str(cells["stream"]),
        day=day,
        charge=str(cells.get("charge") or ""),
    )


def _fits(name: str, value: object) -> bool:
    """Whether a text can stand under a name: a look that is quick enough for each of many thousands."""
    if not isinstance(value, str):
        return value is None and name not in REQUIRED
    if not value:
        return name not in REQUIRED
    return len(value) <= LONGEST[name] and value.isprintable() and value == value.strip()


def _unknown(cells: Mapping[str, object]) -> Iterator[Problem]:
    for name in cells.keys() - _KNOWN:
        expected = f"one of {', '.join(NAMES)}"
        remedy = "Unknown names are refused, so that no charge is lost by a slip. Remove it."
        yield Problem(str(name)[:60], f"the name {show(name)}", expected, remedy)


def _unfit(cells: Mapping[str, object]) -> Iterator[Problem]:
    for name, most in LONGEST.items():
        value = cells.get(name)
        if _fits(name, value):
            continue
        if not isinstance(value, str) or not value.strip():
            found = "nothing" if value is None or value == "" else show(value)
            yield Problem(name, found, "text, as payroll writes it", "Fill it in.")
        else:
            expected = f"at most {most} printable characters, no space around them"
            yield Problem(name, show(value), expected, "Correct it.")
    if _day(cells.get("day")) is None:
        found = "nothing" if cells.get("day") in (None, "") else show(cells["day"])
        yield Problem("day", found, "a day that exists, as 2026-03-31", "Correct it.")


def _day(value: object) -> date | None:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
