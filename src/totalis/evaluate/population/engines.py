"""Where the engines differ: opening a table, making a small one beside it, joining, reading rows out.

Everything else of the plan is written once with Narwhals. Only here stand the three dialects of what
Narwhals does not cover: nested values as JSON, and a join that keeps the order of the rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw
import polars as pl

from totalis.evaluate.population.columns import END, INTERNAL, START
from totalis.evaluate.population.looking import Made, looked_up
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Frame = nw.LazyFrame[Any]
AT_ONCE = 50_000
FEW = 200_000
"""Rows of a table that is looked up portion by portion."""
_FOUND = f"{INTERNAL}found"
_NESTED = (nw.List, nw.Struct, nw.Array)


class Engine(Protocol):
    """What the plan asks of an engine. `opened` frames hold every fact column as text, boolean or whole number."""

    def opened(self, facts: Sequence[str]) -> Frame:
        """The table with nested facts as JSON text; `start` and `end` stay days where they are days."""

    def joined(self, left: Frame, table: pl.DataFrame, on: Sequence[str]) -> Frame:
        """The columns of a table beside those that share its keys; unknown matches unknown."""

    def mapped(self, frame: Frame, name: str, values: Sequence[Any], texts: Sequence[str]) -> Frame:
        """Every value of a column, as `batches` gave it, replaced by a text."""

    def batches(self, frame: Frame) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a small result, some at a time."""


def kinds_of(schema: nw.Schema, facts: Sequence[str]) -> dict[str, str]:
    """How each fact column holds its values: text, day, moment, float or json.

    Raises:
        InputError: bytes, times of day and the like are no facts.
    """
    kinds = {name: _kind(schema[name]) for name in facts}
    problems = [
        Problem(
            path=f"column {name}",
            found=f"values of the type {schema[name]}",
            expected="text, days, true and false, whole numbers, lists or maps",
            remedy="Write the column as text, as the CSV form has it.",
        )
        for name, kind in kinds.items()
        if not kind
    ]
    if problems:
        raise InputError(problems)
    return kinds


def _kind(dtype: Any) -> str:
    if isinstance(dtype, _NESTED) or "map" in str(dtype).lower():
        return "json"
    if dtype == nw.Date:
        return "day"
    if dtype == nw.Datetime:
        return "moment"
    if dtype.is_float():
        return "float"
    return "" if dtype in (nw.Binary, nw.Time, nw.Duration, nw.Object) else "text"


def _plain(name: str, kind: str, dtype: Any) -> bool:
    """Whether a column can be a key as it is."""
    return (kind == "day" and name in (START, END)) or dtype in (nw.String, nw.Boolean, nw.Int64)


def engine_of(frame: Any) -> Engine:
    """The engine of a native or Narwhals frame.

    Raises:
        TypeError: neither Polars, DuckDB nor PySpark.
    """
    native = nw.to_native(frame, pass_through=True)
    if isinstance(native, pl.DataFrame | pl.LazyFrame):
        return Polars(native.lazy())
    root = type(native).__module__.split(".")[0]
    if root in ("duckdb", "_duckdb"):
        return DuckDB(native)
    if root == "pyspark":
        return Spark(native)
    message = f"screen() takes a frame of Polars, DuckDB or PySpark, not {type(native).__name__}"
    raise TypeError(message)


class Polars:
    """The default: lazy and streaming; the order of the rows is kept."""

    def __init__(self, native: pl.LazyFrame) -> None:
        self.native = native
        self.made = Made()

    def opened(self, facts: Sequence[str]) -> Frame:
        """Nulls stay: Polars joins them to each other."""
        schema = nw.from_native(self.native).collect_schema()
        changes = []
        for name, kind in kinds_of(schema, facts).items():
            if kind == "json":
                inside = pl.struct(pl.col(name).alias("_")).struct.json_encode()
                text = inside.str.strip_prefix('{"_":').str.strip_suffix("}")
                changes.append(pl.when(pl.col(name).is_not_null()).then(text).alias(name))
            elif not _plain(name, kind, schema[name]):
                changes.append(pl.col(name).cast(pl.String))
        return nw.from_native(self.native.with_columns(changes))

    def joined(self, left: Frame, table: pl.DataFrame, on: Sequence[str]) -> Frame:
        """Where the table is small, portion by portion: a join that keeps the order costs more."""
        rows: pl.LazyFrame = left.to_native()
        found = self.made.looked_up(on, table) if table.height <= FEW else None
        if found is None:
            both = rows.join(
                table.lazy(), on=list(on), how="left", nulls_equal=True, maintain_order="left"
            )
            return nw.from_native(both)
        return nw.from_native(rows.with_columns(found.alias(_FOUND)).unnest(_FOUND))

    def mapped(self, frame: Frame, name: str, values: Sequence[Any], texts: Sequence[str]) -> Frame:
        """Value by value, so that no other column is moved; portion by portion, so that it streams."""
        rows: pl.LazyFrame = frame.to_native()
        dtype = rows.select(name).collect_schema()[name]
        table = pl.DataFrame({name: values, _FOUND: texts}, schema={name: dtype, _FOUND: pl.String})
        found = looked_up([name], table)
        if found is None:
            return self.joined(frame, table, [name]).drop(name).rename({_FOUND: name})
        return nw.from_native(rows.with_columns(found.struct.field(_FOUND).alias(name)))

    def batches(self, frame: Frame) -> Iterator[list[tuple[Any, ...]]]:
        """Collected by streaming, handed out in slices."""
        found: pl.DataFrame = frame.to_native().collect(engine="streaming")
        for part in found.iter_slices(AT_ONCE):
            yield part.rows()


class Sql(ABC):
    """What DuckDB and Spark share: null matches nothing in a join, so unknown is the empty text."""

    def __init__(self, native: Any) -> None:
        self.native = native

    @abstractmethod
    def nested(self, columns: Sequence[str]) -> Any:
        """The table with some columns as JSON text."""

    @abstractmethod
    def beside(self, table: pl.DataFrame) -> Frame:
        """A small table where the engine can join it."""

    def opened(self, facts: Sequence[str]) -> Frame:
        """Every fact as text, unknown as the empty text."""
        schema = nw.from_native(self.native).collect_schema()
        kinds = kinds_of(schema, facts)
        native = self.nested([name for name, kind in kinds.items() if kind == "json"])
        changes = [
            nw.col(name).cast(nw.String()).fill_null("").alias(name)
            for name, kind in kinds.items()
            if not (kind == "day" and name in (START, END))
        ]
        frame: Frame = nw.from_native(native)
        return frame.with_columns(*changes) if changes else frame

    def joined(self, left: Frame, table: pl.DataFrame, on: Sequence[str]) -> Frame:
        """Keys hold no null but unknown days, which match nothing and need nothing."""
        return left.join(self.beside(table), on=list(on), how="left")

    def mapped(self, frame: Frame, name: str, values: Sequence[Any], texts: Sequence[str]) -> Frame:
        """By a join."""
        table = pl.DataFrame({name: values, _FOUND: texts}, schema=[name, _FOUND], orient="col")
        both = self.joined(frame, table.cast(pl.String), [name])
        return both.drop(name).rename({_FOUND: name})


class DuckDB(Sql):
    """A relation of DuckDB; the order of the rows is DuckDB's."""

    def nested(self, columns: Sequence[str]) -> Any:
        """Each by DuckDB's own `to_json`."""
        if not columns:
            return self.native
        names = nw.from_native(self.native).collect_schema().names()
        return self.native.project(
            ", ".join(
                f"to_json({_quoted(name)})::VARCHAR AS {_quoted(name)}"
                if name in columns
                else _quoted(name)
                for name in names
            )
        )

    def beside(self, table: pl.DataFrame) -> Frame:
        """Made on the relation's own connection, which only the relation itself knows."""
        totalis__beside = table.to_arrow()  # noqa: F841  (DuckDB finds it by its name)
        relation = self.native.limit(0)
        found: Frame = nw.from_native(
            relation.query("totalis__none", "SELECT * FROM totalis__beside")
        )
        return found

    def batches(self, frame: Frame) -> Iterator[list[tuple[Any, ...]]]:
        """Read as Arrow, batch by batch."""
        for batch in frame.to_native().to_arrow_reader(AT_ONCE):
            yield pl.DataFrame(batch).rows()


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


class Spark(Sql):
    """A PySpark data frame; no order of the rows is promised."""

    def nested(self, columns: Sequence[str]) -> Any:
        """Each by Spark's own `to_json`."""
        from pyspark.sql import functions as f  # noqa: PLC0415  (only who screens on Spark has it)

        return self.native.withColumns({name: f.to_json(f.col(name)) for name in columns})

    def beside(self, table: pl.DataFrame) -> Frame:
        """Handed over as Arrow."""
        found: Frame = nw.from_native(self.native.sparkSession.createDataFrame(table.to_arrow()))
        return found

    def batches(self, frame: Frame) -> Iterator[list[tuple[Any, ...]]]:
        """Iterated partition by partition."""
        part: list[tuple[Any, ...]] = []
        for row in frame.to_native().toLocalIterator():
            part.append(tuple(row))
            if len(part) == AT_ONCE:
                yield part
                part = []
        if part:
            yield part
