"""Joining back: the class of days of each row, its answer, its last lawful day, why it cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import narwhals as nw
import polars as pl

from totalis.evaluate.population.cells import BETWEEN
from totalis.evaluate.population.columns import ANSWERS, INTERNAL, INVALID
from totalis.evaluate.population.days import backwards, endless_with_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.evaluate.population.engines import Engine, Frame
    from totalis.evaluate.population.shapes import Shapes

_P = INTERNAL
_LAST = f"{_P}last"
"""The last lawful day of an answer, and with a number those of a calendar."""
_LATE = f"{_P}late"
"""Which clocks of a calendar ended before a first day, a bit each; unknown where none did."""
CONTRADICTIONS = _BACKWARDS, _CONTRARY = f"{_P}backwards", f"{_P}contrary"


def nothing(dtype: Any) -> nw.Expr:
    """An unknown value of a type."""
    return nw.lit(None).cast(dtype)


class Tables(msgspec.Struct, frozen=True):
    """What is joined to rows that have a shape and days."""

    classes: int
    base: int
    most_clocks: int
    answers: pl.DataFrame
    """By shape and class of days."""
    calendar: pl.DataFrame
    """By calendar and first day."""
    words: tuple[str, ...] = ANSWERS[:7]
    """The columns of `answers` that come out; the first says that a row is invalid, the others then nothing."""
    invalid: Any = INVALID

    @classmethod
    def of(cls, shapes: Shapes) -> Tables:
        """All that the shapes say."""
        sizes = shapes.classes, shapes.base, shapes.most_clocks
        answers, calendar = shapes.answers.frame(), _calendar_table(shapes)
        return cls(*sizes, _without(answers, [_LAST]), _without(calendar, calendar.columns[2:]))


def answered(
    engine: Engine, table: Frame, tables: Tables, errors: Sequence[str], *, kept: Sequence[str]
) -> Frame:
    """The kept columns and the answers.

    Args:
        engine: What joins.
        table: Kept columns, shape, start and end as days, and the columns named in `errors`.
        tables: The answers by shape and class of days.
        errors: The columns with reasons besides the shape's own.
        kept: The columns that pass through.
    """
    answers, calendar = tables.answers, tables.calendar
    all_good = not errors and answers[f"{_P}reason"].null_count() == answers.height
    if all_good:
        answers = answers.drop(f"{_P}reason")
    by_day = [f"{_P}calendar", f"{_P}start"]
    if len(calendar.columns) > len(by_day):
        table = engine.joined(table, calendar, by_day)
    table = table.with_columns(_key(tables).alias(f"{_P}key"))
    table = engine.joined(table, answers, [f"{_P}key"])
    lasts = [name for name in (_LAST, *calendar.columns) if name.startswith(_LAST)]
    lasts = [name for name in lasts if name in (*answers.columns, *calendar.columns)]
    if all_good:
        return table.select(*kept, *_all_good(lasts, tables.words))
    table = table.with_columns(_error(errors).alias(f"{_P}error"))
    return table.select(*kept, *_some_bad(lasts, tables))


def _without(table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """A table without those of some columns that say nothing: each would be carried along in every row."""
    return table.drop(name for name in names if table[name].null_count() == table.height)


def _calendar_table(shapes: Shapes) -> pl.DataFrame:
    """Where everything ends for each calendar and first day; clocks first, then deadlines."""
    width = shapes.most_clocks + max((len(item.deadlines) for item in shapes.calendars), default=0)
    lasts = {f"{_LAST}_{i}": pl.Date for i in range(width)}
    schema = {f"{_P}calendar": pl.Int64, f"{_P}start": pl.Date, _LATE: pl.Int64, **lasts}
    parts = [pl.DataFrame(schema=schema)]
    for number, calendar in enumerate(shapes.calendars, 1):
        own = dict(enumerate(calendar.clocks)) | dict(
            enumerate(calendar.deadlines, shapes.most_clocks)
        )
        columns = {f"{_P}start": calendar.starts, _LATE: [late or None for late in calendar.late]}
        columns |= {f"{_LAST}_{place}": days for place, days in own.items()}
        part = pl.DataFrame(columns, schema={name: schema[name] for name in columns})
        parts.append(part.with_columns(pl.lit(number, pl.Int64).alias(f"{_P}calendar")))
    return pl.concat(parts, how="diagonal", rechunk=True)


def _key(tables: Tables) -> nw.Expr:
    """Shape and class of days as one number; `days.class_of` says the same for one row."""
    start, end = nw.col(f"{_P}start"), nw.col(f"{_P}end")
    zero, one = nw.lit(0).cast(nw.Int32()), nw.lit(1).cast(nw.Int32())
    within = zero
    for i in range(tables.most_clocks):
        if f"{_LAST}_{i}" in tables.calendar.columns:
            fits = (end <= nw.col(f"{_LAST}_{i}")).fill_null(value=False)
            within = within + fits.cast(nw.Int32()) * nw.lit(1 << i).cast(nw.Int32())
    late = zero
    if _LATE in tables.calendar.columns:
        late = nw.col(_LATE).fill_null(0).cast(nw.Int32())
    first = nw.when(start.is_null()).then(zero).otherwise(one + late)
    last = nw.when(end.is_null()).then(zero).otherwise(one + within)
    number = nw.when(nw.col(f"{_P}calendar") == 0).then(zero)
    number_of_class = number.otherwise(first * nw.lit(tables.base).cast(nw.Int32()) + last)
    return nw.col(f"{_P}shape").cast(nw.Int64()) * tables.classes + number_of_class


# -- what is wrong --------------------------------------------------------------------------------


def _backwards() -> nw.Expr:
    return (nw.col(f"{_P}end") < nw.col(f"{_P}start")).fill_null(value=False)


def suspicions(endless: Any) -> dict[str, nw.Expr]:
    """Which rows of bare day columns may contradict themselves, by the column that will say so.

    Args:
        endless: The type of the column `open_ended`; None where there is none.
    """
    found = {_BACKWARDS: _backwards()}
    if endless is not None:
        word = nw.col("open_ended")
        if endless != nw.Boolean:
            word = word.cast(nw.String()).str.to_lowercase() == "true"
        found[_CONTRARY] = word.fill_null(value=False) & ~nw.col(f"{_P}end").is_null()
    return found


def contradiction(name: str) -> nw.Expr:
    """What the reader says of a contradiction, with the days of the row; null where there is none."""
    wrong = _backwards()
    if name == _CONTRARY:
        wrong = nw.col(f"{_P}endless") & ~nw.col(f"{_P}end").is_null()
    start, end = (
        nw.when(wrong).then(nw.col(f"{_P}{day}")).otherwise(nothing(nw.Date())).cast(nw.String())
        for day in ("start", "end")
    )
    if name == _BACKWARDS:
        before, between, after = map(nw.lit, backwards())
        return nw.concat_str([before, end, between, start, after])
    before, after = map(nw.lit, endless_with_end())
    return nw.concat_str([before, end, after])


def _error(errors: Sequence[str]) -> nw.Expr:
    """Every reason in one text; null where there is none. A whole shape knows all of its own."""
    reason = nw.col(f"{_P}reason")
    if not errors:
        return reason
    every = nw.concat_str([reason, *map(nw.col, errors)], separator=BETWEEN, ignore_nulls=True)
    found = nw.when(nw.col(f"{_P}whole")).then(reason).otherwise(every)
    return nw.when(found == "").then(nothing(nw.String())).otherwise(found)


# -- the columns that come out --------------------------------------------------------------------


def _last_day(lasts: Sequence[str]) -> nw.Expr:
    counted = nw.col(f"{_P}counted")
    chosen = [
        nw.col(name)
        if name == _LAST
        else nw.when(counted == int(name.removeprefix(f"{_LAST}_"))).then(nw.col(name))
        for name in lasts
    ]
    return nw.coalesce(*chosen) if chosen else nothing(nw.Date())


def _all_good(lasts: Sequence[str], words: Sequence[str]) -> list[nw.Expr]:
    found = [nw.col(f"{_P}{name}").alias(name) for name in words]
    last = _last_day(lasts).alias("last_lawful_day")
    return [*found, last, nothing(nw.String()).alias("error")]


def _some_bad(lasts: Sequence[str], tables: Tables) -> list[nw.Expr]:
    error = nw.col(f"{_P}error")
    good = error.is_null()
    first, *others = tables.words
    outcome = nw.when(good).then(nw.col(f"{_P}{first}")).otherwise(nw.lit(tables.invalid))
    words = [
        nw.when(good).then(nw.col(f"{_P}{name}")).otherwise(nothing(nw.String())).alias(name)
        for name in others
    ]
    day = nw.when(good).then(_last_day(lasts)).otherwise(nothing(nw.Date()))
    return [outcome.alias(first), *words, day.alias("last_lawful_day"), error.alias("error")]
