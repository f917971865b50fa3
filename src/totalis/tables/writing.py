"""Tables out: CSV or Parquet by the ending, whole or not at all.

A cell of a text column that begins with =, +, - or @ runs as a formula where somebody opens the CSV in a spreadsheet. Such a
cell gets an apostrophe before it, which spreadsheets take for "this is text"; plain numbers get none. Reading takes the
apostrophe off again (`Reading.guarded`), so what was written reads back as it was. Parquet needs no guard.
"""

from __future__ import annotations

import csv
import os
import re
import secrets
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any

from totalis.tables.refusing import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import polars as pl

DANGEROUS = r"^'*[=+\-@\t\r]"
NUMBER = r"^[+\-]?\d+(?:[.,]\d+)?$"
ENDINGS = (".csv", ".parquet")


def write_table(
    rows: pl.DataFrame | pl.LazyFrame | Sequence[Mapping[str, object]],
    path: Path,
    *,
    columns: Sequence[str] | None = None,
) -> int:
    """Write a table; answers how many rows it has.

    Args:
        rows: A frame, or rows by column names.
        path: `.csv` or `.parquet`; what is there is replaced only once the new file is whole.
        columns: The names in their order where rows are given; needed where there may be none.

    Raises:
        InputError: the ending is another one, or the place cannot be written.
    """
    import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who write tables

    refuse_place(path)
    if isinstance(rows, pl.LazyFrame):
        frame = rows.collect(engine="streaming")
    elif isinstance(rows, pl.DataFrame):
        frame = rows
    else:
        frame = _frame(rows, columns)
    with replacing(path) as draft:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(draft)
        else:
            guarded(frame).write_csv(draft, line_terminator="\n")
    return frame.height


def csv_bytes(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> bytes:
    """The same CSV as bytes, for a download."""
    return guarded(_frame(rows, columns)).write_csv(line_terminator="\n").encode()


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would run."""
    import polars as pl  # noqa: PLC0415 - as above

    cells = []
    for place, kind in enumerate(frame.schema.values()):
        cell = pl.nth(place)  # by its place: polars takes a column's name such as * for a pattern
        if kind == pl.String:
            runs = cell.str.contains(DANGEROUS) & ~cell.str.contains(NUMBER)
            cell = (
                pl.when(runs).then(pl.lit("'") + cell).otherwise(cell).alias(frame.columns[place])
            )
        cells.append(cell)
    return frame.select(cells)


def guarded_cell(cell: str) -> str:
    """One text for a CSV: where a spreadsheet would run it, with an apostrophe before it; numbers stay as they are."""
    return f"'{cell}" if re.match(DANGEROUS, cell) and not re.match(NUMBER, cell) else cell


def guarded_line(cells: Iterable[object]) -> str:
    """One line of a CSV that is sent while it is read, its cells guarded; an empty cell for None."""
    line = StringIO()
    texts = ("" if cell is None else str(cell) for cell in cells)
    csv.writer(line).writerow(guarded_cell(text) for text in texts)
    return line.getvalue()


def refuse_place(path: Path) -> None:
    """Let a path pass that can be written, before any work is done for it.

    Raises:
        InputError: the ending is another one, or the folder is not there.
    """
    if path.suffix.lower() not in ENDINGS:
        refuse(str(path), f"“{path.suffix}”", ".csv or .parquet", "Give the file such an ending.")
    if not path.parent.is_dir():
        refuse(str(path), f"no folder {path.parent}", "a folder", "Make the folder first.")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft beside the target that takes its place when the block ends well, and is gone when it does not.

    Raises:
        InputError: the place cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.draft")
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        refuse(
            str(path),
            f"a place that cannot be written ({reason})",
            "a folder with room",
            "Choose another.",
        )
    finally:
        draft.unlink(missing_ok=True)


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None) -> pl.DataFrame:
    import polars as pl  # noqa: PLC0415 - as above

    names = list(columns if columns is not None else (rows[0] if rows else ()))
    given = {name: [row.get(name) for row in rows] for name in names}
    return pl.DataFrame(
        [
            pl.Series(name, cells, dtype=pl.String)
            if all(isinstance(cell, str | None) for cell in cells)
            else pl.Series(name, cells)
            for name, cells in given.items()
        ]
    )
