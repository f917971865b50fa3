"""`python -m bench.screen [--rows N] [--large N]`: measures side by side, as a table in Markdown.

Files stand in a temporary folder and are gone afterwards. Each measure is a process of its own; plain and
screened take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.screen.register import write

ROOT = Path(__file__).resolve().parents[2]
ONCE = 10_000_000


def measured(mode: str, folder: Path, tables: list[Path]) -> dict[str, Any]:
    """One measure in a process of its own."""
    out = folder / "out.parquet"
    command = [sys.executable, "-m", "bench.screen.run", mode, str(out), *map(str, tables)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    out.unlink(missing_ok=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def line(name: str, rows: int, found: dict[str, Any]) -> str:
    """One line of the table."""
    seconds = found["seconds"]
    return (
        f"| {name} | {rows:,} | {seconds:.1f} | {found['processor']:.1f} | "
        f"{rows / seconds:,.0f} | {found['megabytes']:,.0f} |"
    )


def main() -> None:
    """Measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=ONCE)
    options.add_argument("--large", type=int, default=0, help="rows of the large register")
    options.add_argument("--entropy", type=int, default=200_000)
    options.add_argument("--duckdb", action="store_true")
    options.add_argument("--others", action="store_true", help="ZEN and OpenFisca too")
    chosen = options.parse_args()
    print(f"Load before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors.\n")
    print("| what | rows | seconds | processor s | rows a second | MB |")
    print("|---|---:|---:|---:|---:|---:|")
    with TemporaryDirectory(prefix="bench-screen-") as name:
        folder = Path(name)
        table = folder / "register.parquet"
        write(table, min(chosen.rows, ONCE))
        ratios = _side_by_side(folder, table, chosen)
        if chosen.large:
            tables = [table] * (chosen.large // chosen.rows)
            print(line("screened, large", chosen.large, measured("screened", folder, tables)))
        own = folder / "entropy.parquet"
        write(own, chosen.entropy, entropy=True)
        print(
            line(
                "screened, every row a pattern", chosen.entropy, measured("screened", folder, [own])
            )
        )
    if chosen.others:
        ratios += _others(ratios[0])
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}.")
    for text in ratios[1:]:
        print(f"- {text}")


def _side_by_side(folder: Path, table: Path, chosen: argparse.Namespace) -> list[Any]:
    pairs = [("Polars", "plain", "screened")]
    if chosen.duckdb:
        pairs.append(("DuckDB", "plain_duckdb", "screened_duckdb"))
    ratios: list[Any] = []
    for engine, without, with_law in pairs:
        plain = measured(without, folder, [table])
        ours = measured(with_law, folder, [table])
        print(line(f"{engine}: scan, group-by, write", chosen.rows, plain))
        print(line(f"{engine}: screened", chosen.rows, ours))
        ratios = ratios or [chosen.rows / ours["seconds"]]
        ratios.append(
            f"{engine}: screened takes {ours['seconds'] / plain['seconds']:.1f} times the plain scan, group-by and "
            f"write in time, {ours['processor'] / plain['processor']:.1f} times in processor time"
        )
    return ratios


def _others(rate: float) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.screen.others"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    found = json.loads(done.stdout)
    names = {"zen": "ZEN, a call a row", "openfisca": "OpenFisca-core, vectorised"}
    return [
        f"{name}: {found[key]:,.0f} rows a second of rules alone, values ready, in memory; the plan on the same values "
        f"{found['alike'] / found[key]:,.1f} times that, screened from file to file {rate / found[key]:,.1f} times"
        for key, name in names.items()
    ]


if __name__ == "__main__":
    main()
