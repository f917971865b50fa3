"""Many answers as CSV, JSON Lines or Parquet, piece by piece: a line for each line that was sent, in the same order."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.api.gate_forms import GateLine, Unread, answer_id
from totalis.api.many import Form
from totalis.gate.words import Word
from totalis.payroll.services.lines import ANSWER_COLUMNS, answer_cells
from totalis.tables.writing import DANGEROUS, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from totalis.api.gate_forms import Line
    from totalis.gate.question import GateAnswer
    from totalis.payroll.services.asking import Asked

UNREAD = "The line cannot be read."
PIECE = 5000
"""Lines that are written at once."""
LISTS = ("reached", "falls_away", "not_reached", "unclear")
COLUMNS = ("line", "id", *ANSWER_COLUMNS[1:-1], "issuer", *LISTS, "error")
"""Those of `totalis gate --lines`, and `id`, who issued the certificate, and which charges it reaches."""
_SIGNS = frozenset("'=+-@\t\r")
"""What such a text begins with: a look at one sign spares most cells the pattern."""
_TYPED = tuple(
    COLUMNS.index(name)
    for name in (
        *("worker", "stream", "day", "charge", "reason", "certificate_number"),
        *("accepted_by", "released_by", "error"),
    )
)
"""Where something stands that people typed."""
_RUNS, _IS_NUMBER = re.compile(DANGEROUS), re.compile(NUMBER)


def replies(lines: list[Line], asked: Asked | None) -> Iterator[GateLine]:
    """What each line gets."""
    answers = iter(asked.answers if asked else ())
    number = 0
    for line in lines:
        if isinstance(line.question, Unread):
            yield GateLine(line=line.number, word=Word.HOLD, error=line.question.problem)
            continue
        answer = next(answers)
        number += 1
        name = answer_id(asked.record, number) if asked and asked.record else None
        yield GateLine(line=line.number, word=answer.word, id=name, answer=answer)


def written(lines: list[Line], asked: Asked | None, form: Form) -> Iterator[bytes]:
    """The answers as bytes, piece by piece."""
    if form is Form.JSON_LINES:
        return _json_lines(replies(lines, asked))
    rows = _rows(lines, asked)
    return _csv(rows) if form is Form.CSV else _parquet(rows)


def _json_lines(found: Iterator[GateLine]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    while piece := list(islice(found, PIECE)):
        yield encoder.encode_lines(piece)


def _rows(lines: list[Line], asked: Asked | None) -> Iterator[list[Any]]:
    """The cells of each line; lists are joined by |, days and moments are ISO 8601."""
    charges = _Charges()
    for line, reply in zip(lines, replies(lines, asked), strict=True):
        if reply.answer is not None:
            yield [
                reply.line,
                reply.id or "",
                *answer_cells(reply.answer),
                reply.answer.issuer,
                *charges.of(reply.answer),
                "",
            ]
        elif isinstance(line.question, Unread):
            yield _unread(reply, line.question)


def _unread(reply: GateLine, unread: Unread) -> list[Any]:
    problem = unread.problem
    found: dict[str, object] = {"line": reply.line, **unread.cells}
    found |= {"word": reply.word.value, "reason": UNREAD, "changed": False}
    found["error"] = (
        f"{problem.path}: found {problem.found}, expected {problem.expected}. {problem.to_do}"
    )
    return [found.get(name, "") for name in COLUMNS]


class _Charges:
    """The charges, joined once for all who are exempt in a country on a day: they share one value."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, answer: GateAnswer) -> tuple[str, ...]:
        """The cells of the lists."""
        charges = answer.charges
        if charges is None:
            return _NO_CHARGES
        found = self._known.get(id(charges))
        if found is None:
            found = tuple("|".join(getattr(charges, name)) for name in LISTS)
            self._known[id(charges)] = found
        return found


_NO_CHARGES = ("",) * len(LISTS)


def _csv(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    header = True
    for frame in _frames(map(_plain, rows)):
        yield frame.write_csv(include_header=header, line_terminator="\n").encode()
        header = False


def _plain(row: list[Any]) -> list[Any]:
    """A row as CSV writes it: text that a spreadsheet would run as a formula gets an apostrophe before it."""
    for place in _TYPED:
        if row[place][:1] in _SIGNS and _runs(row[place]):
            row[place] = f"'{row[place]}"
    return [None if cell == "" else cell for cell in row]


def _runs(cell: str) -> bool:
    return bool(_RUNS.match(cell) and not _IS_NUMBER.match(cell))


def _parquet(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who write tables

    buffer = BytesIO()
    pl.concat(_frames(rows)).write_parquet(buffer)
    yield buffer.getvalue()


def _frames(rows: Iterator[list[Any]]) -> Iterator[pl.DataFrame]:
    """The rows in pieces as tables, which are written many times faster than rows."""
    import polars as pl  # noqa: PLC0415 - as above

    kinds = dict.fromkeys(COLUMNS, pl.String()) | {"line": pl.Int64(), "changed": pl.Boolean()}
    while piece := list(islice(rows, PIECE)):
        cells = zip(kinds.items(), zip(*piece, strict=True), strict=True)
        yield pl.DataFrame([pl.Series(name, cell, kind) for (name, kind), cell in cells])
