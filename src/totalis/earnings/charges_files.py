"""Answers of any number written chunk by chunk: CSV or Parquet, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.tables.writing import guarded, refuse_place, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import polars as pl

    from totalis.earnings.charges_table import Rows


def write_chunks(chunks: Iterable[Rows], path: Path, columns: Sequence[str]) -> None:
    """Write rows; what is there is replaced only once the new file is whole.

    Raises:
        InputError: the ending is neither .csv nor .parquet, or the place cannot be written.
    """
    refuse_place(path)
    with replacing(path) as draft:
        frames = _frames(chunks, columns)
        if path.suffix.lower() == ".parquet":
            _parquet(frames, draft)
        else:
            _csv(frames, draft)


def _csv(frames: Iterator[pl.DataFrame], draft: Path) -> None:
    with draft.open("wb") as file:
        for number, frame in enumerate(frames):
            guarded(frame).write_csv(file, include_header=number == 0, line_terminator="\n")


def _parquet(frames: Iterator[pl.DataFrame], draft: Path) -> None:
    from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]  # noqa: PLC0415 - seldom

    first = next(frames).to_arrow()
    with ParquetWriter(draft, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for frame in frames:
            writer.write_table(frame.to_arrow())


def _frames(chunks: Iterable[Rows], columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Each chunk as a frame of the same columns; one empty frame where there is no row at all."""
    import polars as pl  # noqa: PLC0415 - a tenth of a second, for those who write tables

    schema = {name: pl.Int64 if name == "line" else pl.String for name in columns}
    none = True
    for rows in chunks:
        none = False
        yield pl.DataFrame({name: [row.get(name) for row in rows] for name in columns}, schema)
    if none:
        yield pl.DataFrame(schema=schema)
