"""How a file is read: found by `detect`, confirmed by a person, stored as JSON beside the file."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["csv", "xlsx", "parquet", "jsonl"]
Mark = Literal["", "point", "comma"]
Dates = Literal["", "iso", "dmy", "mdy"]

KINDS: dict[Kind, str] = {
    "csv": "CSV table",
    "xlsx": "Excel workbook",
    "parquet": "Parquet table",
    "jsonl": "JSON Lines",
}
MARKS: dict[Mark, str] = {
    "point": "1,234.50 — a point before the decimals",
    "comma": "1.234,50 — a comma before the decimals",
}
DATES: dict[Dates, str] = {
    "iso": "2026-01-31 — year, month, day",
    "dmy": "31/01/2026 — day, month, year",
    "mdy": "01/31/2026 — month, day, year",
}


class Doubt(msgspec.Struct, frozen=True):
    """Something about a file that a person must confirm, because the file does not settle it."""

    about: str
    """The field of `Reading` that is in doubt."""
    says: str
    """What was seen."""
    choices: tuple[str, ...] = ()
    """The values of that field that would read the file."""
    example: str = ""
    """A cell that can be read in more than one way."""


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one file is read.

    An empty `decimal` or `dates` is undecided: a number or day that can be read in two ways is then refused, cell by
    cell. ISO days (2026-01-31) and numbers that have one meaning are read under every setting.
    """

    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    """The sign around cells that hold a delimiter; empty where cells are never quoted."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    """The line (CSV) or row (Excel), counted from 1, that holds the names of the columns."""
    decimal: Mark = ""
    dates: Dates = ""
    serials: bool = False
    """Whether a whole number in a column of days is Excel's count of days since 1899-12-30."""
    guarded: bool = True
    """Whether an apostrophe before =, +, - or @ is a guard against formulas and no part of the cell."""
    doubts: tuple[Doubt, ...] = ()

    def confirmed(self, **answers: object) -> Reading:
        """This reading with a person's answers and without doubts."""
        return msgspec.structs.replace(self, doubts=(), **answers)

    def as_json(self) -> dict[str, object]:
        """Plain data to store."""
        plain: dict[str, object] = msgspec.to_builtins(self)
        return plain


def reading_of(plain: object) -> Reading:
    """The reading that was stored with `as_json`.

    Raises:
        msgspec.ValidationError: it is none.
    """
    return msgspec.convert(plain, Reading)
