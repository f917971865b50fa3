"""A certificate on paper: number and code, asked of whoever keeps the register. Without a network nothing can be said of a paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from totalis.documents.verify.certificate import covers
from totalis.documents.verify.certificate_steps import Checking, refuse
from totalis.documents.verify.certificate_words import Verdict

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.documents.verify.certificate_steps import CertificateCheck, Value

PAPER = "certificate_paper"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What the register says of one certificate, as far as a check may know it."""

    start: date
    end: date | None
    refused: str = ""
    """`withdrawn` or `replaced`; empty where it counts."""
    ended_on: date | None = None
    """Its last day, where it ended earlier than its face says."""
    about: dict[str, str] = field(default_factory=dict)
    """What the paper shows anyway, to be held against it."""

    def standing(self, day: date, at: datetime) -> dict[str, Value]:
        """The step `standing`.

        Raises:
            RefusedError: it was withdrawn or replaced, or had ended by that day.
        """
        if self.refused:
            refuse(self.refused)
        if self.ended_on is None:
            return {"known": at}
        if day > self.ended_on:
            refuse("ended", expected=self.ended_on, found=day)
        return {"done": "standing_until", "known": at, "ended": self.ended_on}


def check_paper(
    found: Registered | None, number: str, *, day: date, at: datetime
) -> CertificateCheck:
    """All steps of a paper; `found` is None where number and code open nothing, whichever of them is wrong."""
    checking = Checking(number, day=day, at=at)

    def known() -> dict[str, Value]:
        if found is None:
            refuse("unknown_number")
        return {"number": number}

    if not checking.look("number", known, broken="unknown_number") or found is None:
        checking.skip("period", "standing")
        return checking.closed(PAPER, Verdict.NOT_FOUND)
    checking.look("period", lambda: covers(day, found.start, found.end), broken="period_over")
    checking.look("standing", lambda: found.standing(day, at), broken="withdrawn")
    checking.about = found.about
    return checking.closed(PAPER)
