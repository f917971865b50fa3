"""A calendar file as a log of stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import icalendar

from totalis.procedure.travel_cells import country_of
from totalis.procedure.travel_shapes import (
    BadRow,
    ReadStay,
    TravelReading,
    bounded,
    checked,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_calendar(data: bytes) -> TravelReading:
    """Read an iCalendar file: each event is a stay; its country stands in the place or the title.

    Raises:
        InputError: the file is too large or no calendar.
    """
    bounded(data)
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise refuse(
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
    return checked(ReadStay(number, _as_day(start), end, country, None, purpose))


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
