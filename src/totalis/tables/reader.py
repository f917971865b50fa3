"""The doors for reading: a bounded file at once, a large one lazily."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.tables.detecting import detect
from totalis.tables.limits import BOUNDS
from totalis.tables.reading import KINDS
from totalis.tables.refusing import refuse
from totalis.tables.sniffing import kind_of
from totalis.tables.tabling import read_as

if TYPE_CHECKING:
    from totalis.tables.limits import Bounds
    from totalis.tables.reading import Reading
    from totalis.tables.source import Source
    from totalis.tables.table import Table


def read_table(
    source: Source, *, name: str, reading: Reading | None = None, bounds: Bounds = BOUNDS
) -> Table:
    """Read a file of many rows as text with line numbers.

    Args:
        source: A path, or the bytes.
        name: The name that it came with; its ending must agree with the content.
        reading: As a person confirmed it; without one, as `detect` finds it. What is undecided there is refused
            cell by cell by `apply_mapping`, never guessed.
        bounds: How large it may be.

    Raises:
        InputError: it is no table, or cannot be read so, or is too large.
    """
    return _read(source, name=name, reading=reading, bounds=bounds, most=None)


def preview(
    source: Source,
    *,
    name: str,
    reading: Reading | None = None,
    rows: int = 10,
    bounds: Bounds = BOUNDS,
) -> Table:
    """The first rows of a file under a reading.

    Raises:
        InputError: as `read_table`.
    """
    return _read(source, name=name, reading=reading, bounds=bounds, most=rows)


def _read(
    source: Source, *, name: str, reading: Reading | None, bounds: Bounds, most: int | None
) -> Table:
    if reading is None:
        reading = detect(source, name=name, bounds=bounds)
    elif reading.kind != (found := kind_of(source, name, bounds)):
        refuse(
            name, f"a {KINDS[found]}", f"a {KINDS[reading.kind]}", "Choose how it is read again."
        )
    return read_as(source, name=name, reading=reading, bounds=bounds, most=most)
