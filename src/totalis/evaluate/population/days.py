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
from totalis.evaluate.clocks import last_days_alone
from totalis.evaluate.population.cells import day_text, reason, sheet_of, text_of
from totalis.evaluate.population.columns import FACTS
from totalis.facts.reader import parse_value
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.lawbook.model import Rule
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


class Representative(msgspec.Struct, frozen=True):
    """A class of days and two days that stand for it."""

    number: int
    start: date | None
    end: date | None


class Calendar:
    """The clocks of one program, then its deadlines, for a set of first days.

    Clocks that end on the same days, whatever the first day, are one clock here: a row is compared once.

    Attributes:
        starts: The first days, each once, in their order.
        clocks: Where each clock ends for each first day, without earlier postings.
        deadlines: Where each deadline ends for each first day.
        late: For each first day, which clocks ended before it, a bit each.
    """

    def __init__(self, program: Program, as_of: date, starts: Sequence[date]) -> None:
        self.as_of = as_of
        self.starts = tuple(starts)
        names = [item.name for item in program.observations if item.name.startswith("clock.")]
        own = {name[6:]: program.agreement.clocks[name[6:]] for name in names}
        counted = {name: last_days_alone(clock, self.starts) for name, clock in own.items()}
        dated = {
            f"{DEADLINE}{rule.id}": self._deadline(rule) for rule in program.rules if rule.deadline
        }
        self.clocks = list(dict.fromkeys(counted.values()))
        self.deadlines = list(dict.fromkeys(dated.values()))
        columns = [*self.clocks, *self.deadlines]
        self._places = {name: columns.index(days) for name, days in (counted | dated).items()}
        self._rows = {start: row for row, start in enumerate(self.starts)}
        self.late = [
            sum(1 << place for place, day in enumerate(ends) if day < start)
            for start, ends in zip(self.starts, self.ends(), strict=True)
        ]

    def _deadline(self, rule: Rule) -> tuple[date, ...]:
        answers = [deadline(rule, start, self.as_of) for start in self.starts]
        return tuple(item.last_lawful_day for item in answers if item and item.last_lawful_day)

    def ends(self) -> Iterable[tuple[date, ...]]:
        """Where the clocks end, for each first day."""
        return zip(*self.clocks, strict=True) if self.clocks else ((),) * len(self.starts)

    def last_day(self, counted_by: str, start: date) -> date:
        """The last day that a clock or a deadline gives a first day, without earlier postings."""
        columns = [*self.clocks, *self.deadlines]
        return columns[self.number_of(counted_by)][self._rows[start]]

    def number_of(self, counted_by: str) -> int:
        """Which of the last days is meant, clocks first."""
        return self._places[counted_by]


def representatives(
    calendar: Calendar, *, unknown: tuple[bool, bool], base: int
) -> list[Representative]:
    """The classes of days that can occur, each with a first and a last day that stand for it.

    Along the ends that a first day can have, what fits changes only the day after a last lawful day.
    """
    no_start, no_end = unknown
    found: dict[int, Representative] = {}

    def note(start: date | None, late: int, end: date | None, within: int) -> None:
        number = class_of(start, late, end, within, base)
        found.setdefault(number, Representative(number, start, end))

    some_day = next(iter(calendar.starts), calendar.as_of)
    if no_start:
        note(None, 0, None, 0)
        note(None, 0, some_day, 0)
    for start, late, ends in _different(calendar):
        if no_end:
            note(start, late, None, 0)
        after = [day + _ONE for day in ends if day >= start]
        for end in (start, *after):
            note(start, late, end, sum(1 << i for i, day in enumerate(ends) if end <= day))
    return list(found.values())


def class_of(start: date | None, late: int, end: date | None, within: int, base: int) -> int:
    """The number of a class: nothing known is 0."""
    return (0 if start is None else 1 + late) * base + (0 if end is None else 1 + within)


def _different(calendar: Calendar) -> Iterable[tuple[date, int, tuple[date, ...]]]:
    """One first day for each order in which the clocks end, with what is late and the ends."""
    found: dict[tuple[Any, ...], tuple[date, int, tuple[date, ...]]] = {}
    for start, late, ends in zip(calendar.starts, calendar.late, calendar.ends(), strict=True):
        known = sorted(set(ends))
        found.setdefault((late, *map(known.index, ends)), (start, late, ends))
    return found.values()
