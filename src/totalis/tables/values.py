"""What a cell says: days, numbers, codes. A cell that can mean two things is refused, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from totalis.tables.codes import COUNTRIES, CURRENCIES
from totalis.tables.refusing import shown

if TYPE_CHECKING:
    from totalis.tables.columns import Column
    from totalis.tables.reading import Dates, Mark, Reading

Value = str | date | Decimal | None

FIRST_YEAR, LAST_YEAR = 1900, 2199
LARGEST = Decimal(10) ** 13
"""No payroll has an amount of ten million millions; such a cell is a slip."""
MOST_DECIMALS = 6
SERIAL_ZERO = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 61, 109_574
"""1 March 1900 (before it Excel counts a day that never was) to 31 December 2199."""

_SPACES = " \u00a0\u202f\u2009"
_APOSTROPHES = "'\u2019"
_MINUS = ("-", "\u2212", "\u2013")
_GROUPED = re.compile(rf"\d{{1,3}}(?:([{_SPACES}{_APOSTROPHES}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d+)?")
_GROUP_MARKS = str.maketrans("", "", _SPACES + _APOSTROPHES)
_BODY = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+)?(?:[.,]\d+)?")
_ISO = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_BASIC = re.compile(r"((?:19|20|21)\d\d)([01]\d)([0-3]\d)")
_SPOKEN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SERIAL = re.compile(r"(\d{2,6})(?:[.,]0+)?")


class UnfitError(Exception):
    """A cell does not hold what its column must; the arguments are what is expected and what to do."""

    def __init__(self, expected: str, remedy: str) -> None:
        self.expected = expected
        self.remedy = remedy
        super().__init__(expected)


def unfit(expected: str, remedy: str) -> NoReturn:
    """Refuse a cell.

    Raises:
        UnfitError: always.
    """
    raise UnfitError(expected, remedy) from None


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written: its value under each meaning of its mark."""

    with_point: Decimal | None
    """Its value if a point stands before decimals; None where it cannot be read so."""
    with_comma: Decimal | None

    @property
    def evidence(self) -> Mark:
        """The mark that it proves; empty where it proves none."""
        if self.with_point is None:
            return "comma"
        return "point" if self.with_comma is None else ""

    @property
    def has_two_meanings(self) -> bool:
        """Whether the mark decides what it is worth."""
        return (
            self.with_point is not None
            and self.with_comma is not None
            and self.with_point != self.with_comma
        )


def number_in(text: str) -> Number | None:
    """Read a number with its sign and thousands; None where it is none."""
    body, negative = _signed(text.strip())
    if any(mark in body for mark in _SPACES + _APOSTROPHES):
        if not _GROUPED.fullmatch(body):
            return None
        body = body.translate(_GROUP_MARKS)
        grouped = True
    else:
        grouped = False
    if not body or not body.isascii() or not _BODY.fullmatch(body) or not body[-1].isdigit():
        return None
    sign = -1 if negative else 1
    values = [
        _under(body, mark, other, grouped=grouped) for mark, other in ((".", ","), (",", "."))
    ]
    if values == [None, None]:
        return None
    point, comma = (None if value is None else sign * value for value in values)
    return Number(point, comma)


def day_in(text: str, dates: Dates, *, serials: bool) -> date:
    """Read a day.

    Raises:
        UnfitError: it is no day, or can be two.
    """
    bare = text.strip()
    if found := _ISO.fullmatch(bare):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if serials and (found := _SERIAL.fullmatch(bare)):
        if not FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
            unfit("a day, as Excel counts them", "Write the day as 2026-01-31.")
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    if found := _BASIC.fullmatch(bare):
        return _day(*(int(part) for part in found.groups()))
    found = _SPOKEN.fullmatch(bare)
    if found is None:
        unfit("a day, as 2026-01-31", _no_day(bare))
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if dates == "dmy" or (found[2] == "." and not dates):
        return _day(year, second, first)
    if dates == "mdy":
        return _day(year, first, second)
    unfit(
        "a day that has one meaning",
        "Say under “How we read it”, or with --dates, whether the day or the month comes first.",
    )


def decimal_in(text: str, mark: Mark) -> Decimal:
    """Read an amount or another number.

    Raises:
        UnfitError: it is none, can be two, or is beyond what a payroll holds.
    """
    found = number_in(text)
    if found is None:
        unfit(
            "a number",
            "Write digits with one decimal mark; a currency or a percent sign needs a column of its own.",
        )
    if found.has_two_meanings and not mark:
        unfit(
            "a number that has one meaning",
            "Say under “How we read it”, or with --decimal, whether a point or a comma stands before decimals.",
        )
    value = found.with_comma if mark == "comma" else found.with_point
    if value is None and not mark:
        value = found.with_comma
    if value is None:
        unfit(
            f"a number with a decimal {mark}",
            "Write it like the others, or correct the decimal mark under “How we read it”.",
        )
    if abs(value) >= LARGEST:
        unfit(f"less than {LARGEST:,}", "Look for a slip: a mark that is missing.")
    if -int(value.as_tuple().exponent) > MOST_DECIMALS:
        unfit(f"at most {MOST_DECIMALS} decimals", "Round it as the payroll does.")
    return value


def value_in(text: str, column: Column, reading: Reading) -> Value:
    """What a cell says under a column and a reading; None for an empty cell.

    Raises:
        UnfitError: it does not hold what the column must.
    """
    bare = text.strip()
    if not bare:
        if column.required:
            unfit(column.expected, "Fill the cell in; the line cannot be used without it.")
        return None
    value: Value = bare
    match column.kind:
        case "day":
            value = day_in(bare, reading.dates, serials=reading.serials)
        case "money" | "number":
            value = decimal_in(bare, reading.decimal)
        case "country":
            value = _code(bare, COUNTRIES, column)
        case "currency":
            value = _code(bare, CURRENCIES, column)
        case "choice":
            value = _choice(bare, column)
        case "text":
            pass
    return value


def _signed(text: str) -> tuple[str, bool]:
    """The digits, and whether a sign, brackets or a sign behind (SAP) make the number negative."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text[:1] in _MINUS:
        return text[1:].lstrip(), True
    if text[:1] == "+":
        return text[1:].lstrip(), False
    if text.endswith("-"):
        return text[:-1].rstrip(), True
    return text, False


def _under(body: str, mark: str, other: str, *, grouped: bool) -> Decimal | None:
    """The value of digits and marks if `mark` stands before decimals and `other` between thousands."""
    whole, found, decimals = body.partition(mark)
    if mark in decimals or other in decimals:
        return None
    if other in whole:
        groups = whole.split(other)
        fits = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])  # noqa: PLR2004 - thousands
        if grouped or not fits or groups[0] == "0":
            return None
        whole = "".join(groups)
    return Decimal(f"{whole or '0'}.{decimals}" if found else whole)


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        unfit(f"a year from {FIRST_YEAR} to {LAST_YEAR}", "Mend the year.")
    try:
        return date(year, month, day)
    except ValueError:
        unfit(
            "a day that exists",
            "Mend the day; if day and month changed places, correct the order under “How we read it”.",
        )


def _no_day(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return (
            "If it is Excel's count of days, say so under “How we read it”; else write 2026-01-31."
        )
    return "Write year, month and day with all four digits of the year, and no time."


def _code(text: str, known: frozenset[str], column: Column) -> str:
    code = text.upper()
    if code not in known:
        unfit(column.expected, f"Write the code; {shown(text)} is not on the list.")
    return code


def _choice(text: str, column: Column) -> str:
    key = text.casefold()
    found = next((one for one in column.choices if one.casefold() == key), None)
    if found is None:
        unfit(column.expected, "Write one of these words.")
    return found
