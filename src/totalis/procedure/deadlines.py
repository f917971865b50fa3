"""Every date of a case, as values with a stable uid (G1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of a case; `uid` stays the same when the day moves."""

    uid: str
    kind: str
    day: date
    says: str
    right: str
    source: tuple[str, ...] = ()


def deadlines(file: CaseFile, today: date) -> tuple[Deadline, ...]:
    """Every date of a case that is known, the earliest first."""
    del today
    ends = [
        Deadline(
            f"{file.reference}:expiry:{item.id}",
            "expiry",
            item.end,
            "The certificate ends.",
            "prepare",
        )
        for item in file.certificates
        if item.end is not None and item.withdrawn_on is None
    ]
    return tuple(sorted(ends, key=lambda item: (item.day, item.uid)))


def next_due(file: CaseFile, today: date) -> date | None:
    """The earliest date that is not past."""
    return next((item.day for item in deadlines(file, today) if item.day >= today), None)
