"""What payroll does, day by day, as bars: the gate is asked on every day on which its answer can change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.documents.timeline import Bar
from totalis.gate import payroll_state
from totalis.procedure.standing_decision import current_answers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from totalis.procedure.casefile import CaseFile

ONE_DAY = timedelta(days=1)


def payroll_bars(file: CaseFile, first: date, last: date) -> tuple[Bar, ...]:
    """The word for payroll from one day to another, one bar for each stretch in which it is the same.

    It begins with the first day that the records speak of: before it there is nothing to withhold or exempt.
    """
    turning = [day for day in _turning_days(file) if day <= last]
    begins = max(first, min(turning, default=first))
    starts = sorted({begins, *(day for day in turning if day > begins)})
    words = [(day, payroll_state(file, day).state.value) for day in starts]
    turns = [
        (day, word)
        for index, (day, word) in enumerate(words)
        if index == 0 or words[index - 1][1] != word
    ]
    ends = [day - ONE_DAY for day, _word in turns[1:]] + [last]
    return tuple(
        Bar(word, word.capitalize(), day, end) for (day, word), end in zip(turns, ends, strict=True)
    )


def _turning_days(file: CaseFile) -> Iterator[date]:
    """Every day on which the records can make the answer another one."""
    for certificate in file.certificates:
        yield certificate.start
        if certificate.end is not None:
            yield certificate.end + ONE_DAY
        if certificate.withdrawn_on is not None:
            yield certificate.withdrawn_on
    for reopening in file.reopenings:
        if reopening.pay_from is not None:
            yield reopening.pay_from
    for answer in current_answers(file):
        if answer.start is not None:
            yield answer.start
        if answer.end is not None:
            yield answer.end + ONE_DAY
