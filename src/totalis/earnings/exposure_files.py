"""The same-earnings test over a file of any size: worker by worker, within bounded memory.

Interface::

    done = write_exposure(Path("contributions.parquet"), Path("overlaps.parquet"))
    done.counts, done.findings, done.apart, done.rejected  # sums over the whole file

All lines of a worker are looked at together, whichever place they have in the file: the workers are
parted into as many passes as the file has `LINES_A_PASS`, and the lines of each are put together on disk first,
beside the target. The target is whole or not there. Rows are ordered by worker within a pass.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import polars as pl

from totalis.earnings.exposure import Counts, Exposure, exposure
from totalis.earnings.exposure_classified import classified
from totalis.earnings.exposure_lines import OPTIONAL, WANTED, columns_there
from totalis.earnings.exposure_table import as_text

LINES_A_PASS = 4_000_000
_NUMBER, _PART = "__line", "__part"
_SHOWN = 1000
"""Rejected lines that are kept for showing; all are counted and, where a file is written, all are in it."""


class Written(NamedTuple):
    """What a run over a file found."""

    counts: Counts
    findings: dict[str, int]
    apart: pl.DataFrame
    rejected: pl.DataFrame
    rejected_file: Path | None


def write_exposure(source: Path, target: Path, *, lines_a_pass: int = LINES_A_PASS) -> Written:
    """Test a Parquet file and write the rows as Parquet or CSV, by the target's ending.

    Rejected lines go to `<target>.rejected.csv` beside it, where there are any.

    Raises:
        InputError: a column that is needed is not there.
    """
    names = pl.scan_parquet(source).collect_schema().names()
    columns_there(names)
    numbered = pl.scan_parquet(source, row_index_name=_NUMBER, row_index_offset=1)
    wanted = [name for name in (*WANTED, *OPTIONAL) if name in names and name != "line"]
    lines = numbered.select(*wanted, pl.col(_NUMBER).alias("line"))
    size = int(lines.select(pl.len()).collect().item())
    passes = max(1, -(-size // lines_a_pass))
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        parts = _parted(lines, folder, passes) if passes > 1 else [lines]
        found = [_one_pass(part, folder, number) for number, part in enumerate(parts)]
        return _written(found, folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parted(lines: pl.LazyFrame, folder: Path, passes: int) -> list[pl.LazyFrame]:
    """The file once more, parted by worker beside the target: each line is read twice, however many passes.

    A part holds all lines of its workers, and takes about as much room on disk as its lines took before.
    """
    worker = pl.col("worker_id").cast(pl.String).str.strip_chars().fill_null("")
    places = folder / "parts"
    lines.with_columns((worker.hash(seed=7) % passes).alias(_PART)).sink_parquet(
        pl.PartitionBy(places, key=_PART, include_key=False),
        statistics=False,
        mkdir=True,
    )
    return [
        pl.scan_parquet(place / "*.parquet", hive_partitioning=False)
        for place in sorted(places.iterdir())
    ]


class _Pass(NamedTuple):
    counts: Counts
    findings: pl.DataFrame
    apart: pl.DataFrame
    rejected: pl.DataFrame


def _one_pass(lines: pl.LazyFrame, folder: Path, number: int) -> _Pass:
    """Test the workers of one part and put their rows into the folder."""
    found = exposure(classified(lines.collect(engine="streaming")))
    _keep(found, folder, number)
    findings = found.rows.group_by("finding").len()
    return _Pass(found.counts, findings, found.apart, found.rejected.head(_SHOWN))


def _keep(found: Exposure, folder: Path, number: int) -> None:
    found.rows.write_parquet(folder / f"rows-{number:06}.parquet")
    if found.rejected.height:
        found.rejected.write_parquet(folder / f"rejected-{number:06}.parquet")


def _written(found: list[_Pass], folder: Path, target: Path) -> Written:
    """Put the parts together beside the target, then in its place."""
    rows = pl.scan_parquet(folder / "rows-*.parquet")
    whole = folder / "whole"
    if target.suffix.lower() == ".parquet":
        rows.sink_parquet(whole)
    else:
        as_text(rows).sink_csv(whole)
    rejected_file = None
    if any(folder.glob("rejected-*.parquet")):
        rejected_file = target.with_name(f"{target.name}.rejected.csv")
        listed = folder / "listed"
        as_text(pl.scan_parquet(folder / "rejected-*.parquet").sort("line")).sink_csv(listed)
        listed.replace(rejected_file)
    whole.replace(target)
    sums = pl.concat([part.findings for part in found]).group_by("finding").sum()
    apart = pl.concat([part.apart for part in found]).group_by("country", "currency", "category")
    return Written(
        counts=Counts(*(sum(part.counts[place] for part in found) for place in range(4))),
        findings=dict(sums.sort("finding").iter_rows()),
        apart=apart.sum().sort("country", "currency", "category"),
        rejected=pl.concat([part.rejected for part in found]).sort("line").head(_SHOWN),
        rejected_file=rejected_file,
    )
