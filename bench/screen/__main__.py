"""`python -m bench.screen [--rows N] [--large N] [--others] [--write]`: measures, as a table in Markdown.

Files stand in a temporary folder and are gone afterwards. Each measure is a process of its own. `--write` puts
what is printed between the marks of the section in `bench/README.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.screen.register import write

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- screening numbers -->", "<!-- end of screening numbers -->"
ONCE = 10_000_000
TIMES_ZEN, TIMES_FISCA, TIMES_PLAIN, MEGABYTES = 500, 3, 3, 2048
Found = dict[str, Any]


def measured(mode: str, folder: Path, tables: list[Path]) -> Found:
    """One measure in a process of its own."""
    out = folder / "out.parquet"
    command = ["-m", "bench.screen.run", mode, str(out), *map(str, tables)]
    found = _asked(command)
    out.unlink(missing_ok=True)
    return found


def _asked(command: list[str]) -> Found:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, check=True, text=True
    )
    found: Found = json.loads(done.stdout)
    return found


def line(name: str, rows: int, found: Found) -> str:
    """One line of the table."""
    seconds = found["seconds"]
    return (
        f"| {name} | {rows:,} | {seconds:.1f} | {found['processor']:.1f} | "
        f"{rows / seconds:,.0f} | {found['megabytes']:,.0f} |"
    )


def report(chosen: argparse.Namespace) -> Iterator[str]:
    """Everything that was asked for, line by line."""
    yield f"Load before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors.\n"
    yield "| what | rows | seconds | processor s | rows a second | MB |"
    yield "|---|---:|---:|---:|---:|---:|"
    with TemporaryDirectory(prefix="bench-screen-") as name:
        folder = Path(name)
        table = folder / "register.parquet"
        write(table, min(chosen.rows, ONCE))
        found: dict[str, Found] = {}
        for mode, says in _modes(chosen):
            found[mode] = measured(mode, folder, [table])
            yield line(says, chosen.rows, found[mode])
        if chosen.large:
            tables = [table] * (chosen.large // chosen.rows)
            yield line("screened, large", chosen.large, measured("screened", folder, tables))
        write(table, min(chosen.rows, ONCE), short=True)
        for mode, says in (("plain", "scan, group-by, write"), ("screened", "screened")):
            found[f"short_{mode}"] = measured(mode, folder, [table])
            yield line(f"short register: {says}", chosen.rows, found[f"short_{mode}"])
        write(table, chosen.entropy, entropy=True)
        own = measured("screened", folder, [table])
        yield line("screened, every row a pattern", chosen.entropy, own)
    yield ""
    yield from _against_plain(found)
    if chosen.others:
        others = _asked(["-m", "bench.screen.others"])
        yield from _against_others(others, found, chosen.rows)
    yield f"\nLoad after: {os.getloadavg()[0]:.1f}."


def _modes(chosen: argparse.Namespace) -> Iterator[tuple[str, str]]:
    yield "plain", "Polars: scan, group-by, write"
    yield "screened", "screened by codes"
    yield "scanned", "screened of a lazy scan, which reads text"
    yield "codes", "floor: facts read as codes, nothing done"
    yield "keys", "floor: keys read and written, no facts, no answers"
    if chosen.duckdb:
        yield "plain_duckdb", "DuckDB: scan, group-by, write"
        yield "screened_duckdb", "DuckDB: screened"


def _against_plain(found: dict[str, Found]) -> Iterator[str]:
    ours = found["screened"]
    for name, before in (("", ""), ("short_", "short register: ")):
        one, plain = found[f"{name}screened"], found[f"{name}plain"]
        times = one["seconds"] / plain["seconds"]
        yield (
            f"- {before}{times:.1f} times the plain scan, group-by and write in time, "
            f"{one['processor'] / plain['processor']:.1f} times in processor time: {_met(times <= TIMES_PLAIN)} "
            f"(at most {TIMES_PLAIN})"
        )
    yield f"- memory under 2 GiB: {_met(ours['megabytes'] < MEGABYTES)}"


def _against_others(others: Found, found: dict[str, Found], rows: int) -> Iterator[str]:
    zen = others["zen"]
    yield (
        f"\nRules alone, values ready, in memory ({others['rows']:,} rows of twelve countries, "
        f"{others['patterns']} patterns; all answers equal):\n"
    )
    yield "| rows a second | register | of one processor | France | of one processor |"
    yield "|---|---:|---:|---:|---:|"
    for who, says in (
        ("openfisca", "OpenFisca-core, vectorised"),
        ("ours", "screening's numbering"),
    ):
        cells = [
            f"{others[part][who][what]:,.0f}"
            for part in ("register", "french")
            for what in ("seconds", "processor")
        ]
        yield f"| {says} | {' | '.join(cells)} |"
    yield f"| ZEN, a call a row | {zen:,.0f} | | | |\n"
    own = {name: rows / one["seconds"] for name, one in found.items()}
    fisca, ours = (others["register"][who]["seconds"] for who in ("openfisca", "ours"))
    yield f"- rules alone against ZEN: {ours / zen:,.0f} times: {_met(ours / zen >= TIMES_ZEN)}"
    yield f"- rules alone against OpenFisca: {ours / fisca:.1f} times: {_met(ours / fisca >= TIMES_FISCA)}"
    for name, says in (
        ("screened", "file to file"),
        ("short_screened", "file to file, short register"),
        ("plain", "the plain scan, group-by and write"),
    ):
        yield (
            f"- {says}: {own[name] / zen:,.0f} times ZEN: {_met(own[name] / zen >= TIMES_ZEN)}; "
            f"{own[name] / fisca:.1f} times OpenFisca's rate in memory: {_met(own[name] / fisca >= TIMES_FISCA)}"
        )
    floors = found["codes"]["processor"] + found["keys"]["processor"]
    least = rows / (floors / (os.cpu_count() or 1))
    yield (
        f"- the floors' processor seconds, spread over {os.cpu_count()} processors without any loss, pass {least:,.0f} "
        f"rows a second: {least / zen:,.0f} times ZEN, {least / fisca:.1f} times OpenFisca's rate in memory"
    )


def _met(reached: bool) -> str:  # noqa: FBT001  (a word for it)
    return "reached" if reached else "not reached"


def main() -> None:
    """Measure, print, and write if asked to."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=ONCE)
    options.add_argument("--large", type=int, default=0, help="rows of the large register")
    options.add_argument("--entropy", type=int, default=200_000)
    options.add_argument("--duckdb", action="store_true")
    options.add_argument("--others", action="store_true", help="ZEN and OpenFisca too")
    options.add_argument("--write", action="store_true", help="into bench/README.md")
    chosen = options.parse_args()
    lines = []
    for one in report(chosen):
        print(one, flush=True)
        lines.append(one)
    if chosen.write:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        whole = "\n".join(lines)
        README.write_text(f"{before}{BEGIN}\n\n{whole}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
