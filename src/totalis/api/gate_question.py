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
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def question_of(cells: Mapping[str, object]) -> Question:
    """Read a question.

    Raises:
        InputError: with every problem that was found.
    """
    problems = [*_unknown(cells), *_unfit(cells)]
    if problems:
        raise InputError(problems)
    return Question(
        worker=str(cells["worker"]),
        stream=str(cells["stream"]),
        day=_day(cells["day"]) or date.max,
        charge=str(cells.get("charge") or ""),
    )


def _unknown(cells: Mapping[str, object]) -> Iterator[Problem]:
    for name in cells.keys() - set(NAMES):
        expected = f"one of {', '.join(NAMES)}"
        remedy = "Unknown names are refused, so that no charge is lost by a slip. Remove it."
        yield Problem(str(name)[:60], f"the name {show(name)}", expected, remedy)


def _unfit(cells: Mapping[str, object]) -> Iterator[Problem]:
    for name, most in LONGEST.items():
        value = cells.get(name)
        if value is None and name not in REQUIRED:
            continue
        if not isinstance(value, str) or not (value.strip() or name not in REQUIRED):
            found = "nothing" if value is None or value == "" else show(value)
            yield Problem(name, found, "text, as payroll writes it", "Fill it in.")
        elif len(value) > most or not value.isprintable() or value != value.strip():
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
