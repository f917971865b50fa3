"""Totalized benefits by the hundred thousand: time, memory, and one whole estimate with its steps.

`python -m bench.benefits` runs 100,000 records in one call; `--records 10000` another number; `--write` puts the table into
bench/benefits/README.md. Records are read from plain values first (checked like any other), then computed without steps.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from bench.benefits.seed import records, row_of
from bench.memory import largest
from totalis.benefits.columns import estimate_frame
from totalis.benefits.estimate import estimate
from totalis.benefits.many import estimate_many
from totalis.benefits.reading import read_record

if TYPE_CHECKING:
    from collections.abc import Callable

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- numbers -->", "<!-- end of numbers -->"
MANY, SINGLE = 100_000, 300


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a call gave, its seconds, its CPU seconds."""
    started, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - started, time.process_time() - cpu


def report(count: int) -> str:
    """The table in Markdown."""
    raw = list(records(count))
    read, reading, reading_cpu = timed(lambda: [read_record(one) for one in raw])
    rows, computing, computing_cpu = timed(lambda: list(estimate_many(read)))
    frame = pl.DataFrame([row_of(one) for one in raw], infer_schema_length=None)
    table, tabling, tabling_cpu = timed(lambda: estimate_frame(frame))
    if table["benefit"].to_list() != [row.benefit for row in rows]:
        message = "the table and the records answer differently"
        raise RuntimeError(message)
    singles = [timed(lambda one=one: estimate(one))[2] for one in read[:SINGLE]]
    found = Counter(row.benefit for row in rows)
    load = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end."
    words = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.items()))
    single = statistics.median(singles) * 1000
    last = (
        f"One estimate with every step: median {single:.1f} ms of CPU. "
        f"Largest resident size {largest():,.0f} MB, the records themselves included."
    )
    lines = [
        f"{platform.python_implementation()} {platform.python_version()}, {load} {count:,} records: {words}.",
        "",
        "| what | seconds | CPU seconds | CPU µs a record |",
        "|---|---:|---:|---:|",
        _row("read and checked", reading, reading_cpu, count),
        _row("computed in one call", computing, computing_cpu, count),
        _row("a table of them in one call, columns in and out", tabling, tabling_cpu, count),
        "",
        last,
    ]
    return "\n".join(lines)


def _row(what: str, seconds: float, cpu: float, count: int) -> str:
    return f"| {what} | {seconds:.1f} | {cpu:.1f} | {cpu / count * 1e6:.0f} |"


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=MANY)
    parser.add_argument("--write", action="store_true", help="put the numbers into the README")
    options = parser.parse_args()
    text = report(options.records)
    print(text)
    if options.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        README.write_text(
            f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
