"""A case's words for payroll as stretches of days: what an index keeps, so that a question needs no case file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.gate.words import Word, word_of
from totalis.procedure.casefile import PayrollState
from totalis.procedure.standing_decision import current_answers
from totalis.procedure.standing_payroll import payroll_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile

EDITION = 2
"""Counts up whenever the same case file may give other spans: what was kept of an earlier edition is made anew.

2: a day with other work that the certificate does not carry is `hold`.
"""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, inclusive on both sides and open where None, on all of which a case says the same to payroll.

    `valid_until` is the last day of an exemption: that of the certificate, or an earlier one on which the decided work
    ends or something falls; None where none is known, and where nothing is exempt. `changed` says that payroll
    relied on a certificate that does not exempt these days any more. `certificate` is its id in the case file.
    """

    first: date | None
    last: date | None
    word: Word
    state: PayrollState
    reason: str
    certificate: str = ""
    valid_until: date | None = None
    covered_by: str = ""
    exempt_in: str = ""

    @property
    def changed(self) -> bool:
        """Whether an exemption that payroll relied on fell."""
        return self.state is PayrollState.CHANGED

    def holds_on(self, day: date) -> bool:
        """Whether it speaks of the day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def spans(file: CaseFile) -> tuple[Span, ...]:
    """What the case says of every day, in the order of days, without a gap; two neighbours never say the same."""
    starts = [date.min, *turning_days(file)]
    said = [(first, _said(file, first)) for first in starts]
    turns = [pair for place, pair in enumerate(said) if place == 0 or said[place - 1][1] != pair[1]]
    ends = [first - _ONE_DAY for first, _what in turns[1:]]
    return tuple(
        _span(first, last, what)
        for (first, what), last in zip(turns, [*ends, date.max], strict=True)
    )


def turning_days(file: CaseFile) -> list[date]:
    """Every day, but the first of all, on which the records can make the answer another one; in order."""
    return sorted(day for day in set(_turning(file)) if day > date.min)


def _turning(file: CaseFile) -> Iterator[date]:
    for certificate in file.certificates:
        yield certificate.start
        yield from _after(certificate.end)
        if certificate.withdrawn_on is not None:
            yield certificate.withdrawn_on
    for reopening in file.reopenings:
        if reopening.pay_from is not None:
            yield reopening.pay_from
    for answer in current_answers(file):
        if answer.start is not None:
            yield answer.start
        yield from _after(answer.end)


def _after(last: date | None) -> Iterator[date]:
    if last is not None and last < date.max:
        yield last + _ONE_DAY


_Said = tuple[Word, PayrollState, str, str, str, str]


def _said(file: CaseFile, day: date) -> _Said:
    answer = payroll_of(file, day)
    return (
        word_of(file, answer, day),
        answer.state,
        answer.reason,
        answer.certificate,
        answer.covered_by,
        answer.exempt_in,
    )


def _span(first: date, last: date, said: _Said) -> Span:
    word, state, reason, certificate, covered_by, exempt_in = said
    until = None if last == date.max else last
    return Span(
        first=None if first == date.min else first,
        last=until,
        word=word,
        state=state,
        reason=reason,
        certificate=certificate,
        valid_until=until if word is Word.EXEMPT else None,
        covered_by=covered_by,
        exempt_in=exempt_in,
    )
