"""Months and quarters as whole numbers, and the days on which an age is attained.

A month is `12 * year + month - 1`, a quarter `4 * year + quarter - 1`. An age is attained on the day before the
birthday (42 USC 416(l), as SSA's calculator counts).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

MONTHS = 12
QUARTERS = 4
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})-?Q([1-4])")


def read_month(text: str) -> int:
    """Read `2026-03`; anything else is a ValueError."""
    match = _MONTH.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a month written YYYY-MM"
        raise ValueError(message)
    return MONTHS * int(match[1]) + int(match[2]) - 1


def read_quarter(text: str) -> int:
    """Read `1952Q1` or `1952-Q1`; anything else is a ValueError."""
    match = _QUARTER.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a quarter written 1952Q1"
        raise ValueError(message)
    return QUARTERS * int(match[1]) + int(match[2]) - 1


def month_of(day: date) -> int:
    """The month of a day."""
    return MONTHS * day.year + day.month - 1


def month_text(month: int) -> str:
    """A month as `2026-03`."""
    return f"{month // MONTHS}-{month % MONTHS + 1:02}"


def quarter_of(day: date) -> int:
    """The calendar quarter of a day."""
    return QUARTERS * day.year + (day.month - 1) // 3


def quarter_of_month(month: int) -> int:
    """The calendar quarter of a month."""
    return month // 3


@cache
def quarters_of_year(year: int) -> tuple[int, ...]:
    """The four quarters of a year."""
    return tuple(range(QUARTERS * year, QUARTERS * year + QUARTERS))


def quarter_text(quarter: int) -> str:
    """A quarter as `1952Q1`."""
    return f"{quarter // QUARTERS}Q{quarter % QUARTERS + 1}"


def eve(birth: date) -> date:
    """The day before birth: whose anniversaries are the days on which ages are attained."""
    return birth - timedelta(days=1)


def month_attained(birth: date, months: int) -> int:
    """The month in which an age, in months, is attained."""
    return month_of(eve(birth)) + months


def first_month_throughout(birth: date, months: int) -> int:
    """The first month throughout which somebody has an age: attained on its first day or before."""
    reached = month_of(eve(birth)) + months
    return reached if eve(birth).day == 1 else reached + 1
