"""What payroll does, day by day, as bars: the gate is asked on every day on which its answer can change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.documents.timeline import Bar
from totalis.gate import payroll_state
from totalis.gate.spans import turning_days

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile

ONE_DAY = timedelta(days=1)


def payroll_bars(file: CaseFile, first: date, last: date) -> tuple[Bar, ...]:
    """The word for payroll from one day to another, one bar for each stretch in which it is the same.

    It begins with the first day that the records speak of: before it there is nothing to withhold or exempt.
    """
    turning = [day for day in turning_days(file) if day <= last]
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
