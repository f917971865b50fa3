"""Answers written as Parquet: their words are codes until they stand in the file's dictionaries."""

from __future__ import annotations

from base64 import b64encode
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from totalis.evaluate.population.columns import ANSWERS, INTERNAL, INVALID
from totalis.evaluate.population.portions import is_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

WORDS = ANSWERS[:7]
ANSWER = "answer"
BEHIND = 2
"""Portions that wait to be written while the next is made."""
_AT_ONCE = 1 << 16
"""Values that go to a column's encoder in one piece; its own thousand costs a seventh of the writing."""
_SCHEMA = "ARROW:schema"
"""Where Arrow writes what a column was besides what Parquet knows of it."""


class Answers:
    """A file that is written in a thread of its own, some portions behind."""

    def __init__(self, out: Path, schema: Any, kept: Sequence[str], answers: pl.DataFrame) -> None:
        self.out = out
        self.plain = pa.schema(
            [
                *(schema.field(name) for name in kept),
                *((name, pa.large_string()) for name in WORDS),
                ("last_lawful_day", pa.date32()),
                ("error", pa.large_string()),
            ]
        )
        self.values = {name: _values(name, answers) for name in WORDS}
        self.codes = {
            name: _codes(values, answers[f"{INTERNAL}{name}"])
            for name, values in self.values.items()
        }
        self.invalid = answers.height
        """The place of what is said where a row cannot be read."""
        place = pl.int_range(answers.height, dtype=pl.UInt32).alias(f"{INTERNAL}{ANSWER}")
        self.table = answers.with_columns(place).drop(f"{INTERNAL}{name}" for name in WORDS)
        """The answers, with a place for their words."""
        self.writer: Any = None
        self.thread = ThreadPoolExecutor(1)
        self.waiting: deque[Future[None]] = deque()

    def write(self, kept: Any, answered: pl.DataFrame) -> None:
        """Write the next rows."""
        words = [self._words(name, answered[ANSWER]) for name in WORDS]
        rest = [answered[name].rechunk().to_arrow() for name in ANSWERS[7:]]
        columns = [*kept.columns, *words, *rest]
        table = pa.table(dict(zip(self.plain.names, columns, strict=True)))
        if len(self.waiting) == BEHIND:
            self.waiting.popleft().result()
        self.waiting.append(self.thread.submit(self._write, table))

    def _words(self, name: str, places: pl.Series) -> Any:
        codes = self.codes[name].gather(places).to_arrow()
        values = pa.array(self.values[name], pa.large_string())
        return pa.DictionaryArray.from_arrays(codes, values, safe=False)

    def _write(self, table: Any) -> None:
        if self.writer is None:
            coded = [field.name for field in table.schema if not _plain(field.type)]
            self.writer = pq.ParquetWriter(
                self.out,
                table.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=coded,
                write_statistics=[field.name for field in table.schema if not is_text(field.type)],
                write_batch_size=_AT_ONCE,
                store_schema=False,
            )
            stored = b64encode(self.plain.serialize()).decode()
            self.writer.add_key_value_metadata({_SCHEMA: stored})
        self.writer.write_table(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        try:
            with self.thread:
                for one in self.waiting:
                    one.result()
        finally:
            if self.writer is not None:
                self.writer.close()


def _values(name: str, answers: pl.DataFrame) -> list[str]:
    found = answers[f"{INTERNAL}{name}"].drop_nulls().unique().sort().to_list()
    return found if name != "outcome" or INVALID in found else [*found, INVALID]


def _codes(values: list[str], column: pl.Series) -> pl.Series:
    """The code of each answer's word, and of the row that cannot be read."""
    last = values.index(INVALID) if INVALID in values else None
    codes = {value: code for code, value in enumerate(values)}
    return pl.Series([*map(codes.get, column), last], dtype=pl.Int32)


def _plain(dtype: Any) -> bool:
    """Whether a column's values are best written as they are: text that the file before held without codes."""
    return bool(pa.types.is_string(dtype) or pa.types.is_large_string(dtype))
