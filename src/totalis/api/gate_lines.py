"""Many questions out of a body: CSV, JSON Lines or Parquet, each line a question or the reason why it is none.

The forms are fixed (UTF-8, commas, ISO days), so nothing is detected here; a file as people save it goes to the desk's
registers. What spoils a whole body (other bytes, an open quotation mark, a wrong header) refuses it whole.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any, NoReturn

from totalis.api.gate_forms import Line, LineProblem, Unread
from totalis.api.gate_question import NAMES, REQUIRED, question_of
from totalis.api.many import Form
from totalis.kernel.errors import InputError, Problem
from totalis.kernel.reading import show
from totalis.payroll.services.asking import MOST
from totalis.tables.reader import read_table
from totalis.tables.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.table import Rejected

WHOLE = "(whole body)"


def lines_of(data: bytes, form: Form) -> list[Line]:
    """The lines of a body, in their order. Lines of CSV and JSON Lines that are quite empty are none.

    Raises:
        InputError: the body cannot be read as that form; it holds no line, or too many.
    """
    lines = list(_READERS[form](data))
    if not 0 < len(lines) <= MOST:
        _refuse(f"{len(lines):,} lines", f"1 to {MOST:,} lines", "Send them in several calls.")
    return lines


def _csv(data: bytes) -> Iterator[Line]:
    reader = csv.reader(StringIO(_text(data), newline=""), strict=True)
    try:
        names = next(reader, [])
        _check_names(names)
        number = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _cut(number, names, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        remedy = "Look for a quotation mark that is not closed, or not doubled inside a cell."
        _refuse(f"a row that cannot be cut ({error})", "CSV", remedy, line=reader.line_num)


def _cut(number: int, names: list[str], cells: list[str]) -> Line:
    if len(cells) != len(names):
        problem = LineProblem(
            path=WHOLE,
            found=f"{len(cells)} cells",
            expected=f"{len(names)} cells, as the header has",
            to_do="Mend the line; a cell that holds a comma stands in quotation marks.",
        )
        return Line(number, Unread(problem, dict(zip(names, cells, strict=False))))
    return _line(number, dict(zip(names, cells, strict=True)))


def _json_lines(data: bytes) -> Iterator[Line]:
    decoder = json.JSONDecoder(object_pairs_hook=_each_key_once)
    for number, text in enumerate(_text(data).split("\n"), 1):
        if not text or text.isspace():
            continue
        try:
            value = decoder.decode(text)
        except (ValueError, RecursionError) as error:
            yield _no_object(number, text, f"no JSON ({error})"[:200])
            continue
        if isinstance(value, dict):
            yield _line(number, value)
        else:
            yield _no_object(number, text, show(value))


def _no_object(number: int, text: str, found: str) -> Line:
    problem = LineProblem(
        path=WHOLE,
        found=found,
        expected="one JSON object, each key once",
        to_do="Write each question as one object on one line.",
    )
    return Line(number, Unread(problem, {"worker": text[:40]}))


def _parquet(data: bytes) -> Iterator[Line]:
    table = read_table(data, name="body.parquet", reading=Reading(kind="parquet", quote=""))
    _check_names(list(table.columns))
    rows = table.rows()
    row = next(rows, None)
    refused = {one.line: one for one in table.rejected}
    height = len(table) + len(refused) + table.blank
    for number in range(1, height + 1):
        # The reader counts the names of the columns as line 1, as a spreadsheet shows them.
        line = number + 1
        if row is not None and row[0] == line:
            yield _line(number, row[1])
            row = next(rows, None)
        elif line in refused:
            yield Line(number, _refused(refused[line]))
        else:
            yield _line(number, dict.fromkeys(table.columns, ""))


def _refused(one: Rejected) -> Unread:
    problem = LineProblem(
        path=one.column or WHOLE, found=one.found, expected=one.expected, to_do=one.remedy
    )
    return Unread(problem, {})


def _line(number: int, cells: dict[str, Any]) -> Line:
    try:
        return Line(number, question_of(cells))
    except InputError as error:
        first = error.problems[0]
        problem = LineProblem(
            path=first.path, found=first.found, expected=first.expected, to_do=first.remedy
        )
        echo = {name: str(cells.get(name) or "")[:200] for name in NAMES}
        return Line(number, Unread(problem, echo))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"a byte at position {error.start:,} that is not UTF-8"
        _refuse(found, "text in UTF-8", "Write the file in UTF-8.")


def _check_names(names: list[str]) -> None:
    problems = [
        Problem(name[:60], "no such column", f"a column {name}", "Name it in the first line.")
        for name in REQUIRED
        if name not in names
    ]
    problems += [
        Problem(
            name[:60] or "(no name)",
            "a column that is not known, or stands there twice",
            f"{', '.join(NAMES)}, each once",
            "Remove it. Unknown columns are refused, so that no charge is lost by a slip.",
        )
        for place, name in enumerate(names)
        if name not in NAMES or name in names[:place]
    ]
    if problems:
        raise InputError(problems)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        message = "a key more than once"
        raise ValueError(message)
    return result


def _refuse(found: str, expected: str, remedy: str, *, line: int | None = None) -> NoReturn:
    raise InputError([Problem(WHOLE, found, expected, remedy, line=line)])


_READERS = {Form.CSV: _csv, Form.JSON_LINES: _json_lines, Form.PARQUET: _parquet}
