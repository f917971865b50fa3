"""How a file seems to be read, and what about it a person must confirm."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.errors import InputError
from totalis.tables.delimiters import delimiter_of
from totalis.tables.encodings import encoding_of
from totalis.tables.limits import BOUNDS
from totalis.tables.notation import cells_of, dates_of, decimal_of, serials_of
from totalis.tables.reading import Doubt, Reading
from totalis.tables.sheet_in import Book
from totalis.tables.sniffing import kind_of
from totalis.tables.source import HEAD, head_of, size_of
from totalis.tables.tabling import read_as
from totalis.tables.text_in import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.tables.limits import Bounds
    from totalis.tables.source import Source

SAMPLE = 5_000
"""So many rows are looked at for the way in which numbers and days are written."""
TITLES = 20
"""So many lines above the header are skipped at most."""
FULL = 0.6
"""From this share of the usual width on, a line can be the header."""


def detect(source: Source, *, name: str, bounds: Bounds = BOUNDS) -> Reading:
    """Find out how a file is read; `doubts` is what a person must confirm.

    Raises:
        InputError: it is no table that can be read at all.
    """
    kind = kind_of(source, name, bounds)
    if kind == "parquet":
        reading = Reading(kind=kind, quote="")
    elif kind == "xlsx":
        reading = _of_workbook(source, name, bounds)
    else:
        whole = size_of(source) <= HEAD
        encoding, doubt = encoding_of(head_of(source), name, whole=whole)
        reading = Reading(kind=kind, encoding=encoding, quote="", doubts=_some(doubt))
        if kind == "csv":
            reading = _of_text(source, name, reading)
    return _with_notation(source, name, reading, bounds)


def _of_workbook(source: Source, name: str, bounds: Bounds) -> Reading:
    book = Book(source, name, bounds)
    filled = [
        one for one in book.sheets if any(any(cell != "" for cell in row) for row in book.rows(one))
    ]
    sheet = (filled or list(book.sheets))[0]
    doubts: list[Doubt] = []
    if len(filled) > 1:
        says = f"The workbook has {len(filled)} sheets that hold something."
        doubts.append(Doubt("sheet", says, tuple(filled)))
    if book.uncounted:
        says = (
            f"Cells with an error (such as #DIV/0!), or a formula without a stored value: {book.uncounted:,}. "
            "They read as empty."
        )
        doubts.append(Doubt("formulas", says))
    rows = [[str(cell) for cell in row] for row in book.rows(sheet)[: TITLES * 3]]
    header_row, doubt = _header_row([(line, row) for line, row in enumerate(rows, start=1)])
    return Reading(
        kind="xlsx",
        quote="",
        sheet=sheet,
        sheets=book.sheets,
        header_row=header_row,
        doubts=(*doubts, *_some(doubt)),
    )


def _of_text(source: Source, name: str, reading: Reading) -> Reading:
    codec = "utf-8-sig" if reading.encoding == "utf-8" else reading.encoding
    text = head_of(source).decode(codec, "ignore")
    delimiter, quote, doubt = delimiter_of(text)
    reading = msgspec.structs.replace(
        reading, delimiter=delimiter, quote=quote, doubts=(*reading.doubts, *_some(doubt))
    )
    rows = []
    try:
        for line, cells in rows_of(iter(text.splitlines(keepends=True)), name, reading):
            rows.append((line, cells))
            if len(rows) >= TITLES * 3:
                break
    except InputError:
        if size_of(source) <= HEAD:
            raise
    header_row, doubt = _header_row(rows)
    return msgspec.structs.replace(
        reading, header_row=header_row, doubts=(*reading.doubts, *_some(doubt))
    )


def _header_row(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, Doubt | None]:
    """The first line that is about as full as the lines below it; a doubt where lines with text stand above it."""
    filled = [(line, sum(bool(cell.strip()) for cell in cells)) for line, cells in rows]
    filled = [(line, count) for line, count in filled if count]
    if not filled:
        return 1, None
    usual = Counter(count for _, count in filled).most_common(1)[0][0]
    header = next((line for line, count in filled[:TITLES] if count >= usual * FULL), filled[0][0])
    above = [line for line, _ in filled if line < header]
    if not above:
        return header, None
    says = f"The names of the columns seem to stand on line {header}; {len(above)} above hold something else."
    return header, Doubt("header_row", says, tuple(str(line) for line, _ in filled[:TITLES]))


def _with_notation(source: Source, name: str, reading: Reading, bounds: Bounds) -> Reading:
    """The same reading with its decimal mark and order of dates, as far as the first rows prove them."""
    sample = read_as(source, name=name, reading=reading, bounds=bounds, most=SAMPLE)
    decimal, about_decimal = decimal_of(cells_of(sample))
    dates, about_dates = dates_of(sample)
    found = (about_decimal, about_dates, serials_of(sample))
    return msgspec.structs.replace(
        reading,
        decimal=decimal,
        dates=dates,
        doubts=(*reading.doubts, *(doubt for doubt in found if doubt)),
    )


def _some(doubt: Doubt | None) -> tuple[Doubt, ...]:
    return (doubt,) if doubt else ()
