"""Distinct rows without their days, each evaluated once by the one evaluator for every class of days.

A shape is what a row says besides its days. Its sheet is read by the sheet's reader; where that refuses,
every row of the shape is invalid. A row with earlier postings is a shape of its own, days included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from totalis.evaluate.brief import Brief, brief, brief_outside
from totalis.evaluate.observe import observe
from totalis.evaluate.population.cells import reason, says_endless, sheet_of
from totalis.evaluate.population.columns import ANSWERS, INTERNAL, INVALID, column_of
from totalis.evaluate.population.days import Calendar, Representative, representatives
from totalis.evaluate.population.patterns import Patterns
from totalis.kernel.errors import InputError
from totalis.rules.program import Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from totalis.evaluate.engine import Evaluator
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.lawbook.model import Agreement

MANY = 100_000
NO_CALENDAR = 0
SHAPE_COLUMNS = {
    f"{INTERNAL}shape": pl.Int64,
    f"{INTERNAL}calendar": pl.Int64,
    f"{INTERNAL}whole": pl.Boolean,
    f"{INTERNAL}endless": pl.Boolean,
}
ANSWER_COLUMNS = {
    f"{INTERNAL}key": pl.Int64,
    **{f"{INTERNAL}{name}": pl.String for name in ANSWERS[:7]},
    f"{INTERNAL}counted": pl.Int64,
    f"{INTERNAL}last": pl.Date,
    f"{INTERNAL}reason": pl.String,
}


class Rows:
    """Rows that are gathered into a frame, packed from time to time so that many stay small."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = dict(schema)
        self.rows: list[tuple[Any, ...]] = []
        self.parts: list[pl.DataFrame] = []

    def add(self, row: tuple[Any, ...]) -> None:
        """Add one row."""
        self.rows.append(row)
        if len(self.rows) >= MANY:
            self._pack()

    def frame(self) -> pl.DataFrame:
        """All rows."""
        self._pack()
        return pl.concat(self.parts)

    def _pack(self) -> None:
        self.parts.append(pl.DataFrame(self.rows, schema=self.schema, orient="row"))
        self.rows = []


class Found(msgspec.Struct, frozen=True):
    """What a shape is: which calendar counts its days, whether it is whole (days are part of it)."""

    calendar: int
    whole: bool
    endless: bool


class Shapes:
    """Answers by shape and class of days."""

    def __init__(
        self,
        evaluator: Evaluator,
        as_of: date,
        *,
        starts: Sequence[date],
        unknown: tuple[bool, bool],
        kinds: Mapping[str, str],
    ) -> None:
        self.evaluator = evaluator
        self.as_of = as_of
        self.starts = starts
        self.unknown = unknown
        self.kinds = kinds
        self.most_clocks = _most_clocks(evaluator)
        self.base = 1 + (1 << self.most_clocks)
        self.classes = self.base * self.base
        self.calendars: list[Calendar] = []
        self.answers = Rows(ANSWER_COLUMNS)
        self.patterns = Patterns()
        self._numbers: dict[int, int] = {}
        self._representatives: list[list[Representative]] = []

    def evaluate(self, number: int, cells: Mapping[str, str], *, whole: bool) -> Found:
        """Answer a shape for every class of days; `whole`: its days are among the cells."""
        endless = says_endless(cells.get("open_ended", ""))
        try:
            sheet = sheet_of(cells, self.kinds)
        except InputError as error:
            self._note(number * self.classes, Brief(outcome=INVALID), error=reason(error))
            return Found(NO_CALENDAR, whole, endless)
        engagement = sheet.engagements[0]
        program = self.evaluator.reading(sheet, engagement, self.as_of)
        if not isinstance(program, Program):
            self._note(number * self.classes, brief_outside(program))
            return Found(NO_CALENDAR, whole, endless)
        if whole:
            self._alone(number, sheet, engagement, program)
            return Found(NO_CALENDAR, whole, endless)
        calendar = self._calendar_number(program)
        classes = self._representatives[calendar - 1]
        for days, answer in self.patterns.answers(sheet, engagement, program, classes):
            counted = self._counted(self.calendars[calendar - 1], answer.counted_by)
            self._note(number * self.classes + days.number, answer, counted=counted)
        return Found(calendar, whole, endless)

    def _alone(
        self, number: int, sheet: FactSheet, engagement: Engagement, program: Program
    ) -> None:
        """A row that is a shape of its own: its clocks are read for itself."""
        observed = observe(sheet, engagement, program)
        answer = brief(sheet, engagement, program, observed)
        last = None
        if answer.counted_by in observed.clocks:
            last = observed.clocks[answer.counted_by].last_lawful_day
        elif answer.counted_by and engagement.start is not None:
            calendar = self.calendars[self._calendar_number(program) - 1]
            last = calendar.last_day(answer.counted_by, engagement.start)
        self._note(number * self.classes, answer, last=last)

    def _counted(self, calendar: Calendar, counted_by: str) -> int | None:
        """Which last day of the calendar's table is meant: clocks first, then deadlines."""
        if not counted_by:
            return None
        number = calendar.number_of(counted_by)
        own = len(calendar.clocks)
        return number if number < own else self.most_clocks + number - own

    def _calendar_number(self, program: Program) -> int:
        """The number of a program's calendar, from 1."""
        if id(program) not in self._numbers:
            calendar = Calendar(program, self.as_of, self.starts)
            self.calendars.append(calendar)
            self._numbers[id(program)] = len(self.calendars)
            self._representatives.append(
                representatives(calendar, unknown=self.unknown, base=self.base)
            )
        return self._numbers[id(program)]

    def _note(
        self,
        key: int,
        answer: Brief,
        *,
        counted: int | None = None,
        last: date | None = None,
        error: str | None = None,
    ) -> None:
        missing = "|".join(map(column_of, answer.missing)) or None
        self.answers.add(
            (
                key,
                answer.outcome,
                answer.covered_by,
                answer.exempt_in,
                answer.agreement,
                answer.rule,
                missing,
                answer.issuer,
                counted,
                last,
                error,
            )
        )


def _most_clocks(evaluator: Evaluator) -> int:
    """How many clocks of an agreement can end on different days."""
    return max((len(_lengths(item)) for item in evaluator.law.agreements()), default=0)


def _lengths(agreement: Agreement) -> set[tuple[Any, ...]]:
    clocks = agreement.clocks.values()
    return {(item.limit, item.rounding, item.counted_from, item.floor) for item in clocks}
