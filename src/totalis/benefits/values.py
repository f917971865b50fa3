"""Reading the values of a record: each wrong one with its field, what was found and what to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from totalis.benefits.days import MONTHS, read_month, read_quarter
from totalis.facts.countries import COUNTRIES
from totalis.kernel.dates import read_day
from totalis.kernel.reading import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.kernel.errors import Problem
    from totalis.kernel.reading import Document

MAX_ITEMS = 200
FIRST_YEAR, LAST_YEAR = 1937, 2100
FIRST_DAY_YEAR = 1837
"""Nobody born before it had a year that counts."""
_YEAR_DIGITS = 4
_CENT = Decimal("0.01")
_MOST_UNITS = 40_000
_MOST_GROWTH = 20

Item = TypeVar("Item")
Word = TypeVar("Word", bound=StrEnum)


class Values:
    """Reads single values; what does not fit is added to `problems`.

    Args:
        document: What was handed in, for lines.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def wrong(self, path: str, found: str, expected: str, remedy: str) -> None:
        """Note a problem at a field."""
        self.problems.append(
            self.document.problem(path, found=found, expected=expected, remedy=remedy)
        )

    def mapping(self, value: Any, path: str, keys: tuple[str, ...]) -> bool:
        """Whether a value is a mapping with known keys alone."""
        if not isinstance(value, dict):
            self.wrong(
                path, show(value), f"a mapping with {', '.join(keys[:4])} …", "Write its fields."
            )
            return False
        for key in value:
            if key not in keys:
                below = f"{path}.{key}" if path else str(key)
                self.wrong(
                    below, f"the key '{key}'", f"one of {', '.join(keys)}", "Remove or correct it."
                )
        return True

    def items(
        self, value: Any, path: str, read: Callable[[Any, str], Item | None]
    ) -> tuple[Item, ...]:
        """A list, read item by item."""
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > MAX_ITEMS:
            self.wrong(path, show(value), f"a list of at most {MAX_ITEMS}", "Write a list.")
            return ()
        found = (read(item, f"{path}[{place}]") for place, item in enumerate(value))
        return tuple(item for item in found if item is not None)

    def by_year(
        self, value: Any, path: str, read: Callable[[Any, str], Item | None]
    ) -> dict[int, Item]:
        """A mapping of years, read value by value."""
        result: dict[int, Item] = {}
        if value is None:
            return result
        if not isinstance(value, dict):
            self.wrong(path, show(value), "a mapping of years", 'Write `{"1990": …}`.')
            return result
        for key, item in value.items():
            text = str(key)
            below = f"{path}.{text[:20]}"
            if not (_is_year(text) and FIRST_YEAR <= int(text) <= LAST_YEAR):
                self.wrong(below, show(key), f"a year from {FIRST_YEAR} on", "Correct the year.")
                continue
            found = read(item, below)
            if found is not None:
                result[int(text)] = found
        return result

    def number(self, value: Any, path: str, most: int, words: str) -> Decimal | None:
        """A plain number, or the text of one; never negative."""
        if value is None:
            self.wrong(path, "nothing", words, "Add it.")
            return None
        text = str(value)
        good = isinstance(value, int | str | Decimal) and not isinstance(value, bool)
        if good and text.isascii() and text.replace(".", "", 1).isdigit():
            number = Decimal(text)
            if number <= most:
                return number
        self.wrong(path, show(value), words, "Write it as 12345.67, without signs or spaces.")
        return None

    def money(self, value: Any, path: str) -> int | None:
        """US dollars as cents."""
        words = "an amount of US dollars with at most two decimals"
        number = self.number(value, path, 10**9, words)
        if number is None:
            return None
        if number != number.quantize(_CENT):
            self.wrong(path, show(value), words, "Round it to the cent.")
            return None
        return int(number * 100)

    def count(self, value: Any, path: str) -> int | None:
        """Quarters of a year."""
        number = self.number(value, path, 4, "a whole number of quarters from 0 to 4")
        if number is not None and number != int(number):
            self.wrong(path, show(value), "a whole number of quarters", "Correct it.")
            return None
        return None if number is None else int(number)

    def units(self, value: Any, path: str) -> Decimal | None:
        """Certified units, where given."""
        if value is None:
            return None
        return self.number(value, path, _MOST_UNITS, "the number of units that were certified")

    def rate(self, value: Any, path: str) -> Decimal | None:
        """Percent a year."""
        number = self.number(value, path, _MOST_GROWTH, f"percent a year, 0 to {_MOST_GROWTH}")
        if number is not None and number * 10 != int(number * 10):
            self.wrong(path, show(value), "percent with at most one decimal", "Round it.")
            return None
        return number

    def day(self, value: Any, path: str, *, required: bool = False) -> date | None:
        """A day."""
        if value is None and not required:
            return None
        if isinstance(value, str):
            with suppress(ValueError):
                value = read_day(value)
        words = "a day that exists, written YYYY-MM-DD"
        if isinstance(value, date):
            if FIRST_DAY_YEAR <= value.year <= LAST_YEAR:
                return value
            words = f"a day from {FIRST_DAY_YEAR} to {LAST_YEAR}"
        found = "nothing" if value is None else show(value)
        self.wrong(path, found, words, "Correct it.")
        return None

    def month(self, value: Any, path: str, *, required: bool = False) -> int | None:
        """A month as a number."""
        if value is None and not required:
            return None
        try:
            month = read_month(value if isinstance(value, str) else "")
        except ValueError:
            month = -1
        if FIRST_YEAR <= month // MONTHS <= LAST_YEAR:
            return month
        found = "nothing" if value is None else show(value)
        self.wrong(path, found, "a month written YYYY-MM", "Correct it.")
        return None

    def quarter(self, value: Any, path: str) -> int | None:
        """A calendar quarter as a number."""
        try:
            return read_quarter(value if isinstance(value, str) else "")
        except ValueError:
            self.wrong(path, show(value), "a quarter written 1952Q1", "Correct it.")
            return None

    def country(self, value: Any, path: str) -> str | None:
        """The code of a foreign country."""
        if isinstance(value, str) and value in COUNTRIES and value != "US":
            return value
        found = "nothing" if value is None else show(value)
        self.wrong(path, found, "the code of a foreign country, such as FR", "Correct it.")
        return None

    def word(self, value: Any, path: str, words: type[Word]) -> Word | None:
        """One of the words of an enumeration."""
        try:
            return words(value)
        except ValueError:
            allowed = ", ".join(item.value for item in words)
            self.wrong(path, show(value), f"one of {allowed}", "Use one of these words.")
            return None

    def flag(self, value: Any, path: str, *, default: bool) -> bool:
        """True or false."""
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(path, show(value), "true or false", "Correct it.")
        return value is True


def _is_year(text: str) -> bool:
    """Four plain digits, so that no year is written in two ways."""
    return len(text) == _YEAR_DIGITS and text.isascii() and text.isdigit()
