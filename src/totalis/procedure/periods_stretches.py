"""Days of periods as sets of stretches: where they overlap, where nothing stands, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from totalis.kernel.dates import Interval, day_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.procedure.casefile import Period

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from a first to a last one, both inside; without a last one it is open."""

    start: date
    end: date | None

    def says(self) -> str:
        """Its days in words."""
        if self.end is None:
            return f"from {day_words(self.start)} on"
        return day_words(self.start) if self.start == self.end else span_words(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two periods and the days that lie in both."""

    one: Period
    other: Period
    days: Stretch


def interval_of(start: date, end: date | None) -> Interval:
    """Days that are inside on both sides as a closed-open interval."""
    return Interval(start, None if end is None or end == date.max else end + _ONE_DAY)


def shared(start: date, end: date | None, other: date, until: date | None) -> Stretch | None:
    """The days that lie in two spans, both sides inside; None where there are none."""
    backwards = (end is not None and end < start) or (until is not None and until < other)
    if backwards or not interval_of(start, end).overlaps(interval_of(other, until)):
        return None
    ends = [day for day in (end, until) if day is not None]
    return Stretch(max(start, other), min(ends, default=None))


def overlaps(periods: Iterable[Period]) -> tuple[Overlap, ...]:
    """Every two periods that share a day."""
    ordered = sorted(periods, key=lambda item: (item.start, item.id))
    return tuple(
        Overlap(one, other, days)
        for one, other in combinations(ordered, 2)
        if (days := shared(one.start, one.end, other.start, other.end)) is not None
    )


def gaps(periods: Iterable[Period]) -> tuple[Stretch, ...]:
    """The days between the first and the last period on which none stands."""
    found: list[Stretch] = []
    covered: date | None = None
    for item in sorted(periods, key=lambda item: item.start):
        if item.end is not None and item.end < item.start:
            continue
        if covered is not None and item.start > covered + _ONE_DAY:
            found.append(Stretch(covered + _ONE_DAY, item.start - _ONE_DAY))
        if item.end is None or item.end == date.max:
            break
        covered = item.end if covered is None else max(covered, item.end)
    return tuple(found)
