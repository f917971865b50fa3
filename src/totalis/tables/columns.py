"""What a program wants to find in a register."""

from __future__ import annotations

from typing import Literal

import msgspec

ColumnKind = Literal["text", "day", "money", "number", "country", "currency", "choice"]

EXPECTED: dict[ColumnKind, str] = {
    "text": "text",
    "day": "a day, as 2026-01-31",
    "money": "an amount, as 1234.50",
    "number": "a number, as 12.5",
    "country": "a country by its two letters (ISO 3166), as FR",
    "currency": "a currency by its three letters (ISO 4217), as EUR",
    "choice": "one of the words that the column allows",
}


class Column(msgspec.Struct, frozen=True):
    """One column that a register may or must have.

    `aliases` are the names under which senders know it, in English and French; capitals, accents and signs between
    words do not matter.
    """

    key: str
    label: str
    help: str
    kind: ColumnKind = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    """The words that a `choice` allows."""

    @property
    def expected(self) -> str:
        """What a cell must hold, in words."""
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        return EXPECTED[self.kind]
