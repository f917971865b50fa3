"""`totalis screen`: a table of engagements in, a table of answers out."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from totalis.cli.door import stop
from totalis.cli.reading import read_day, read_lawbook

if TYPE_CHECKING:
    from argparse import Namespace

    import polars as pl

ENDINGS = (".csv", ".parquet")


def run(options: Namespace) -> int:
    """Screen a table; OUT is written whole or not at all."""
    from totalis.tables.writing import refuse_place, replacing

    began = time.perf_counter()
    table, out = Path(options.table), Path(options.output)
    _refuse_table(table, out)
    refuse_place(out)
    as_of = read_day(options.as_of)
    law = read_lawbook(options)
    patterns = 0

    def note(step: str, done: int, _total: int) -> None:
        nonlocal patterns
        patterns = done if step == "patterns" else patterns

    from totalis.evaluate.population import screen, screen_parquet
    from totalis.tables.scanning import collecting

    with TemporaryDirectory(prefix="totalis-screen-", dir=out.parent) as folder:
        workshop = Path(folder)
        with replacing(out) as draft, collecting(str(table)):
            parquet = _as_parquet(table, workshop)
            if options.engine == "polars" and out.suffix.lower() == ".parquet":
                screen_parquet([parquet], draft, as_of=as_of, law=law, progress=note)
            else:
                source = _opened(parquet, options.engine)
                answered = screen(source, as_of=as_of, law=law, progress=note)
                _write(_as_polars(answered, options.engine, workshop), draft, out.suffix.lower())
            says = _summary(draft, out.suffix.lower())
    seconds = time.perf_counter() - began
    print(f"{says}; {patterns:,} patterns, {seconds:.1f} seconds, as of {as_of}", file=sys.stderr)
    return 0


def _refuse_table(table: Path, out: Path) -> None:
    """Let a table pass that can be read, before any work is done for it.

    Raises:
        InputError: it is not there, has another ending, or is the file to be written.
    """
    if not table.is_file():
        stop(str(table), "no such file", "a CSV or Parquet file that can be read")
    if table.suffix.lower() not in ENDINGS:
        stop(str(table), f"the ending '{table.suffix}'", ".csv or .parquet", "Export it as CSV.")
    if table.resolve() == out.resolve():
        stop(
            "--output",
            str(out),
            "another file than TABLE",
            "The facts would be lost; name another.",
        )
    if table.stat().st_size == 0:
        stop(
            str(table),
            "an empty file",
            "a header and rows",
            "Check that this is the file you meant.",
        )


def _as_parquet(table: Path, workshop: Path) -> Path:
    """The table as Parquet: a CSV is read once, by its own reader, and not once a pass."""
    import msgspec
    import polars as pl

    if table.suffix.lower() == ".parquet":
        pl.scan_parquet(
            table
        ).collect_schema()  # what is no Parquet is refused here, for every engine
        return table

    from totalis.tables.detecting import detect
    from totalis.tables.limits import BOUNDS
    from totalis.tables.scanning import ANY_SIZE, scan

    bounds = msgspec.structs.replace(BOUNDS, bytes=ANY_SIZE)
    copy = workshop / "table.parquet"
    reading = detect(table, name=str(table), bounds=bounds)
    scan(table, reading, name=str(table)).sink_parquet(copy, compression="lz4")
    return copy


def _opened(path: Path, engine: str) -> Any:  # noqa: ANN401  (a frame of any engine)
    if engine == "duckdb":
        import duckdb

        return duckdb.connect().read_parquet(str(path))
    if engine == "spark":
        return _spark().read.parquet(str(path))
    import polars as pl

    return pl.scan_parquet(path)


def _spark() -> Any:  # noqa: ANN401  (PySpark is an extra)
    """A Spark session: the one that the environment configures, else on this machine.

    Raises:
        InputError: the extra is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        stop("--engine", "spark", "the spark extra", "Install it: pip install 'totalis[spark]'.")
    return SparkSession.builder.appName("totalis screen").getOrCreate()


def _as_polars(
    answered: Any,  # noqa: ANN401  (a frame of any engine)
    engine: str,
    workshop: Path,
) -> pl.LazyFrame:
    """The answers where Polars can write them; other engines compute them into the workshop first."""
    import polars as pl

    if engine == "polars":
        return answered  # type: ignore[no-any-return]
    computed = workshop / "answers.parquet"
    if engine == "duckdb":
        answered.write_parquet(str(computed))
        return pl.scan_parquet(computed)
    answered.write.parquet(str(computed))
    return pl.scan_parquet(computed / "*.parquet")


def _write(answered: pl.LazyFrame, draft: Path, ending: str) -> None:
    from totalis.tables.writing import guarded

    if ending == ".parquet":
        answered.sink_parquet(draft)
    else:
        answered.map_batches(guarded, streamable=True).sink_csv(draft)


def _summary(draft: Path, ending: str) -> str:
    """Rows by outcome, the most frequent first."""
    import polars as pl

    written = (
        pl.scan_parquet(draft) if ending == ".parquet" else pl.scan_csv(draft, infer_schema=False)
    )
    counts = written.group_by("outcome").len().collect(engine="streaming")
    rows = sorted(counts.rows(), key=lambda row: (-row[1], row[0]))
    total = sum(count for _outcome, count in rows)
    parts = ", ".join(f"{count:,} {outcome}" for outcome, count in rows)
    return f"{total:,} rows: {parts}" if rows else "0 rows"
