"""One door to the readers of the four kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.tables.sheet_in import read_sheet
from totalis.tables.text_in import read_csv
from totalis.tables.typed_in import read_jsonl, read_parquet

if TYPE_CHECKING:
    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.source import Source
    from totalis.tables.table import Table

READERS = {"csv": read_csv, "xlsx": read_sheet, "parquet": read_parquet, "jsonl": read_jsonl}


def read_as(
    source: Source, *, name: str, reading: Reading, bounds: Bounds, most: int | None = None
) -> Table:
    """Read a file as a reading says.

    Raises:
        InputError: it cannot be read so, or is larger than the bounds.
    """
    return READERS[reading.kind](source, name=name, reading=reading, bounds=bounds, most=most)
