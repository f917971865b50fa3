"""Parquet files read a portion of rows at a time, columns of text as codes where the file holds codes.

One thread reads ahead while the last portion is worked on. The files have the same columns, and are read in
their order.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

ROWS = 500_000
"""Rows of a portion, about: row groups are read whole where they are not larger."""

AHEAD = 2
"""Portions that are read before they are asked for."""


class Files:
    """Some Parquet files that are one table."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        first = pq.ParquetFile(self.paths[0])
        self.schema: Any = first.schema_arrow
        self.coded = _coded(first)
        """The columns of text that the file holds as codes of a dictionary."""
        others = [pq.ParquetFile(path) for path in self.paths[1:]]
        self.alike = all(other.schema_arrow.equals(self.schema) for other in others)
        self.rows = sum(file.metadata.num_rows for file in (first, *others))

    def portions(self, columns: Sequence[str], coded: Sequence[str]) -> Iterator[Any]:
        """Tables of some rows with these columns; those of `coded` as dictionaries."""
        return ahead(self._read(list(columns), list(coded)))

    def _read(self, columns: list[str], coded: list[str]) -> Iterator[Any]:
        for path in self.paths:
            file = pq.ParquetFile(path, read_dictionary=coded)
            for groups in _together(file.metadata):
                if file.metadata.row_group(groups[0]).num_rows <= 2 * ROWS:
                    yield file.read_row_groups(groups, columns)
                    continue
                for batch in file.iter_batches(ROWS, groups, columns):
                    yield pa.Table.from_batches([batch])


def ahead(items: Iterator[Any]) -> Generator[Any, None, None]:
    """The same items, some made while those before are worked on."""
    reader = ThreadPoolExecutor(1)
    coming = deque(reader.submit(next, items, None) for _ in range(AHEAD))
    try:
        while (item := coming.popleft().result()) is not None:
            coming.append(reader.submit(next, items, None))
            yield item
    finally:
        reader.shutdown(cancel_futures=True)


def _coded(file: Any) -> tuple[str, ...]:
    """Which columns of text have a dictionary in every row group."""
    found = []
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    places = {file.schema.column(number).path: number for number in range(len(file.schema))}
    for field in file.schema_arrow:
        place = places.get(field.name)
        if place is not None and is_text(field.type):
            found += [field.name] * all(g.column(place).has_dictionary_page for g in groups)
    return tuple(found)


def is_text(dtype: Any) -> bool:
    """Whether a column holds text, as such or as codes."""
    inner = dtype.value_type if pa.types.is_dictionary(dtype) else dtype
    checks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(check(inner) for check in checks)


def _together(metadata: Any) -> Iterable[list[int]]:
    """Row groups that make a portion."""
    groups: list[int] = []
    rows = 0
    for number in range(metadata.num_row_groups):
        size = metadata.row_group(number).num_rows
        if groups and rows + size > ROWS:
            yield groups
            groups, rows = [], 0
        groups.append(number)
        rows += size
    if groups:
        yield groups
