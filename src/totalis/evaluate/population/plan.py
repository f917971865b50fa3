"""The plan: distinct days and distinct shapes, each answered once, and the answers joined back.

Each step is a pass over the table, which is never held. What is kept between the passes is as large as
the number of distinct patterns, not of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from totalis.evaluate import evaluator_of
from totalis.evaluate.population import joining
from totalis.evaluate.population.cells import NO_ITEM, text_of
from totalis.evaluate.population.columns import END, INTERNAL, POSTINGS, START, Header, read_header
from totalis.evaluate.population.days import DayColumn, read_days
from totalis.evaluate.population.engines import Engine, Frame, engine_of, kinds_of
from totalis.evaluate.population.reducing import reduction_of
from totalis.evaluate.population.shapes import SHAPE_COLUMNS, Rows, Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from totalis.lawbook.book import Lawbook

    Progress = Callable[[str, int, int], None]

OPEN_ENDED = "open_ended"
DAYS = (START, END)
WHOLE = {START: f"{INTERNAL}whole_start", END: f"{INTERNAL}whole_end"}
_TYPES: dict[str, Any] = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64}


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
        self.alike: dict[str, str] = {}
        """Columns of which rules see one value in every row."""
        self.days: dict[str, DayColumn] = {}
        self.whole = False
        """Whether a row lists earlier postings."""
        self.contradicted: list[str] = []
        """Which contradictions occur."""

    def carried_out(self) -> Frame:
        """The answers beside the columns that are no facts."""
        table = self.look()
        table = self._reduced(table)
        if self.whole:
            table = table.with_columns(*self._whole_days())
        shapes = self.shapes()
        keys = [name for name in self.keys() if name not in self.alike]
        shape_table = self._shapes(table, keys, shapes)
        own = [name for name in DAYS if name in self.header.facts]
        found = [name for name in shape_table.columns if name not in keys]
        table = self._with_shapes(table, shape_table, keys)
        table = table.select(*self.header.kept, *own, *found)
        return self.joined_back(table, joining.Tables.of(shapes), self.header.kept)

    def look(self) -> Frame:
        """What the plan has to know of the whole table: its days, postings, contradictions."""
        self.progress("reading", 0, 1)
        table = self.engine.opened(self.header.facts)
        self.days = {name: self._days(table, name) for name in DAYS}
        self.whole = self._has_postings(table)
        self.contradicted = self._contradicted(table)
        return table

    def shapes(self) -> Shapes:
        """Where distinct shapes will be answered."""
        return Shapes(
            evaluator_of(self.law),
            self.as_of,
            starts=self.days[START].days,
            unknown=(self.days[START].unknown, self.days[END].unknown),
            kinds=self.kinds,
        )

    def keys(self) -> list[str]:
        """The columns that make a shape."""
        keys = [name for name in self.header.facts if name not in DAYS]
        return [*keys, *(WHOLE.values() if self.whole else ())]

    def joined_back(self, table: Frame, tables: joining.Tables, kept: Sequence[str]) -> Frame:
        """The answers of rows whose shape is known, beside what is kept."""
        table, errors = self._dated(table)
        for error in self.contradicted:
            table = table.with_columns(joining.contradiction(error).alias(error))
        errors += self.contradicted
        return joining.answered(self.engine, table, tables, errors, kept=kept)

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
            reduction = reduction_of(name, self.law, self.kinds[name])
            if reduction is None:
                continue
            values = self._values(table, name)
            short = [reduction(text_of(value)) for value in values]
            if len(set(short)) == 1:
                self.alike[name] = short[0]
            elif any(text_of(value) != text for value, text in zip(values, short, strict=True)):
                table = self.engine.mapped(table, name, values, short)
        return table

    def _whole_days(self) -> list[nw.Expr]:
        """The days of rows with earlier postings, which are shapes of their own."""
        nothing = nw.lit("")
        return [
            nw.when(_listed())
            .then(nw.col(name).cast(nw.String()).fill_null(""))
            .otherwise(nothing)
            .alias(alias)
            if name in self.header.facts
            else nothing.alias(alias)
            for name, alias in WHOLE.items()
        ]

    # -- distinct shapes ---------------------------------------------------------------------------

    def _shapes(self, table: Frame, keys: list[str], shapes: Shapes) -> pl.DataFrame:
        """Evaluate every distinct shape; the table that leads from its cells to its number."""
        if not keys:
            return self._one_shape(shapes)
        distinct = table.select(*keys).unique()
        schema = distinct.collect_schema()
        types = {name: _TYPES[str(schema[name])] for name in keys}
        rows = Rows({**types, **SHAPE_COLUMNS})
        own = {alias: name for name, alias in WHOLE.items()}
        names = [own.get(key, key) for key in keys]
        for part in self.engine.batches(distinct):
            for row in part:
                cells = {name: text_of(cell) for name, cell in zip(names, row, strict=True)}
                cells |= self.alike
                rows.add((*row, *self.shape(shapes, cells)))
            self.progress("patterns", self.patterns, self.patterns)
        return rows.frame()

    def shape(self, shapes: Shapes, cells: Mapping[str, str]) -> tuple[int, int, bool, bool]:
        """Evaluate the next shape: its number, its calendar, whether it is whole and endless."""
        whole = cells.get(POSTINGS, "") not in ("", NO_ITEM)
        found = shapes.evaluate(self.patterns, cells, whole=whole)
        self.patterns += 1
        return self.patterns - 1, found.calendar, found.whole, found.endless

    def _one_shape(self, shapes: Shapes) -> pl.DataFrame:
        """A table whose rows differ in nothing but their days."""
        rows = Rows(SHAPE_COLUMNS)
        rows.add(self.shape(shapes, self.alike))
        return rows.frame()

    def _with_shapes(self, table: Frame, shape_table: pl.DataFrame, keys: list[str]) -> Frame:
        if keys:
            return self.engine.joined(table, shape_table, keys)
        row = shape_table.row(0, named=True)
        return table.with_columns(*(nw.lit(value).alias(name) for name, value in row.items()))

    # -- days --------------------------------------------------------------------------------------

    def _dated(self, table: Frame) -> tuple[Frame, list[str]]:
        """Each day column as a day, and which columns say why it is none, where one is none."""
        errors = []
        for name, column in self.days.items():
            day, error = f"{INTERNAL}{name}", f"{INTERNAL}{name}_error"
            if name not in self.header.facts:
                table = table.with_columns(joining.nothing(nw.Date()).alias(day))
            elif self.as_it_stands(name):
                table = table.with_columns(nw.col(name).alias(day))
            else:
                raw = pl.Date if self.kinds[name] == "day" else pl.String
                types = {name: raw, day: pl.Date, error: pl.String}
                small = pl.DataFrame(column.rows, schema=types, orient="row")
                table = self.engine.joined(table, small, [name])
                errors.append(error)
        return table, errors

    def as_it_stands(self, name: str) -> bool:
        """Whether a day column holds days, and all of them are taken."""
        return self.kinds[name] == "day" and self.days[name].as_it_stands

    def _contradicted(self, table: Frame) -> list[str]:
        """Which contradictions occur at all; most tables have none, and need no text made for every row."""
        if END not in self.header.facts:
            return []
        own = [name for name in (*DAYS, OPEN_ENDED) if name in self.header.facts]
        narrow, _errors = self._dated(table.select(*own))
        wrong = joining.suspicions(narrow.collect_schema().get(OPEN_ENDED))
        any_of = narrow.select(*(expr.any().alias(error) for error, expr in wrong.items()))
        (row,) = (row for part in self.engine.batches(any_of) for row in part)
        return [error for error, found in zip(wrong, row, strict=True) if found]


def _listed() -> nw.Expr:
    """Whether a row lists earlier postings, as far as its text says."""
    return (~nw.col(POSTINGS).is_in(["", NO_ITEM])).fill_null(value=False)
