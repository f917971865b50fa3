"""The plan: distinct values of day columns, distinct shapes, answers, and everything joined back.

Each step is a pass over the table: it is read three times and never held. What comes between the passes
is as large as the number of distinct patterns, not of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from totalis.evaluate import evaluator_of
from totalis.evaluate.population.cells import BETWEEN, NO_ITEM, text_of
from totalis.evaluate.population.columns import (
    ANSWERS,
    END,
    INTERNAL,
    INVALID,
    POSTINGS,
    START,
    Header,
    read_header,
)
from totalis.evaluate.population.days import DayColumn, backwards, endless_with_end, read_days
from totalis.evaluate.population.engines import Engine, Frame, engine_of, kinds_of
from totalis.evaluate.population.reducing import reduction_of
from totalis.evaluate.population.shapes import SHAPE_COLUMNS, Rows, Shapes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from totalis.lawbook.book import Lawbook

    Progress = Callable[[str, int, int], None]

_P = INTERNAL
_DAYS = (START, END)
_WHOLE = {START: f"{_P}whole_start", END: f"{_P}whole_end"}


class Plan:
    """One table, one day, one lawbook."""

    def __init__(self, frame: Any, as_of: date, law: Lawbook, progress: Progress) -> None:
        self.engine: Engine = engine_of(frame)
        schema = nw.from_native(nw.to_native(frame, pass_through=True)).collect_schema()
        self.header: Header = read_header(schema.names())
        self.kinds = kinds_of(schema, self.header.facts)
        self.as_of = as_of
        self.law = law
        self.progress = progress
        self.patterns = 0

    def carried_out(self) -> Frame:
        """The answers beside the columns that are no facts."""
        table = self.engine.opened(self.header.facts)
        self.progress("reading", 0, 1)
        days = {name: self._days(table, name) for name in _DAYS}
        whole = self._has_postings(table)
        table = self._dated(self._reduced(table), days)
        if whole:
            table = table.with_columns(*self._whole_days())
        starts, ends = days[START], days[END]
        shapes = Shapes(
            evaluator_of(self.law),
            self.as_of,
            starts=starts.days,
            unknown=(starts.unknown, ends.unknown),
            kinds=self.kinds,
        )
        keys = [*(name for name in self.header.facts if name not in _DAYS)]
        keys += _WHOLE.values() if whole else ()
        shape_table = self._shapes(table, keys, shapes)
        table = self.engine.joined(table, self.engine.beside(shape_table), keys)
        return self._answered(table, shapes, starts)

    # -- observing by columns ----------------------------------------------------------------------

    def _values(self, table: Frame, name: str) -> list[Any]:
        rows = self.engine.batches(table.select(name).unique())
        return [row[0] for part in rows for row in part]

    def _days(self, table: Frame, name: str) -> DayColumn:
        if name not in self.header.facts:
            return DayColumn([(None, None, None)], unknown=True)
        return read_days(name, self._values(table, name), self.kinds[name])

    def _has_postings(self, table: Frame) -> bool:
        if POSTINGS not in self.header.facts:
            return False
        listed = table.filter(_listed()).select(POSTINGS).head(1)
        return any(self.engine.batches(listed))

    def _reduced(self, table: Frame) -> Frame:
        """Columns of many values that rules see as few: each value for the one that stands for it."""
        for name in self.header.facts:
            reduction = reduction_of(name, self.law)
            if reduction is None:
                continue
            values = self._values(table, name)
            pairs = {text_of(value): reduction(text_of(value)) for value in values}
            if all(text == found for text, found in pairs.items()):
                continue
            table = table.with_columns(nw.col(name).cast(nw.String()).fill_null("").alias(name))
            short = f"{_P}short"
            small = pl.DataFrame(
                {name: [*pairs], short: [*pairs.values()]},
                schema_overrides={name: pl.String, short: pl.String},
            )
            table = self.engine.joined(table, self.engine.beside(small), [name])
            table = table.drop(name).rename({short: name})
        return table

    def _dated(self, table: Frame, days: dict[str, DayColumn]) -> Frame:
        """Each day column as a day, and why it is none where it is none."""
        for name, column in days.items():
            day, error = f"{_P}{name}", f"{_P}{name}_error"
            if name not in self.header.facts:
                table = table.with_columns(
                    _nothing(nw.Date()).alias(day), _nothing(nw.String()).alias(error)
                )
            elif self.kinds[name] == "day" and column.as_it_stands:
                table = table.with_columns(
                    nw.col(name).alias(day), _nothing(nw.String()).alias(error)
                )
            else:
                raw = pl.Date if self.kinds[name] == "day" else pl.String
                small = pl.DataFrame(
                    column.rows, schema={name: raw, day: pl.Date, error: pl.String}, orient="row"
                )
                table = self.engine.joined(table, self.engine.beside(small), [name])
        return table

    def _whole_days(self) -> list[nw.Expr]:
        """The days of rows with earlier postings, which are shapes of their own."""
        return [
            nw.when(_listed())
            .then(nw.col(name).cast(nw.String()).fill_null(""))
            .otherwise(nw.lit(""))
            .alias(alias)
            if name in self.header.facts
            else nw.lit("").alias(alias)
            for name, alias in _WHOLE.items()
        ]

    # -- distinct patterns -------------------------------------------------------------------------

    def _shapes(self, table: Frame, keys: list[str], shapes: Shapes) -> pl.DataFrame:
        """Evaluate every distinct shape; the table that leads from its cells to its number."""
        distinct = table.select(*keys).unique()
        schema = distinct.collect_schema()
        types = {name: _TYPES.get(str(schema[name]), pl.String) for name in keys}
        found = Rows({**types, **{f"{_P}{name}": kind for name, kind in SHAPE_COLUMNS.items()}})
        facts_of = {alias: name for name, alias in _WHOLE.items()}
        names = [facts_of.get(name, name) for name in keys]
        for part in self.engine.batches(distinct):
            for row in part:
                cells = dict(zip(names, map(text_of, row), strict=True))
                whole = cells.get(POSTINGS, "") not in ("", NO_ITEM)
                shape = shapes.evaluate(self.patterns, cells, whole=whole)
                found.add((*row, self.patterns, shape.calendar, shape.whole, shape.endless))
                self.patterns += 1
            self.progress("patterns", self.patterns, self.patterns)
        return found.frame()

    # -- joining back ------------------------------------------------------------------------------

    def _answered(self, table: Frame, shapes: Shapes, starts: DayColumn) -> Frame:
        calendar = _calendar_table(shapes, starts)
        table = self.engine.joined(
            table, self.engine.beside(calendar), [f"{_P}calendar", f"{_P}start"]
        )
        table = table.with_columns(_key(shapes).alias(f"{_P}key"))
        answers = shapes.answers.frame()
        answers = answers.rename({name: f"{_P}{name}" for name in answers.columns})
        table = self.engine.joined(table, self.engine.beside(answers), [f"{_P}key"])
        table = table.with_columns(*_errors()).with_columns(_error().alias(f"{_P}error"))
        return table.select(*self.header.kept, *_answer_columns(_last_columns(calendar)))


_TYPES: dict[str, Any] = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64}


def _nothing(dtype: Any) -> nw.Expr:
    return nw.lit(None).cast(dtype)


def _listed() -> nw.Expr:
    """Whether a row lists earlier postings, as far as its text says."""
    text = nw.col(POSTINGS)
    return (~text.is_in(["", NO_ITEM])).fill_null(value=False)


def _calendar_table(shapes: Shapes, starts: DayColumn) -> pl.DataFrame:
    """Where everything ends for each calendar and first day."""
    width = max((len(c.clocks) + len(c.dated) for c in shapes.calendars), default=0)
    lasts = {f"{_P}last_{i}": pl.Date for i in range(width)}
    clocks = {f"{_P}clock_{i}": pl.Date for i in range(_most(shapes))}
    rows = Rows(
        {f"{_P}calendar": pl.Int64, f"{_P}start": pl.Date, f"{_P}late": pl.Int64, **lasts, **clocks}
    )
    for number, calendar in enumerate(shapes.calendars, 1):
        for start in starts.days:
            here = calendar.thresholds(start)
            own = here.last[: len(calendar.clocks)]
            rows.add(
                (number, start, here.late, *_padded(here.last, width), *_padded(own, len(clocks)))
            )
    return rows.frame()


def _most(shapes: Shapes) -> int:
    return max((len(calendar.clocks) for calendar in shapes.calendars), default=0)


def _padded(days: tuple[Any, ...], width: int) -> tuple[Any, ...]:
    return (*days, *(None for _ in range(width - len(days))))


def _last_columns(calendar: pl.DataFrame) -> list[str]:
    return [name for name in calendar.columns if name.startswith(f"{_P}last_")]


def _key(shapes: Shapes) -> nw.Expr:
    """Shape and class of days as one number; `days.class_of` says the same for one row."""
    start, end = nw.col(f"{_P}start"), nw.col(f"{_P}end")
    within: nw.Expr = nw.lit(0).cast(nw.Int64())
    for i in range(_most(shapes)):
        fits = (end <= nw.col(f"{_P}clock_{i}")).fill_null(value=False)
        within = within + fits.cast(nw.Int64()) * (1 << i)
    one = nw.lit(1).cast(nw.Int64())
    zero = nw.lit(0).cast(nw.Int64())
    first = nw.when(start.is_null()).then(zero).otherwise(one + nw.col(f"{_P}late").fill_null(0))
    last = nw.when(end.is_null()).then(zero).otherwise(one + within)
    number = nw.when(nw.col(f"{_P}calendar") == 0).then(zero).otherwise(first * shapes.base + last)
    return nw.col(f"{_P}shape") * shapes.classes + number


def _errors() -> list[nw.Expr]:
    """What only two columns together show: days that run backwards, an end where none is intended."""
    start, end = nw.col(f"{_P}start"), nw.col(f"{_P}end")
    before, between, after = map(nw.lit, backwards())
    head, tail = map(nw.lit, endless_with_end())
    one, other = start.cast(nw.String()), end.cast(nw.String())
    return [
        nw.when(end < start)
        .then(nw.concat_str([before, other, between, one, after]))
        .otherwise(_nothing(nw.String()))
        .alias(f"{_P}backwards"),
        nw.when(nw.col(f"{_P}endless") & ~end.is_null())
        .then(nw.concat_str([head, other, tail]))
        .otherwise(_nothing(nw.String()))
        .alias(f"{_P}contrary"),
    ]


def _error() -> nw.Expr:
    """Every reason in one text; null where there is none. A whole shape knows all of its own."""
    parts = [
        nw.col(f"{_P}{name}")
        for name in ("reason", "start_error", "end_error", "backwards", "contrary")
    ]
    every = nw.concat_str(parts, separator=BETWEEN, ignore_nulls=True)
    found = nw.when(nw.col(f"{_P}whole")).then(parts[0]).otherwise(every)
    return nw.when(found == "").then(_nothing(nw.String())).otherwise(found)


def _answer_columns(lasts: list[str]) -> list[nw.Expr]:
    error = nw.col(f"{_P}error")
    good = error.is_null()
    result = [
        nw.when(good).then(nw.col(f"{_P}outcome")).otherwise(nw.lit(INVALID)).alias("outcome")
    ]
    result += [
        nw.when(good).then(nw.col(f"{_P}{name}")).otherwise(_nothing(nw.String())).alias(name)
        for name in ANSWERS[1:7]
    ]
    counted = nw.col(f"{_P}counted")
    chosen = [
        nw.when(counted == i).then(nw.col(name)).otherwise(_nothing(nw.Date()))
        for i, name in enumerate(lasts)
    ]
    day = nw.coalesce(nw.col(f"{_P}last"), *chosen)
    result.append(nw.when(good).then(day).otherwise(_nothing(nw.Date())).alias("last_lawful_day"))
    return [*result, error.alias("error")]
