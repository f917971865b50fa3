"""Screening: a whole table of engagements decided at once, each row exactly as `determine` decides it alone.

    screen(frame, as_of=day, law=Lawbook())             # the same kind of frame: Polars, DuckDB, PySpark
    screen(frame, as_of=day, law=law, progress=print)   # progress(step, done, total) as it goes on
    screen_parquet([path], out, as_of=day, law=law)     # Parquet files into one: codes are read, not text
    screen_rows(rows, as_of=day, law=law)               # an iterator of dicts, for registers in the web

A row is one engagement; the columns are the facts with dots as underscores, other columns pass through.
The answers are the columns `ANSWERS`: `missing` names columns joined by `|`; `outcome` is `invalid` where
the reader of sheets refuses the row, and `error` says why. No row is dropped; Polars keeps their order.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from totalis.evaluate.population.columns import ANSWERS, FACTS, INVALID, KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from totalis.lawbook.book import Lawbook

    Progress = Callable[[str, int, int], None]

__all__ = ["ANSWERS", "FACTS", "INVALID", "KEYS", "screen", "screen_parquet", "screen_rows"]

AT_ONCE = 50_000


def screen(frame: Any, *, as_of: date, law: Lawbook, progress: Progress | None = None) -> Any:
    """Decide every row of a table.

    Args:
        frame: A frame or lazy frame of Polars, a relation of DuckDB, a data frame of PySpark, or one of
            these in Narwhals. Cells are text as a CSV has it, or typed: days, booleans, whole numbers,
            lists, maps.
        as_of: The day whose law applies.
        law: The lawbook.
        progress: Called with a step (`reading`, `patterns`, `joining`), what is done, and of how many.

    Returns:
        The same kind of frame: every column that is no fact, then `ANSWERS`. Lazy frames are not yet
        collected; distinct patterns were.

    Raises:
        InputError: the header has no fact, a near miss of one, or a column that screening writes.
    """
    import polars as pl  # noqa: PLC0415  (only who screens pays for frames)

    from totalis.evaluate.population.plan import Plan  # noqa: PLC0415

    note = progress or _silent
    answered = Plan(frame, as_of, law, note).carried_out()
    note("joining", 0, 1)
    native = answered.to_native()
    if isinstance(frame, pl.DataFrame):
        native = native.collect(engine="streaming")
        note("joining", 1, 1)
    return native


def screen_parquet(
    tables: Sequence[Path],
    out: Path,
    *,
    as_of: date,
    law: Lawbook,
    progress: Progress | None = None,
) -> None:
    """Decide every row of some Parquet files, in their order, and write one.

    What `screen` does of a scan with Polars, with the same answers; where the facts are plain columns, the
    codes of their dictionaries are read instead of text, in two passes of bounded memory.

    Args:
        tables: Files of the same columns.
        out: What is there is replaced once the new file is whole.
        as_of: The day whose law applies.
        law: The lawbook.
        progress: As of `screen`.

    Raises:
        InputError: as `screen`; or a file cannot be read to its end, or the place cannot be written.
    """
    from totalis.evaluate.population.files import written  # noqa: PLC0415  (as above)
    from totalis.tables.scanning import collecting  # noqa: PLC0415
    from totalis.tables.writing import replacing  # noqa: PLC0415

    with replacing(out) as draft, collecting(", ".join(map(str, dict.fromkeys(tables)))):
        written(tables, draft, as_of=as_of, law=law, progress=progress or _silent)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def screen_rows(
    rows: Iterable[Mapping[str, str | None]],
    *,
    as_of: date,
    law: Lawbook,
    progress: Callable[[int], None] | None = None,
    at_once: int = AT_ONCE,
) -> Iterator[dict[str, Any]]:
    """Decide rows of text, in their order, some thousands at a time.

    Args:
        rows: Cells by column, all with the columns of the first row; empty or None is unknown.
        as_of: The day whose law applies.
        law: The lawbook.
        progress: Called with the number of rows decided, after each portion.
        at_once: Rows a portion.

    Yields:
        The columns that are no facts and the answers; `last_lawful_day` is a day.

    Raises:
        InputError: as `screen`.
    """
    import polars as pl  # noqa: PLC0415

    source = iter(rows)
    done = 0
    schema: dict[str, Any] | None = None
    while portion := list(islice(source, at_once)):
        schema = schema or dict.fromkeys(portion[0], pl.String)
        frame = pl.DataFrame(
            [[row.get(name) for name in schema] for row in portion], schema=schema, orient="row"
        )
        yield from screen(frame, as_of=as_of, law=law).iter_rows(named=True)
        done += len(portion)
        if progress is not None:
            progress(done)
