"""Contribution lines through the same-earnings test: time, memory, and the same file merely scanned and grouped.

`python -m bench.exposure` runs one million and ten million lines; `--lines 50000000` another number; `--write` puts the
table into bench/exposure/README.md. The plain scan is Polars' own streaming engine over the same Parquet file: a
sum of the amounts by worker, stream, country and currency. Each run is a process of its own, so that its memory
is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.memory import largest

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- numbers -->", "<!-- end of numbers -->"
SIZES = (1_000_000, 10_000_000)


def scan(source: Path) -> dict[str, Any]:
    """The plain scan and group-by."""
    import polars as pl

    started = time.perf_counter()
    keys = ["worker_id", "stream_id", "country", "currency"]
    sums = (
        pl.scan_parquet(source)
        .group_by(keys)
        .agg(pl.col("amount").sum(), pl.col("base").max(), pl.col("period_start").min())
        .collect(engine="streaming")
    )
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "cpu": time.process_time(),
        "rows": sums.height,
        "megabytes": largest(),
    }


def test(source: Path) -> dict[str, Any]:
    """The same-earnings test, from file to file."""
    from totalis.earnings.exposure_files import write_exposure

    target = source.with_name("rows.parquet")
    started = time.perf_counter()
    done = write_exposure(source, target)
    seconds = time.perf_counter() - started
    target.unlink()
    return {
        "seconds": seconds,
        "cpu": time.process_time(),
        "rows": sum(done.findings.values()),
        "megabytes": largest(),
        "findings": done.findings,
        "lines": done.counts._asdict(),
    }


def make(source: Path, lines: int, *, category: bool) -> int:
    """The register of this size, classified beforehand or not."""
    from bench.exposure.seed import write

    return write(source, lines, category=category)


def measured(lines: int, *, category: bool) -> dict[str, Any]:
    """Both runs of one size."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "lines.parquet"
        written = make(source, lines, category=category)
        runs = {name: _apart(name, source) for name in ("scan", "test")}
        return {"lines": written, "bytes": source.stat().st_size, "category": category, **runs}


def _apart(name: str, source: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.exposure", "--only", name, str(source)],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report(found: list[dict[str, Any]]) -> str:
    """The table in Markdown."""
    from importlib.metadata import version

    rows = [
        (
            f"{platform.python_implementation()} {platform.python_version()}, Polars {version('polars')}, "
            f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end."
        ),
        "",
        "| lines | classified | scan s | scan CPU s | test s | test CPU s | times CPU | CPU µs a line | MB | rows found |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in found:
        plain, tested = one["scan"], one["test"]
        times, each = tested["cpu"] / plain["cpu"], tested["cpu"] / one["lines"] * 1e6
        rows.append(
            f"| {one['lines']:,} | {'before' if one['category'] else 'here'} "
            f"| {plain['seconds']:.1f} | {plain['cpu']:.1f} | {tested['seconds']:.1f} | {tested['cpu']:.1f} "
            f"| {times:.0f} | {each:.2f} | {tested['megabytes']:,.0f} | {tested['rows']:,} |"
        )
    return "\n".join(rows)


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, action="append", help="a size; repeatable")
    parser.add_argument("--classify", action="store_true", help="let the test classify the lines")
    parser.add_argument("--write", action="store_true", help="put the numbers into the README")
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        name, source = options.only
        print(json.dumps({"scan": scan, "test": test}[name](Path(source))))
        return 0
    sizes = options.lines or SIZES
    text = report([measured(lines, category=not options.classify) for lines in sizes])
    print(text)
    if options.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        README.write_text(
            f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
