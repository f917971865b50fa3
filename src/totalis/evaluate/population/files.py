"""Screening Parquet files by their codes: the same plan, but rows are numbered and never read as text.

Two passes. The first reads the facts as codes, numbers each row's shape, and has each new shape evaluated;
the numbers are put down in a file of four bytes a row. The second reads what is kept and the days, joins the
answers to the numbers, and writes words as codes too.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from tempfile import TemporaryFile
from threading import Event
from typing import IO, TYPE_CHECKING, Any

import msgspec
import narwhals as nw
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from totalis.evaluate.population import joining
from totalis.evaluate.population.cells import NO_ITEM
from totalis.evaluate.population.coded import Coded
from totalis.evaluate.population.columns import INTERNAL, POSTINGS
from totalis.evaluate.population.days import DayColumn, read_days
from totalis.evaluate.population.joining import Tables
from totalis.evaluate.population.numbering import Numbering
from totalis.evaluate.population.plan import DAYS, OPEN_ENDED, WHOLE, Plan
from totalis.evaluate.population.portions import Files, ahead, is_text
from totalis.evaluate.population.reducing import reduction_of
from totalis.evaluate.population.shapes import SHAPE_COLUMNS, Rows, Shapes
from totalis.evaluate.population.words import ANSWER, Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from totalis.evaluate.population import Progress
    from totalis.evaluate.population.engines import Frame
    from totalis.lawbook.book import Lawbook

_SHAPE = f"{INTERNAL}shape"
_PLACE = pa.int32()
_FEW = 100
"""So many rows for each day between the ends of a column: then a day that no row has costs little."""


def written(
    tables: Sequence[Path], out: Path, *, as_of: date, law: Lawbook, progress: Progress
) -> None:
    """Decide every row and write; by codes where the columns allow it.

    Raises:
        InputError: as `screen`.
        OSError: a file cannot be read to its end.
    """
    try:
        plan = FilePlan(Files(tables), as_of, law, progress)
        if plan.fits():
            plan.write(out)
        else:
            plan.carried_out().to_native().sink_parquet(out)
            progress("joining", 1, 1)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise OSError(str(error)) from error


class FilePlan(Plan):
    """One table in Parquet files, one day, one lawbook."""

    def __init__(self, files: Files, as_of: date, law: Lawbook, progress: Progress) -> None:
        super().__init__(pl.scan_parquet(list(files.paths)), as_of, law, progress)
        self.files = files
        self.glance: dict[str, Any] = {}
        """Ends of the day columns and what they contradict, where one pass could show it."""

    def fits(self) -> bool:
        """Whether every fact is text, truth or a whole number, and days are days or text."""
        own = [name for name in self.header.facts if name not in DAYS]
        days = [name for name in self.header.facts if name in DAYS]
        return (
            bool(own)
            and self.files.rows > 0
            and self.files.alike
            and all(self._is(name, is_text, pa.types.is_boolean, pa.types.is_int64) for name in own)
            and all(self._is(name, is_text, pa.types.is_date32) for name in days)
        )

    def _is(self, name: str, *checks: Callable[[Any], bool]) -> bool:
        return any(check(self.files.schema.field(name).type) for check in checks)

    # -- days --------------------------------------------------------------------------------------

    def look(self) -> Frame:
        """The same; where days are days, one pass shows their ends and what they contradict."""
        if all(self.kinds.get(name, "day") == "day" for name in DAYS):
            self.glance = self._glanced()
        return super().look()

    def _glanced(self) -> dict[str, Any]:
        table = self.engine.opened(self.header.facts)
        schema = table.collect_schema()
        nothing = joining.nothing(nw.Date())
        days = [(nw.col(name) if name in schema else nothing).alias(_day(name)) for name in DAYS]
        table = table.select(*days, *(name for name in (OPEN_ENDED,) if name in schema))
        wrong = joining.suspicions(schema.get(OPEN_ENDED))
        asked = {error: expr.any() for error, expr in wrong.items()}
        for name in DAYS:
            day = nw.col(_day(name))
            asked |= {f"{name} first": day.min(), f"{name} last": day.max()}
            asked[f"{name} unknown"] = day.is_null().any()
        found = table.select(*(expr.alias(name) for name, expr in asked.items()))
        return dict(zip(asked, next(self.engine.batches(found))[0], strict=True))

    def _days(self, table: Frame, name: str) -> DayColumn:
        """Every day from the first to the last, where these are few against the rows."""
        first, last = self.glance.get(f"{name} first"), self.glance.get(f"{name} last")
        if first is None or last is None or (last - first).days * _FEW > self.files.rows:
            return super()._days(table, name)
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        unknown = [None] * self.glance[f"{name} unknown"]
        return read_days(name, [*days, *unknown], "day")

    def _contradicted(self, table: Frame) -> list[str]:
        if not self.glance or not all(map(self.as_it_stands, self._own_days())):
            return super()._contradicted(table)
        return [name for name in joining.CONTRADICTIONS if self.glance.get(name)]

    def _own_days(self) -> list[str]:
        return [name for name in DAYS if name in self.header.facts]

    # -- both passes ---------------------------------------------------------------------------------

    def write(self, out: Path) -> None:
        """Decide every row, and write the answers beside what is kept."""
        self.look()
        shapes = self.shapes()
        with TemporaryFile(dir=out.parent) as numbers:
            shape_table = self._numbered(shapes, numbers)
            numbers.seek(0)
            self.progress("joining", 0, 1)
            self._written(out, shape_table, shapes, numbers)
        self.progress("joining", 1, 1)

    # -- first pass --------------------------------------------------------------------------------

    def _numbered(self, shapes: Shapes, numbers: IO[bytes]) -> pl.DataFrame:
        """Put down the shape of each row; the table of shapes, evaluated while the file is read on."""
        keys = self.keys()
        columns = {
            key: Coded(reduction_of(key, self.law, self.kinds.get(key, "text"))) for key in keys
        }
        rows, stop = Rows(SHAPE_COLUMNS), Event()
        with closing(ahead(self._new_shapes(columns, numbers, stop))) as found:
            try:
                for new in found:
                    for digits in new.iter_rows():
                        rows.add(self.shape(shapes, _cells(columns, digits)))
                    self.progress("patterns", self.patterns, self.patterns)
            finally:
                stop.set()  # the reader is waited for: it may be in the middle of a portion
        return rows.frame()

    def _new_shapes(
        self, columns: dict[str, Coded], numbers: IO[bytes], stop: Event
    ) -> Iterator[pl.DataFrame]:
        """The digits of the rows that are unlike all before, in the order of their numbers."""
        numbering = Numbering([*columns])
        names = [name for name in self.header.facts if self.whole or name not in DAYS]
        text = [name for name in names if is_text(self.files.schema.field(name).type)]
        for portion in self.files.portions(names, text):
            digits = self._digits(portion, columns)
            sizes = {key: len(column.texts) for key, column in columns.items()}
            places, new = numbering.places(digits, sizes)
            _put(places, numbers)
            if new.height:
                yield new
            if stop.is_set():
                return

    def _digits(self, portion: Any, columns: dict[str, Coded]) -> pl.DataFrame:
        found = {
            key: column.digits(portion[key]) for key, column in columns.items() if key not in _OWN
        }
        if self.whole:
            nothing = [i for i, text in enumerate(columns[POSTINGS].texts) if text in ("", NO_ITEM)]
            listed = ~found[POSTINGS].is_in(nothing)
            for name, key in WHOLE.items():
                known = name in self.header.facts
                days = _days(portion[name]) if known else pl.Series([None], dtype=pl.String)
                own = pl.select(pl.when(listed).then(days.cast(pl.String))).to_series()
                found[key] = columns[key].digits(pa.chunked_array([own.to_arrow()]))
        return pl.DataFrame(found)

    # -- second pass -------------------------------------------------------------------------------

    def _written(
        self, out: Path, shape_table: pl.DataFrame, shapes: Shapes, numbers: IO[bytes]
    ) -> None:
        """Join each row's number to its answer; write."""
        kept = self.header.kept
        own = self._own_days()
        text = [name for name in own if is_text(self.files.schema.field(name).type)]
        coded = [name for name in self.files.coded if name in kept]
        tables = Tables.of(shapes)
        with Answers(out, self.files.schema, kept, tables.answers) as answers:
            if not self.contradicted and all(self.as_it_stands(name) for name in own):
                shape_table = shape_table.select(
                    _SHAPE, f"{INTERNAL}calendar"
                )  # none says what is wrong
            tables = msgspec.structs.replace(
                tables, answers=answers.table, words=(ANSWER,), invalid=answers.invalid
            )
            for portion in self.files.portions([*kept, *own], [*coded, *text]):
                rows = pl.DataFrame(
                    {_SHAPE: _taken(portion.num_rows, numbers)}
                    | {name: _days(portion[name]) for name in own}
                )
                table = self.engine.joined(nw.from_native(rows.lazy()), shape_table, [_SHAPE])
                answered = self.joined_back(table, tables, ()).to_native().collect()
                answers.write(portion.select(list(kept)), answered)


_OWN = {alias: name for name, alias in WHOLE.items()}


def _cells(columns: Mapping[str, Coded], digits: Sequence[int]) -> dict[str, str]:
    """What a row says."""
    return {
        _OWN.get(key, key): column.texts[digit]
        for (key, column), digit in zip(columns.items(), digits, strict=True)
    }


def _day(name: str) -> str:
    return f"{INTERNAL}{name}"


def _days(column: Any) -> pl.Series:
    found = pl.Series(pl.from_arrow(column))
    return found if found.dtype == pl.Date else found.cast(pl.String)


def _put(places: pl.Series, numbers: IO[bytes]) -> None:
    numbers.write(places.cast(pl.Int32).rechunk().to_arrow().buffers()[1])


def _taken(rows: int, numbers: IO[bytes]) -> pl.Series:
    data = pa.py_buffer(numbers.read(rows * _PLACE.byte_width))
    return pl.Series(pl.from_arrow(pa.Array.from_buffers(_PLACE, rows, [None, data]))).cast(
        pl.Int64
    )
