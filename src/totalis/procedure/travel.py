"""The travel and work-location log: read from CSV or a calendar file, counted by country and tax year (A4).

Nothing is dropped in silence: every row that cannot be read is listed with its line and the reason. A day in two
countries counts for both and is named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.procedure.reader import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.procedure.casefile import Stay

MOST_DAYS = 36_600
"""A stay of more than a century is a slip of the pen."""
_ONE_DAY = timedelta(days=1)


class YearStart(msgspec.Struct, frozen=True, kw_only=True):
    """The first day of a country's tax year."""

    key: str
    month: int
    day: int
    source: tuple[str, ...]


class TravelBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `travel.yaml`."""

    tax_years: dict[str, YearStart]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """Days in a country in one of its tax years; `worked` counts the days that are known to be days of work.

    `year` is written `2026`, or `2026/27` where the year begins inside a calendar year; `source` is empty where the
    calendar year is only a way to count.
    """

    country: str
    year: str
    first: date
    last: date
    days: int
    worked: int
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedDay:
    """A day on which the log has the person in several countries; it counts for each."""

    day: date
    countries: tuple[str, ...]


@cache
def travel_book() -> TravelBook:
    """The tax years that begin on another day than 1 January; a LawError where the file does not read."""
    return read_data("travel", TravelBook)


def day_counts(stays: Iterable[Stay], years_of: str = "") -> tuple[DayCount, ...]:
    """Days by country and tax year.

    Args:
        stays: The log.
        years_of: The country whose tax year is meant (`US` for United States years); empty counts each country by
            its own year.
    """
    days: dict[tuple[str, date], set[date]] = defaultdict(set)
    worked: dict[tuple[str, date], set[date]] = defaultdict(set)
    for stay in stays:
        for day in days_of(stay):
            key = (stay.country, year_start(day, years_of or stay.country))
            days[key].add(day)
            if stay.worked:
                worked[key].add(day)
    return tuple(
        DayCount(
            country=country,
            year=_year_words(first),
            first=first,
            last=_year_end(first),
            days=len(days[country, first]),
            worked=len(worked[country, first]),
            source=_source(years_of or country),
        )
        for country, first in sorted(days)
    )


def shared_days(stays: Iterable[Stay]) -> tuple[SharedDay, ...]:
    """The days on which the log has the person in more than one country."""
    found: dict[date, set[str]] = defaultdict(set)
    for stay in stays:
        for day in days_of(stay):
            found[day].add(stay.country)
    return tuple(
        SharedDay(day, tuple(sorted(countries)))
        for day, countries in sorted(found.items())
        if len(countries) > 1
    )


def days_of(stay: Stay) -> Iterable[date]:
    """Every day of a stay, both ends inside."""
    length = min((stay.end - stay.start).days + 1, MOST_DAYS)
    return (stay.start + timedelta(days=index) for index in range(length))


def year_start(day: date, country: str) -> date:
    """The first day of the country's tax year that holds a day."""
    known = travel_book().tax_years.get(country)
    month, first = (known.month, known.day) if known is not None else (1, 1)
    begins = date(day.year, month, first)
    return begins if begins <= day else date(day.year - 1, month, first)


def _year_end(first: date) -> date:
    if first.month == 1 and first.day == 1:
        return date(first.year, 12, 31)
    return date(first.year + 1, first.month, first.day) - _ONE_DAY


def _year_words(first: date) -> str:
    if first.month == 1 and first.day == 1:
        return str(first.year)
    return f"{first.year}/{(first.year + 1) % 100:02d}"


def _source(country: str) -> tuple[str, ...]:
    known = travel_book().tax_years.get(country)
    return known.source if known is not None else ()
