"""The header of a table: a name for each column, each name once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.kernel.errors import InputError, Problem
from totalis.tables.refusing import refuse, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.tables.limits import Bounds

NAME_LENGTH = 200
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Header:
    """The columns that have a name, and where in a row they stand."""

    name: str
    columns: tuple[str, ...]
    places: tuple[int, ...]
    nameless: tuple[int, ...]
    width: int

    def refuse_nameless(self, line: int, cells: list[str]) -> None:
        """Let a row pass that holds nothing in columns without a name.

        Raises:
            InputError: a column without a name holds something.
        """
        for place in self.nameless:
            if cells[place].strip():
                refuse(
                    self.name,
                    f"{shown(cells[place])} in column {letters(place)}, which has no name",
                    "a name above every column that holds something",
                    "Write a name into the header, or empty the column.",
                    path="header",
                    line=line,
                )


def header_of(name: str, line: int, cells: Sequence[str], bounds: Bounds) -> Header:
    """Read a header.

    Raises:
        InputError: no names, too many columns, a name twice, a name that is a page of text.
    """
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        refuse(
            name,
            "a header without names",
            "a name above each column",
            "Write the names of the columns into the first line, or say which line holds them.",
            path="header",
            line=line,
        )
    if len(names) > bounds.columns:
        refuse(
            name,
            f"{len(names)} columns",
            f"at most {bounds.columns}",
            "Keep the columns that are needed and remove the rest.",
            path="header",
            line=line,
        )
    problems = _doubled(name, line, names) + _unfit(name, line, names)
    if problems:
        raise InputError(problems)
    places = tuple(place for place, text in enumerate(names) if text)
    return Header(
        name=name,
        columns=tuple(names[place] for place in places),
        places=places,
        nameless=tuple(place for place, text in enumerate(names) if not text),
        width=len(names),
    )


def letters(place: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    text = ""
    rest = place + 1
    while rest:
        rest, sign = divmod(rest - 1, LETTERS)
        text = chr(ord("A") + sign) + text
    return text


def _doubled(name: str, line: int, names: list[str]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for place, text in enumerate(names):
        key = text.casefold()
        if not key:
            continue
        if key in first:
            problems.append(
                Problem(
                    "header",
                    f"{shown(text)} in columns {letters(first[key])} and {letters(place)}",
                    "each name once",
                    "Give one of the two another name, or remove it if it says the same.",
                    line=line,
                    file=name,
                )
            )
        first.setdefault(key, place)
    return problems


def _unfit(name: str, line: int, names: list[str]) -> list[Problem]:
    return [
        Problem(
            "header",
            f"{shown(text)}, {len(text):,} characters, as a name",
            f"at most {NAME_LENGTH} printable characters",
            "Check that this line holds the names, and that the delimiter is the right one.",
            line=line,
            file=name,
        )
        for text in names
        if len(text) > NAME_LENGTH or not text.isprintable()
    ]
