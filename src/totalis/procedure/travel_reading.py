"""Logs as people keep them: tables with any delimiter, heading and style of day, and calendar files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar

from totalis.kernel.errors import InputError, Problem
from totalis.procedure.travel import MOST_DAYS
from totalis.procedure.travel_cells import Style, country_of, day_of_cell, style_of, worked_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS = 20_000
MOST_BYTES = 2_000_000
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


@dataclass(frozen=True, slots=True)
class ReadStay:
    """A stay as it was read, with the line or entry on which it stands."""

    line: int
    start: date
    end: date
    country: str
    worked: bool | None
    purpose: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelReading:
    """What a file holds: stays, rows that could not be read, and how the file was understood."""

    stays: tuple[ReadStay, ...]
    bad: tuple[BadRow, ...]
    says: str


def read_csv(data: bytes, *, day_first: bool | None = None) -> TravelReading:
    """Read a table of stays or of single days.

    Args:
        data: The file.
        day_first: How to read 03/04/2026 where the file itself does not show it; None refuses such days.

    Raises:
        InputError: the file is too large, no text, or has no heading for days and country.
    """
    _bounded(data)
    text, encoding = _decode(data)
    delimiter = _delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if len(rows) > MOST_ROWS:
        raise _refuse(
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


def read_calendar(data: bytes) -> TravelReading:
    """Read an iCalendar file: each event is a stay; its country stands in the place or the title.

    Raises:
        InputError: the file is too large or no calendar.
    """
    _bounded(data)
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise _refuse(
            found=str(error)[:100],
            expected="an iCalendar file (.ics)",
            remedy="Export the calendar once more.",
        ) from None
    stays: list[ReadStay] = []
    bad: list[BadRow] = []
    for number, event in enumerate(calendar.walk("VEVENT"), 1):
        read = _event(number, event)
        if isinstance(read, ReadStay):
            stays.append(read)
        else:
            bad.append(BadRow(number, str(event.get("SUMMARY", "an event without a title")), read))
    return TravelReading(
        stays=tuple(stays),
        bad=tuple(bad),
        says=f"Read {len(stays) + len(bad)} events of a calendar.",
    )


# -- tables ---------------------------------------------------------------------------------------


def _bounded(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _refuse(
            found=f"{len(data):,} bytes",
            expected=f"at most {MOST_BYTES:,} bytes",
            remedy="Hand in one year at a time.",
        )


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise _refuse(
                found="broken UTF-16", expected="text", remedy="Save the table as CSV in UTF-8."
            ) from None
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, "UTF-8" if encoding.startswith("utf") else "Windows-1252"
    raise _refuse(
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
    raise _refuse(
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
    return _checked(ReadStay(line, start, end, country, worked, texts["purpose"]))


def _checked(stay: ReadStay) -> ReadStay | str:
    if stay.end < stay.start:
        return "The last day lies before the first."
    if (stay.end - stay.start).days >= MOST_DAYS:
        return "The stay lasts longer than a century."
    return stay


# -- calendars ------------------------------------------------------------------------------------


def _event(number: int, event: Any) -> ReadStay | str:  # noqa: ANN401 - icalendar has no types of its own
    if event.get("RRULE") is not None:
        return "A repeated event: write each stay by itself."
    start, until = _when(event, "DTSTART"), _when(event, "DTEND")
    if start is None:
        return "It has no first day."
    end = _last_day(start, until)
    country = next(_countries(event), "")
    if not country:
        return "Neither the place nor the title names a country."
    purpose = str(event.get("SUMMARY", ""))
    return _checked(ReadStay(number, _as_day(start), end, country, None, purpose))


def _when(event: Any, name: str) -> date | datetime | None:  # noqa: ANN401
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _as_day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _last_day(start: date | datetime, until: date | datetime | None) -> date:
    """The end of an all-day event is the day after; an event with hours ends on its day, midnight on the one before."""
    if until is None:
        return _as_day(start)
    if not isinstance(until, datetime):
        return max(until - timedelta(days=1), _as_day(start))
    midnight = (until.hour, until.minute, until.second) == (0, 0, 0)
    if midnight and until.date() > _as_day(start):
        return until.date() - timedelta(days=1)
    return until.date()


def _countries(event: Any) -> Iterator[str]:  # noqa: ANN401
    """Countries that the place or the title names: the whole text, its last part, or a part of it."""
    for name in ("LOCATION", "SUMMARY"):
        text = str(event.get(name, ""))
        parts = [text, *reversed([part.strip() for part in text.replace(":", ",").split(",")])]
        yield from (code for part in parts if (code := country_of(part)))


def _refuse(*, found: str, expected: str, remedy: str) -> InputError:
    return InputError([Problem(path="file", found=found, expected=expected, remedy=remedy)])
