"""`totalis exposure`: contribution lines in, the same earnings charged in two systems out."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from totalis.cli.exposure_text import Answer, as_json, as_words
from totalis.cli.tables_in import STDIN, table_of
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from argparse import Namespace

    import polars as pl


_SHOWN = 20


def run(options: Namespace) -> int:
    """Test a file and write the rows, or show them."""
    from totalis.tables.writing import refuse_place

    target = Path(options.output) if options.output else None
    if target is not None:
        refuse_place(target)
    source = options.contributions
    if source != STDIN and Path(source).suffix.lower() == ".parquet":
        answer = _of_parquet(Path(source), target)
    else:
        answer = _of_table(source, target, options)
    if options.json:
        print(json.dumps(as_json(answer), ensure_ascii=False))
    else:
        print(as_words(answer, shown=_SHOWN))
    return 0


def _of_parquet(source: Path, target: Path | None) -> Answer:
    """A Parquet file of any size, worker by worker."""
    import polars as pl

    from totalis.earnings.exposure_files import write_exposure

    if not source.is_file():
        raise _no_file(str(source))
    with tempfile.TemporaryDirectory() as folder:
        place = target or Path(folder) / "rows.parquet"
        done = write_exposure(source, place)
        rows = pl.DataFrame() if target else pl.read_parquet(place)
        rejected_file = () if done.rejected_file is None else (str(done.rejected_file),)
        return Answer(
            counts=done.counts,
            findings=done.findings,
            rows=rows,
            apart=done.apart,
            rejected=done.rejected,
            written=(str(target), *rejected_file) if target else (),
        )


def _of_table(source: str, target: Path | None, options: Namespace) -> Answer:
    """CSV, Excel or JSON Lines, read at once."""
    from totalis.earnings.exposure_register import exposure_of_table

    found = exposure_of_table(table_of(source, options))
    sums = found.rows.group_by("finding").len().sort("finding")
    written = _write(found.rows, found.rejected, target) if target else ()
    return Answer(
        counts=found.counts,
        findings=dict(sums.iter_rows()),
        rows=found.rows,
        apart=found.apart,
        rejected=found.rejected,
        written=written,
    )


def _write(rows: pl.DataFrame, rejected: pl.DataFrame, target: Path) -> tuple[str, ...]:
    """The rows, and beside them the lines that could not be used."""
    from totalis.earnings.exposure_table import as_text
    from totalis.tables.writing import write_table

    csv = target.suffix.lower() == ".csv"
    written = [str(target)]
    if rejected.height:
        beside = target.with_name(f"{target.name}.rejected.csv")
        write_table(rejected, beside)
        written.append(str(beside))
    write_table(as_text(rows.lazy(), guard=False) if csv else rows, target)
    return tuple(written)


def _no_file(path: str) -> InputError:
    remedy = "Name a CSV, XLSX or Parquet file, or - for CSV on standard input."
    return InputError([Problem(path, "no such file", "a file that can be read", remedy)])
