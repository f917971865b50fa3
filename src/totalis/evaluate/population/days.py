"""What depends on days: reading them, where each clock ends for each first day, and the classes of days.

Days are few (some thousand first days in any register), so the same Python that reads a clock for one
sheet reads it once for each first day; the table then only compares. Two rows of a class have the same
observations of every clock of their agreement, so one representative answers for all.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.evaluate.answers import deadline
from totalis.evaluate.brief import DEADLINE
from totalis.evaluate.clocks import last_day_alone
from totalis.evaluate.population.cells import day_text, reason, sheet_of, text_of
from totalis.evaluate.population.columns import FACTS
from totalis.facts.reader import parse_value
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.rules.program import Program

_ONE = timedelta(days=1)
_FIRST, _LAST = "1999-12-31", "1999-12-30"


class DayColumn(msgspec.Struct):
    """The distinct values of a day column, read: (as it stands, day, reason why it is none)."""

    rows: list[tuple[Any, date | None, str | None]]
    unknown: bool
    """Whether some row leaves the day unknown."""

    @property
    def days(self) -> list[date]:
        """The days, each once."""
        return sorted({day for _raw, day, _error in self.rows if day is not None})

    @property
    def as_it_stands(self) -> bool:
        """Whether every value is a day already, so that nothing has to be joined."""
        return all(raw is None or raw == day for raw, day, _error in self.rows)


def read_days(column: str, values: Iterable[Any], kind: str) -> DayColumn:
    """Read the distinct values of a day column, each as a sheet would."""
    rows: list[tuple[Any, date | None, str | None]] = []
    unknown = False
    for raw in values:
        text = text_of(raw)
        if text == "":
            unknown = True
            rows.append((raw, None, None))
            continue
        try:
            rows.append((raw, parse_value(FACTS[column], day_text(text, kind)), None))
        except InputError as error:
            rows.append((raw, None, reason(error)))
    return DayColumn(rows, unknown)


def backwards() -> tuple[str, str, str]:
    """What the reader says of a last day before the first, cut where the two days stand."""
    said = _refused({"start": _FIRST, "end": _LAST})
    before, rest = said.split(_LAST, 1)
    between, after = rest.split(_FIRST, 1)
    return before, between, after


def endless_with_end() -> tuple[str, str]:
    """What the reader says of an end where none is intended, cut where the day stands."""
    before, after = _refused({"end": _LAST, "open_ended": "true"}).split(_LAST, 1)
    return before, after


def _refused(cells: dict[str, str]) -> str:
    try:
        sheet_of(cells, {})
    except InputError as error:
        return reason(error)
    message = (
        f"the reader takes {cells}"  # pragma: no cover - it would be a reader without the check
    )
    raise AssertionError(message)


class Thresholds(msgspec.Struct, frozen=True):
    """For one first day: whether each clock ended before it began, and each last lawful day."""

    late: int
    last: tuple[date | None, ...]


class Representative(msgspec.Struct, frozen=True):
    """A class of days and two days that stand for it."""

    number: int
    start: date | None
    end: date | None


class Calendar:
    """The clocks of one program, then its deadlines, for a set of first days."""

    def __init__(self, program: Program, as_of: date) -> None:
        self.program = program
        self.as_of = as_of
        names = [item.name for item in program.observations]
        self.clocks = tuple(name[6:] for name in names if name.startswith("clock."))
        self.dated = tuple(rule for rule in program.rules if rule.deadline is not None)
        self._known: dict[date, Thresholds] = {}

    def last_day(self, counted_by: str, start: date) -> date | None:
        """The last day that a clock or a deadline gives a first day, without earlier postings."""
        return self.thresholds(start).last[self.number_of(counted_by)]

    def number_of(self, counted_by: str) -> int:
        """Which of the last days is meant."""
        if counted_by.startswith(DEADLINE):
            ids = [rule.id for rule in self.dated]
            return len(self.clocks) + ids.index(counted_by.removeprefix(DEADLINE))
        return self.clocks.index(counted_by)

    def thresholds(self, start: date) -> Thresholds:
        """Where everything ends that is counted from a first day, without earlier postings."""
        if start not in self._known:
            self._known[start] = self._count(start)
        return self._known[start]

    def _count(self, start: date) -> Thresholds:
        clocks = self.program.agreement.clocks
        last = [last_day_alone(clocks[name], start) for name in self.clocks]
        late = sum(1 << i for i, day in enumerate(last) if day < start)
        answers = [deadline(rule, start, self.as_of) for rule in self.dated]
        return Thresholds(
            late, (*last, *(item.last_lawful_day if item else None for item in answers))
        )

    def within(self, end: date, last: Sequence[date | None]) -> int:
        """Which clocks an end fits, a bit each; the columns say the same."""
        days = last[: len(self.clocks)]
        return sum(1 << i for i, day in enumerate(days) if day is not None and end <= day)


def representatives(
    calendar: Calendar, starts: Sequence[date], *, unknown: tuple[bool, bool], base: int
) -> list[Representative]:
    """The classes of days that can occur, each with a first and a last day that stand for it.

    Along the ends that a first day can have, what fits changes only the day after a last lawful day.
    """
    no_start, no_end = unknown
    found: dict[int, Representative] = {}

    def note(start: date | None, late: int, end: date | None, within: int) -> None:
        number = class_of(start, late, end, within, base)
        found.setdefault(number, Representative(number, start, end))

    some_day = starts[0] if starts else calendar.as_of
    if no_start:
        note(None, 0, None, 0)
        note(None, 0, some_day, 0)
    for start in _different(calendar, starts):
        here = calendar.thresholds(start)
        if no_end:
            note(start, here.late, None, 0)
        lasts = here.last[: len(calendar.clocks)]
        after = [day + _ONE for day in lasts if day is not None and day >= start]
        for end in (start, *after):
            note(start, here.late, end, calendar.within(end, here.last))
    return list(found.values())


def class_of(start: date | None, late: int, end: date | None, within: int, base: int) -> int:
    """The number of a class: nothing known is 0."""
    return (0 if start is None else 1 + late) * base + (0 if end is None else 1 + within)


def _different(calendar: Calendar, starts: Sequence[date]) -> list[date]:
    """One first day for each order in which the clocks end."""
    found: dict[tuple[Any, ...], date] = {}
    for start in starts:
        here = calendar.thresholds(start)
        lasts = here.last[: len(calendar.clocks)]
        known = sorted({day for day in lasts if day is not None}) if len(lasts) > 1 else lasts
        order = tuple(-1 if day is None else known.index(day) for day in lasts)
        found.setdefault((here.late, order), start)
    return list(found.values())
