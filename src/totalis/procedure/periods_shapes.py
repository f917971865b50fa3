"""The shapes of a timeline: bars in lanes on one axis, and days that are marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TICKS = 6
QUARTERS = (1, 4, 7, 10)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days, both inside; without an end it goes on beyond the picture, and `open` says why."""

    kind: str
    label: str
    start: date
    end: date | None
    tail: str = ""
    open: str = "goes on"

    @property
    def until(self) -> str:
        """Its last day in words."""
        return day_words(self.end) if self.end is not None else self.open

    @property
    def says(self) -> str:
        """Its days in words, and what else there is to say of them."""
        if self.end is not None:
            return f"{span_words(self.start, self.end)}{self.tail}"
        return f"from {day_words(self.start)}{self.tail}, {self.open}"


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture; `name` is its label where there is little room."""

    name: str
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that is marked across all lanes, or on the axis."""

    kind: str
    label: str
    day: date


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from one side of the picture to the other."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def share(self, day: date) -> float:
        """Where the morning of a day lies, from 0 to 1."""
        whole = (self.last - self.first).days or 1
        return min(max((day - self.first).days / whole, 0.0), 1.0)

    def extent(self, bar: Bar) -> tuple[float, float]:
        """Where a bar begins and ends, from 0 to 1."""
        return self.share(bar.start), 1.0 if bar.end is None else self.share(bar.end + _ONE_DAY)

    def ticks(self) -> tuple[Mark, ...]:
        """The first days of years, or of quarters where the picture is short; a handful at most."""
        years = range(self.first.year, self.last.year + 1)
        days = [day for year in years if (day := date(year, 1, 1)) in self]
        quarterly = len(days) <= 1
        if quarterly:
            days = [
                day for year in years for month in QUARTERS if (day := date(year, month, 1)) in self
            ]
        step = -(-len(days) // MOST_TICKS) or 1
        return tuple(
            Mark("tick", f"{day:%b %Y}" if quarterly else str(day.year), day)
            for day in days[::step]
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture, and what it shows in one or two sentences."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    axis: Axis
    says: str

    @property
    def bars(self) -> Iterable[Bar]:
        """Every bar in the order in which it is read."""
        return (bar for lane in self.lanes for bar in lane.bars)
