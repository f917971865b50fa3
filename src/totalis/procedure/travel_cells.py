"""Cells of a table as values: days in three styles, countries by code or name, yes and no."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from totalis.facts.countries import COUNTRIES
from totalis.kernel.dates import read_day
from totalis.procedure.matching_names import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})[ .-]*([a-z]{3,9})|([a-z]{3,9}) (\d{1,2}),?)[ .,-]+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ALSO = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "america": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "korea": "KR",
    "czech republic": "CZ",
    "holland": "NL",
}
_YES = frozenset({"yes", "y", "true", "1", "x", "work", "worked", "business"})
_NO = frozenset({"no", "n", "false", "0", "holiday", "vacation", "private", "leave"})
_UNKNOWN = frozenset({"", "?", "unknown"})
TWELVE = 12


class Style(Enum):
    """How days with figures only are written in a file; the value is said to the person."""

    DAY_FIRST = "with the day first"
    MONTH_FIRST = "with the month first"
    OPEN = "as year-month-day or with the month's name"


def style_of(cells: Iterable[str]) -> Style:
    """The style of a file: a figure above twelve shows which is the day; open where none does, or both do."""
    day_first = month_first = False
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip())
        if found is None:
            continue
        if "." in cell or int(found[1]) > TWELVE:
            day_first = True
        elif int(found[2]) > TWELVE:
            month_first = True
    if day_first == month_first:
        return Style.OPEN
    return Style.DAY_FIRST if day_first else Style.MONTH_FIRST


def day_of_cell(text: str, style: Style) -> date | str:
    """A day, or the reason why the cell holds none."""
    if not text:
        return "A day is missing."
    try:
        return read_day(text[:10]) if text[4:5] == "-" else _other(text, style)
    except ValueError:
        return f"“{text}” is no day of the calendar."


def _other(text: str, style: Style) -> date | str:
    figures = _NUMBERS.fullmatch(text)
    if figures is not None:
        first, second, year = (int(part) for part in figures.groups())
        dotted = "." in text
        if style is Style.OPEN and not dotted and first != second and max(first, second) <= TWELVE:
            return f"“{text}” can be two days: write the year first, or say whether the day comes first."
        month_first = not dotted and (
            style is Style.MONTH_FIRST or (style is Style.OPEN and second > TWELVE)
        )
        return date(year, first, second) if month_first else date(year, second, first)
    named = _NAMED.fullmatch(text.casefold())
    if named is None:
        return f"“{text}” is no day; write it as 2026-11-22, 22.11.2026 or 22 November 2026."
    day, month = named[1] or named[4], named[2] or named[3]
    number = next(
        (
            index
            for index, (short, full) in enumerate(zip(_MONTHS, _FULL, strict=True), 1)
            if month in (short, full)
        ),
        0,
    )
    if not number:
        return f"“{month}” is no month."
    return date(int(named[5]), number, int(day))


def country_of(text: str) -> str:
    """The code of a country written as code or as its English name; empty where it is none."""
    bare = text.strip()
    if bare.upper() in COUNTRIES:
        return bare.upper()
    if bare.casefold() in _ALSO:
        return _ALSO[bare.casefold()]
    return _by_name().get(words_of(bare), "")


@cache
def _by_name() -> dict[frozenset[str], str]:
    return {words_of(name): code for code, name in COUNTRIES.items()}


def worked_of(text: str) -> bool | str | None:
    """Whether somebody worked: yes, no, None for unknown; a sentence where the cell says something else."""
    word = text.strip().casefold()
    if word in _UNKNOWN:
        return None
    if word in _YES:
        return True
    return False if word in _NO else f"“{text}” says neither yes nor no to work."
