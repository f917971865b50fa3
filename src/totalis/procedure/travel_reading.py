"""Logs as people keep them: tables with any delimiter, heading and style of day, and calendar files."""

from __future__ import annotations

import csv
import io

from totalis.procedure.travel_calendar import read_calendar
from totalis.procedure.travel_cells import Style, country_of, day_of_cell, style_of, worked_of
from totalis.procedure.travel_shapes import (
    BadRow,
    ReadStay,
    TravelReading,
    bounded,
    checked,
    refuse,
)

__all__ = ["BadRow", "ReadStay", "TravelReading", "read_calendar", "read_csv"]

MOST_ROWS = 20_000
DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp1252")
HEADINGS: dict[str, frozenset[str]] = {
    "start": frozenset(
        [
            "start",
            "from",
            "arrival",
            "arrived",
            "entry",
            "begin",
            "first day",
            "start date",
            "date in",
        ]
    ),
    "end": frozenset(
        ["end", "to", "until", "departure", "departed", "exit", "last day", "end date", "date out"]
    ),
    "day": frozenset(["date", "day"]),
    "country": frozenset(
        ["country", "place", "location", "work country", "country of work", "where"]
    ),
    "worked": frozenset(["worked", "work", "working", "work day", "workday", "business"]),
    "purpose": frozenset(
        ["purpose", "reason", "notes", "note", "description", "comment", "summary"]
    ),
}


def read_csv(data: bytes, *, day_first: bool | None = None) -> TravelReading:
    """Read a table of stays or of single days.

    Args:
        data: The file.
        day_first: How to read 03/04/2026 where the file itself does not show it; None refuses such days.

    Raises:
        InputError: the file is too large, no text, or has no heading for days and country.
    """
    bounded(data)
    text, encoding = _decode(data)
    delimiter = _delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(rows) > MOST_ROWS:
        raise refuse(
            found=f"{len(rows):,} rows",
            expected=f"at most {MOST_ROWS:,} rows",
            remedy="Hand in one year at a time.",
        )
    at, columns = _headings(rows)
    body = list(enumerate(rows))[at + 1 :]
    style = style_of(
        _cell(row, columns, name) for _index, row in body for name in ("start", "end", "day")
    )
    if style is Style.OPEN and day_first is not None:
        style = Style.DAY_FIRST if day_first else Style.MONTH_FIRST
    stays: list[ReadStay] = []
    bad: list[BadRow] = []
    for index, row in body:
        if not any(cell.strip() for cell in row):
            continue
        read = _row(index + 1, row, columns, style)
        if isinstance(read, ReadStay):
            stays.append(read)
        else:
            bad.append(BadRow(index + 1, delimiter.join(row), read))
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    says = f"Read as {encoding}, columns parted by {names[delimiter]}, days {style.value}."
    return TravelReading(stays=tuple(stays), bad=tuple(bad), says=says)


# -- tables ---------------------------------------------------------------------------------------


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise refuse(
                found="broken UTF-16", expected="text", remedy="Save the table as CSV in UTF-8."
            ) from None
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, "UTF-8" if encoding.startswith("utf") else "Windows-1252"
    raise refuse(
        found="no text", expected="a table as CSV", remedy="Save the table as CSV in UTF-8."
    )


def _delimiter(text: str) -> str:
    """The sign that parts most columns of the first lines."""
    head = text.splitlines()[:10]
    return max(
        DELIMITERS,
        key=lambda sign: (sum(line.count(sign) for line in head), -DELIMITERS.index(sign)),
    )


def _headings(rows: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The first row that names days and a country, and the column of each."""
    for index, row in enumerate(rows[:10]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            word = " ".join(cell.replace("_", " ").casefold().split())
            name = next((key for key, words in HEADINGS.items() if word in words), "")
            if name:
                columns.setdefault(name, place)
        if "country" in columns and ({"start", "end"} <= set(columns) or "day" in columns):
            return index, columns
    found = ", ".join(cell.strip() for cell in rows[0]) if rows else "nothing"
    raise refuse(
        found=found[:100] or "nothing",
        expected="headings for a first day, a last day (or one day) and a country",
        remedy="Name the columns start, end, country; worked and purpose may follow.",
    )


def _cell(row: list[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return row[place].strip() if place is not None and place < len(row) else ""


def _row(line: int, row: list[str], columns: dict[str, int], style: Style) -> ReadStay | str:
    texts = {name: _cell(row, columns, name) for name in HEADINGS}
    first, last = texts["start"] or texts["day"], texts["end"] or texts["day"]
    start, end = day_of_cell(first, style), day_of_cell(last, style)
    if isinstance(start, str):
        return start
    if isinstance(end, str):
        return end
    country = country_of(texts["country"])
    if not country:
        return (
            f"“{texts['country']}” is no country that is known."
            if texts["country"]
            else "No country."
        )
    worked = worked_of(texts["worked"])
    if isinstance(worked, str):
        return worked
    return checked(ReadStay(line, start, end, country, worked, texts["purpose"]))
