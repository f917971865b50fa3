"""From the columns of a file to what a program wants: suggested by names, confirmed by a person, read strictly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from totalis.kernel.errors import InputError, Problem
from totalis.tables.refusing import shown
from totalis.tables.table import Rejected
from totalis.tables.values import UnfitError, Value, value_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from totalis.tables.columns import Column
    from totalis.tables.reading import Reading
    from totalis.tables.table import Table

ALIKE = 0.84
"""From this likeness on a name is suggested; a person confirms it in any case."""
MOST_KNOWN = 100_000
"""So many texts of a column are remembered at a time."""
_SIGNS = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line whose cells all hold what their columns must."""

    line: int
    values: dict[str, Value]
    """By the key of the wanted column; None where the file leaves it open."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The rows that were taken, and why the others were not. Rows + refused lines + blank lines = lines of the file."""

    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    blank: int

    @property
    def refused_lines(self) -> int:
        """How many lines were not taken; a line may have several reasons."""
        return len({one.line for one in self.rejected})

    @property
    def lines(self) -> int:
        """How many lines stand below the header."""
        return len(self.rows) + self.refused_lines + self.blank


def suggest_mapping(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """For each wanted column the name in the file that seems to be it; `{key: header}`, no header twice.

    Names that are the same but for capitals, accents and signs come first, then those that are nearly so.
    """
    left = {header: plain_name(header) for header in headers}
    found: dict[str, str] = {}
    for likeness in (1.0, ALIKE):
        for column in columns:
            if column.key in found:
                continue
            best = max(left, key=lambda one: _likeness(left[one], column), default=None)
            if best is not None and _likeness(left[best], column) >= likeness:
                found[column.key] = best
                del left[best]
    return {column.key: found[column.key] for column in columns if column.key in found}


def apply_mapping(table: Table, mapping: Mapping[str, str], wanted: Sequence[Column]) -> Mapped:
    """Read the mapped cells as what their columns must hold.

    Args:
        table: The rows as text.
        mapping: For the key of each wanted column, the file's name of it.
        wanted: The columns; those that `mapping` leaves out are None in every row.

    Raises:
        InputError: the mapping names what is not there, or a required column is not mapped.
    """
    rows: list[Row] = []
    rejected = list(table.rejected)
    for found in map_rows(table, mapping, wanted):
        if isinstance(found, Row):
            rows.append(found)
        else:
            rejected += found
    rejected.sort(key=lambda one: one.line)
    return Mapped(tuple(rows), tuple(rejected), table.blank)


def map_rows(
    table: Table, mapping: Mapping[str, str], wanted: Sequence[Column]
) -> Iterator[Row | list[Rejected]]:
    """The same row by row, for tables too long to be held as values: each row, or the reasons why it is none.

    The lines of `table.rejected` are not among them.

    Raises:
        InputError: as `apply_mapping`, before the first row.
    """
    check_mapping(table.columns, mapping, wanted)
    readers = [Cells(column, mapping.get(column.key), table.reading) for column in wanted]
    for line, cells in table.rows():
        values: dict[str, Value] = {}
        reasons = []
        for one in readers:
            value = one.read(cells)
            if isinstance(value, UnfitError):
                reasons.append(one.rejected(line, cells, value))
            else:
                values[one.column.key] = value
        yield reasons or Row(line, values)


def check_mapping(
    headers: Sequence[str], mapping: Mapping[str, str], wanted: Sequence[Column]
) -> None:
    """Let a mapping pass that fits the file and the wanted columns.

    Raises:
        InputError: a name that is not in the file or not wanted, a header twice, a required column left out.
    """
    known = {column.key: column for column in wanted}
    problems = []
    used: dict[str, str] = {}
    for key, header in mapping.items():
        if key not in known:
            keys = ", ".join(known)
            problems.append(Problem(key, f"a column {shown(key)}", keys, "Remove it."))
        elif header not in headers:
            names = ", ".join(headers[:10])
            problems.append(Problem(key, f"no column {shown(header)}", names, "Choose one."))
        elif header in used:
            found = f"{shown(header)}, which already is {known[used[header]].label}"
            problems.append(Problem(key, found, "each column once", "Choose another column."))
        else:
            used[header] = key
    problems += [
        Problem(
            column.key,
            "no column of the file",
            f"{column.label}: {column.expected}",
            "Choose the column that holds it, or add one to the file.",
        )
        for column in wanted
        if column.required and column.key not in mapping
    ]
    if problems:
        raise InputError(problems)


def plain_name(text: str) -> str:
    """A name without capitals, accents and signs: “Début période” is “debut periode”."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", bare).strip()


def _likeness(name: str, column: Column) -> float:
    names = {plain_name(one) for one in (column.key, column.label, *column.aliases)}
    if name in names:
        return 1.0
    return max((SequenceMatcher(None, name, one).ratio() for one in names if one), default=0.0)


class Cells:
    """The cells of one wanted column; registers repeat themselves, so what a text says is worked out once."""

    def __init__(self, column: Column, header: str | None, reading: Reading) -> None:
        self.column = column
        self.header = header
        self.reading = reading
        self._known: dict[str, Value | UnfitError] = {}

    def read(self, cells: Mapping[str, str]) -> Value | UnfitError:
        """What the cell of a row says, or why it says nothing; None where the column is not mapped."""
        if self.header is None:
            return None
        text = cells[self.header]
        if text in self._known:
            return self._known[text]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        found: Value | UnfitError
        try:
            found = value_in(text, self.column, self.reading)
        except UnfitError as error:
            found = error.with_traceback(None)
        self._known[text] = found
        return found

    def rejected(self, line: int, cells: Mapping[str, str], error: UnfitError) -> Rejected:
        """The reason for which a line is refused."""
        text = cells[self.header] if self.header else ""
        found = shown(text) if text.strip() else "nothing"
        return Rejected(line, self.header or self.column.label, found, error.expected, error.remedy)
