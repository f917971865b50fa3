"""Days, closed-open intervals, month arithmetic that must name its rounding, and all of them in words.

"Five years from 29 February" has two answers. `add_months` therefore takes the rounding from the
rule that it serves; there is no default and no other way to add months in Totalis.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

import msgspec

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_IN_TEXT = re.compile(rf"\b{_DAY.pattern}\b")
_DURATION = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def read_day(text: str) -> date:
    """Read `YYYY-MM-DD` and nothing else that ISO 8601 allows; a ValueError otherwise."""
    if _DAY.fullmatch(text) is None:
        message = f"{text!r} is not a day written YYYY-MM-DD"
        raise ValueError(message)
    return date.fromisoformat(text)


def day_words(day: date) -> str:
    """A day written out: `31 December 2030`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_words(start: date, end: date) -> str:
    """Two days written out: `1 January 2026 to 31 December 2028`."""
    return f"{day_words(start)} to {day_words(end)}"


def days_written_out(text: str) -> str:
    """A sentence with its ISO days written out; what looks like a day and is none stays."""
    return _DAY_IN_TEXT.sub(lambda found: _day_or_same(found[0]), text)


def _day_or_same(text: str) -> str:
    try:
        return day_words(read_day(text))
    except ValueError:
        return text


class Rounding(StrEnum):
    """Where an anniversary falls that the calendar does not have (29 February, 31 April)."""

    DOWN = "down"
    """On the last day of that month: 2024-02-29 + 5 years = 2029-02-28."""
    UP = "up"
    """On the first day of the next month: 2024-02-29 + 5 years = 2029-03-01."""
    EXACT = "exact"
    """Nowhere: an anniversary that does not exist is an error."""


class NoSuchDayError(ValueError):
    """The anniversary does not exist and the rounding is `exact`."""


class Duration(msgspec.Struct, frozen=True, order=True):
    """An ISO 8601 duration of whole years, months and days (`P5Y`, `P24M`, `P90D`)."""

    months: int
    days: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `P5Y`, `P60M`, `P1Y6M`, `P90D`; anything else is a ValueError."""
        match = _DURATION.fullmatch(text)
        if match is None or not any(match.groups()):
            message = f"{text!r} is not an ISO 8601 duration such as P5Y, P24M or P90D"
            raise ValueError(message)
        years, months, days = (int(part or 0) for part in match.groups())
        return cls(months=years * 12 + months, days=days, text=text)

    def words(self) -> str:
        """The duration as people say it: `5 years`, `24 months`, `90 days`."""
        parts = []
        match = _DURATION.fullmatch(self.text)
        if match is None:  # only a hand-made Duration can get here
            return self.text
        for number, unit in zip(match.groups(), ("year", "month", "day"), strict=True):
            if number and int(number):
                parts.append(f"{int(number)} {unit}{'' if int(number) == 1 else 's'}")
        return " ".join(parts)


def duration_words(text: str) -> str:
    """`P5Y` as `5 years`; a text that is no duration stays as it is."""
    try:
        return Duration.parse(text).words()
    except ValueError:
        return text


def add_months(day: date, months: int, *, rounding: Rounding) -> date:
    """Return the same day of the month, `months` later (earlier if negative).

    Raises:
        NoSuchDayError: the month has no such day and the rounding is `EXACT`.
    """
    index = day.year * 12 + (day.month - 1) + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    if day.day <= last:
        return date(year, month + 1, day.day)
    if rounding is Rounding.DOWN:
        return date(year, month + 1, last)
    if rounding is Rounding.UP:
        return date(year, month + 1, last) + timedelta(days=1)
    message = f"{day.isoformat()} plus {months} months is a day that does not exist"
    raise NoSuchDayError(message)


def add(day: date, duration: Duration, *, rounding: Rounding) -> date:
    """Add months first, then days."""
    return add_months(day, duration.months, rounding=rounding) + timedelta(days=duration.days)


def last_day_of(start: date, duration: Duration, *, rounding: Rounding) -> date:
    """Return the last day inside a span that begins on `start` and lasts `duration`.

    Five years from 2026-01-01 end with 2030-12-31. Five years from 2024-02-29 end with
    2029-02-28 (`UP`: the anniversary is 1 March) or 2029-02-27 (`DOWN`: it is 28 February).
    """
    return add(start, duration, rounding=rounding) - timedelta(days=1)


class Interval(msgspec.Struct, frozen=True):
    """A closed-open span of days: `start` is inside, `until` is not; None is open."""

    start: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)

    def overlaps(self, other: Interval) -> bool:
        """Whether at least one day lies in both."""
        return (other.until is None or self.start < other.until) and (
            self.until is None or other.start < self.until
        )
