"""Large files, lazily: polars reads them by streaming once their shape is known to be sound."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.kernel.errors import InputError, Problem
from totalis.tables.limits import BOUNDS, MEGABYTE
from totalis.tables.reader import preview, read_table
from totalis.tables.refusing import WHOLE, refuse
from totalis.tables.table import cells_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading

NAMED = 20
"""So many ragged lines are named; the refusal says how many there are."""
BLOCK = 16 * MEGABYTE
ANY_SIZE = 1 << 62


def scan(path: Path, reading: Reading, *, name: str = "") -> pl.LazyFrame:
    """A file of any size as a lazy frame of text columns under a confirmed reading; empty cells are null.

    CSV in UTF-8 and Parquet are streamed. CSV is walked once beforehand (about 200 MB a second), because a polars scan fills
    short lines up without a word; lines that do not fit the header refuse the file. Excel, JSON Lines and other encodings
    are read at once, within `BOUNDS`. Collect inside `collecting(name)`, which puts polars' own errors into our words.

    Raises:
        InputError: it cannot be read under this reading, or lines do not fit the header.
    """
    import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who read tables

    name = name or path.name
    if reading.kind == "parquet":
        with collecting(name):
            return texts_of(pl.scan_parquet(path))
    if reading.kind != "csv" or reading.encoding not in ("", "utf-8"):
        return read_table(path, name=name, reading=reading).frame().lazy()
    header = preview(path, name=name, reading=reading, rows=1, bounds=_unbounded()).columns
    refuse_ragged(path, reading, name=name)
    with collecting(name):
        lazy = pl.scan_csv(
            path,
            separator=reading.delimiter or ",",
            quote_char=reading.quote or None,
            skip_lines=reading.header_row - 1,
            infer_schema=False,
        )
        found = lazy.collect_schema().names()
        places = {" ".join(one.split()): place for place, one in enumerate(found)}
        lazy = lazy.select(pl.nth(places[one]).alias(one) for one in header)
        lazy = lazy.select(cells_of(header, guarded=reading.guarded))
    return lazy.filter(~pl.all_horizontal(pl.all().is_null()))


def texts_of(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The same rows as text: days as ISO, numbers with a point, lists joined by `|` ("[]" when empty)."""
    import polars as pl  # noqa: PLC0415 - as above

    columns = []
    for place, (name, kind) in enumerate(frame.collect_schema().items()):
        cell = pl.nth(place)
        if isinstance(kind, pl.List):
            joined = cell.cast(pl.List(pl.String)).list.join("|")
            cell = pl.when(cell.list.len() == 0).then(pl.lit("[]")).otherwise(joined)
        elif isinstance(kind, pl.Struct):
            cell = cell.struct.json_encode()
        elif kind != pl.String:
            cell = cell.cast(pl.String)
        columns.append(pl.when(cell != "").then(cell).alias(name))
    return frame.select(columns)


def refuse_ragged(path: Path, reading: Reading, *, name: str) -> int:
    """Walk a CSV in UTF-8 once by streaming; answers how many rows fit the header.

    Raises:
        InputError: lines with more or fewer cells than the header; the first are named.
    """
    import pyarrow as pa  # type: ignore[import-untyped] # noqa: PLC0415 - as polars
    from pyarrow import csv  # noqa: PLC0415 - as polars

    ragged = Ragged()

    rows = 0
    try:
        with csv.open_csv(
            path,
            csv.ReadOptions(use_threads=False, block_size=BLOCK, skip_rows=reading.header_row - 1),
            csv.ParseOptions(
                delimiter=reading.delimiter or ",",
                quote_char=reading.quote or False,
                newlines_in_values=bool(reading.quote),
                ignore_empty_lines=False,
                invalid_row_handler=ragged.note,
            ),
            csv.ConvertOptions(default_column_type=pa.string()),
        ) as reader:
            rows = sum(batch.num_rows for batch in reader)
    except (pa.ArrowException, OSError, ValueError) as error:
        says = " ".join(str(error).split())[:90]
        refuse(name, f"a CSV that cannot be cut ({says})", "whole rows", "Export it again.")
    if ragged.count:
        raise InputError(ragged.problems(name, reading.header_row - 1))
    return rows


class Ragged:
    """The lines that do not fit: how many, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[tuple[int, int, int]] = []

    def note(self, row: Any) -> str:  # noqa: ANN401 - pyarrow has no types
        """Note a line that pyarrow found; a blank one is none of them."""
        if row.text.strip():
            self.count += 1
            if len(self.first) < NAMED:
                self.first.append((row.number or 0, row.actual_columns, row.expected_columns))
        return "skip"

    def problems(self, name: str, above: int) -> list[Problem]:
        """One for all of them, and one for each of the first; `above` lines stand above the header."""
        more = f" (the first {NAMED} are named)" if self.count > NAMED else ""
        expected = f"{self.first[0][2]} cells on each line"
        head = Problem(
            path=WHOLE,
            found=f"{self.count:,} lines that do not fit the header{more}",
            expected=expected,
            remedy="Mend the lines: a delimiter is missing, or stands in a cell without quotation marks.",
            file=name,
        )
        named = (
            Problem("row", f"{cells} cells", expected, "Mend it.", line=line + above, file=name)
            for line, cells, _ in self.first
        )
        return [head, *named]


@contextmanager
def collecting(name: str) -> Iterator[None]:
    """Where a lazy frame is collected: what polars finds wrong with the file is said in our words.

    Raises:
        InputError: the file cannot be read to its end.
    """
    import polars as pl  # noqa: PLC0415 - as above

    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        says = " ".join(str(error).split())[:90]
        refuse(name, f"rows that cannot be read ({says})", "a whole table", "Export it again.")


def _unbounded() -> Bounds:
    return msgspec.structs.replace(BOUNDS, bytes=ANY_SIZE)
