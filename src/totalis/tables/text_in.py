"""CSV in: cells by delimiter and quote, with the line on which each row begins."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from totalis.tables.delimiters import DELIMITERS, other_delimiter
from totalis.tables.encodings import texts
from totalis.tables.header import header_of
from totalis.tables.refusing import refuse, shown
from totalis.tables.source import opened
from totalis.tables.table import Shaping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.source import Source
    from totalis.tables.table import Table

CHUNK = 1024 * 1024
_LINE = re.compile(r"\r\n|\n|\r")


def read_csv(
    source: Source, *, name: str, reading: Reading, bounds: Bounds, most: int | None
) -> Table:
    """Read a CSV file; with `most`, only so many rows.

    Raises:
        InputError: it cannot be read under this reading, or is larger than the bounds.
    """
    rows = _rows(source, name, reading)
    shaping = None
    cut = False
    for line, cells in rows:
        if line < reading.header_row:
            continue
        if shaping is None:
            header = header_of(name, line, cells, bounds)
            _refuse_uncut(name, line, header.columns, reading)
            shaping = Shaping(header, bounds, guarded=reading.guarded)
            continue
        if most is not None and len(shaping.lines) >= most:
            cut = True
            break
        shaping.add(line, cells)
    if shaping is None:
        refuse(
            name,
            "no header",
            "a line with the names of the columns",
            f"Export the table again; nothing stands on line {reading.header_row} or below.",
        )
    return shaping.table(reading, cut=cut)


def rows_of(text: Iterator[str], name: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the line on which it begins.

    Raises:
        InputError: a quote that is not closed, or text behind one.
    """
    made = csv.reader(
        text,
        delimiter=reading.delimiter or ",",
        quotechar=reading.quote or None,
        quoting=csv.QUOTE_MINIMAL if reading.quote else csv.QUOTE_NONE,
        strict=True,
    )
    while True:
        line = made.line_num + 1
        try:
            cells = next(made)
        except StopIteration:
            return
        except csv.Error as error:
            refuse(
                name,
                f"a row that cannot be cut ({error})",
                f"cells between {DELIMITERS.get(reading.delimiter, shown(reading.delimiter))}s",
                "Look for a quotation mark that is not closed, or is not doubled inside a cell.",
                line=line,
            )
        yield line, cells


def lines_of(pieces: Iterator[str]) -> Iterator[str]:
    """Lines with their ends, out of pieces that are cut anywhere; ends are those of Unix, Windows and old Macintosh."""
    rest = ""
    for piece in pieces:
        text = rest + piece
        start = 0
        for found in _LINE.finditer(text):
            if found.end() == len(text) and found.group() == "\r":
                break  # its other half may begin the next piece
            yield text[start : found.end()]
            start = found.end()
        rest = text[start:]
    if rest:
        yield rest


def pieces_of(source: Source) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time."""
    with opened(source) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def _rows(source: Source, name: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    text = texts(pieces_of(source), reading.encoding or "utf-8", name)
    return rows_of(lines_of(text), name, reading)


def _refuse_uncut(name: str, line: int, columns: tuple[str, ...], reading: Reading) -> None:
    other = other_delimiter(columns[0], reading.delimiter) if len(columns) == 1 else ""
    if other:
        used = DELIMITERS.get(reading.delimiter, "the delimiter")
        refuse(
            name,
            f"one column, {shown(columns[0])}, with a {DELIMITERS[other]} inside",
            f"columns between {used}s",
            f"Choose {DELIMITERS[other]} as the delimiter under “How we read it”.",
            path="header",
            line=line,
        )
