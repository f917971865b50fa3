"""What is read of a log, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.kernel.errors import InputError, Problem
from totalis.procedure.travel import MOST_DAYS

if TYPE_CHECKING:
    from datetime import date

MOST_BYTES = 2_000_000


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


def bounded(data: bytes) -> None:
    """Refuse a file that is too large, before anything reads it."""
    if len(data) > MOST_BYTES:
        raise refuse(
            found=f"{len(data):,} bytes",
            expected=f"at most {MOST_BYTES:,} bytes",
            remedy="Hand in one year at a time.",
        )


def checked(stay: ReadStay) -> ReadStay | str:
    """The stay, or why its days cannot be right."""
    if stay.end < stay.start:
        return "The last day lies before the first."
    if (stay.end - stay.start).days >= MOST_DAYS:
        return "The stay lasts longer than a century."
    return stay


def refuse(*, found: str, expected: str, remedy: str) -> InputError:
    """The error for a file that cannot be read as a log."""
    return InputError([Problem(path="file", found=found, expected=expected, remedy=remedy)])
