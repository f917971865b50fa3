"""Run every engine on the same rules and cases, print speeds, ratios, cold start and memory.

`python -m bench` prints; `python -m bench --write` also puts the numbers into bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bench import with_openfisca, with_zen
from bench.cases import DAY, Case, prepare
from totalis.facts.reader import read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from totalis.evaluate import Evaluator

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- numbers -->", "<!-- end of numbers -->"
ROUNDS = 20
STARTS = 15
MANY = 10_000
DECISION_GOAL = 5
SHEET = ROOT / "src" / "totalis" / "facts" / "samples" / "posting_to_france.yaml"

Measures = dict[str, float]
"""Microseconds for one decision, by what was measured."""


def best(runs: Mapping[str, tuple[Callable[[], object], int]]) -> Measures:
    """Microseconds for one decision of each run in its quickest round: the one least disturbed.

    The runs take turns, so that a busy machine disturbs all of them alike.
    """
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, (run, decisions) in runs.items():
            started = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - started) / decisions * 1e6)
    return {name: min(found) for name, found in times.items()}


def measure() -> tuple[Measures, list[str]]:
    """Speeds, and sentences about what was compared."""
    evaluator, tables, cases = prepare()
    zen = {country: with_zen.decision_of(table) for country, table in tables.items()}
    fisca = with_openfisca.System(tables)
    by_country: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for case in cases:
        by_country[case.country].append(case.values)
    checked = _agree(evaluator, zen, fisca, cases)
    count = len(cases)
    few = cases[::8]
    texts = [json.dumps(case.sheet.as_dict()).encode() for case in cases]

    forgetful = type(evaluator)(evaluator.law)  # so that the other runs keep what they remember

    def cold_explanations() -> None:
        """The law compiled, no explanation remembered."""
        for case in cases:
            forgetful.explanation.cache_clear()
            forgetful.determine(case.sheet, DAY).to_json()

    requests = [{"key": case.country, "context": dict(case.values)} for case in cases]
    batch = with_zen.engine_of(tables)
    many = (by_country["FR"] * MANY)[:MANY]
    measures = best(
        {
            "Totalis, decision": (
                lambda: [evaluator.result(c.sheet, c.sheet.engagements[0], DAY) for c in cases],
                count,
            ),
            "Totalis, full explanation as JSON": (
                lambda: [evaluator.determine(c.sheet, DAY).to_json() for c in cases],
                count,
            ),
            "ZEN, a call": (
                lambda: [with_zen.decide(zen[c.country], c.values) for c in cases],
                count,
            ),
            "OpenFisca-core, a simulation": (
                lambda: [fisca.decide(c.country, c.values) for c in few],
                len(few),
            ),
            "Totalis, full explanation, none remembered": (cold_explanations, count),
            "Totalis, from JSON text to JSON text": (
                lambda: [
                    evaluator.determine(read_sheet(text, "sheet"), DAY).to_json() for text in texts
                ],
                count,
            ),
            "ZEN, all cases in one batch": (lambda: batch.evaluate_batch(requests), count),
            f"OpenFisca-core, {MANY:,} cases in one simulation": (
                lambda: fisca.decide_many("FR", many),
                MANY,
            ),
        }
    )
    rows = sum(len(table.rows) for table in tables.values())
    rules = sum(table.rules for table in tables.values())
    notes = [
        f"{rules} rules of {len(tables)} agreements in {rows} table rows, {count} cases.",
        checked,
    ]
    return measures, notes


def _agree(
    evaluator: Evaluator,
    zen: Mapping[str, object],
    fisca: with_openfisca.System,
    cases: Sequence[Case],
) -> str:
    """Check that all three give every case the same answer; a difference ends the run."""
    for case in cases:
        wanted = (case.outcome, case.covered_by)
        outcome, country = evaluator.result(case.sheet, case.sheet.engagements[0], DAY)
        answers = {
            "Totalis": (outcome, country or ""),
            "ZEN": with_zen.decide(zen[case.country], case.values),
            "OpenFisca": fisca.decide(case.country, case.values),
        }
        wrong = {engine: answer for engine, answer in answers.items() if answer != wanted}
        if wrong:
            sys.exit(f"{case.country}: expected {wanted}, found {wrong} for {case.values}")
    return f"All three engines give the same outcome and country in all {len(cases)} cases."


def cold_start() -> Measures:
    """Milliseconds of `totalis determine` and of a bare interpreter; the median of fifteen."""
    totalis = str(Path(sys.executable).with_name("totalis"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "totalis determine": [totalis, "determine", str(SHEET), "--as-of", "2026-01-01"],
        "totalis determine --json": [
            *(totalis, "determine", str(SHEET), "--as-of", "2026-01-01", "--json")
        ],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "XDG_CACHE_HOME": cache, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for command in commands.values():  # compiles byte code and fills the cache
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        for _ in range(STARTS):
            for name, command in commands.items():
                started = time.perf_counter()
                subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
                times[name].append((time.perf_counter() - started) * 1e3)
    return {name: statistics.median(found) for name, found in times.items()}


def memory() -> Measures:
    """Megabytes that a process with one engine and all rules holds at most."""
    found = {}
    for engine in ("python", "totalis", "zen", "openfisca"):
        done = subprocess.run(
            [sys.executable, "-m", "bench.memory", engine],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        found[engine] = float(done.stdout)
    return found


def report(speeds: Measures, notes: list[str], starts: Measures, held: Measures) -> Iterator[str]:
    """The report in Markdown."""
    python = platform.python_version()
    versions = ", ".join(f"{name} {version(name)}" for name in ("zen-engine", "openfisca-core"))
    yield f"{' '.join(notes)} Python {python}, {versions}, {os.cpu_count()} processors."
    yield ""
    yield "| one decision | µs | a second | against a ZEN call |"
    yield "|---|---:|---:|---:|"
    call = speeds["ZEN, a call"]
    for name, micros in speeds.items():
        ratio = call / micros
        words = f"{ratio:.1f} times as fast" if ratio >= 1 else f"{1 / ratio:.1f} times slower"
        yield f"| {name} | {micros:,.1f} | {1e6 / micros:,.0f} | {'' if ratio == 1 else words} |"
    yield ""
    yield "| cold start, median of 15 | ms | against bare |"
    yield "|---|---:|---:|"
    bare = starts["python -c pass"]
    for name, millis in starts.items():
        yield f"| `{name}` | {millis:.0f} | {millis / bare:.1f} times |"
    yield ""
    yield "| memory, all rules loaded, every case decided once | MB |"
    yield "|---|---:|"
    for name, megabytes in held.items():
        yield f"| {name} | {megabytes:.0f} |"
    yield ""
    goals = {
        "decision at least 5 times ZEN's": call / speeds["Totalis, decision"] >= DECISION_GOAL,
        "full explanation faster than ZEN": speeds["Totalis, full explanation as JSON"] < call,
        "cold start within 10 times bare": starts["totalis determine"] <= 10 * bare,
    }
    for goal, reached in goals.items():
        yield f"- {goal}: {'reached' if reached else 'MISSED'}"


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the numbers into bench/README.md")
    options = parser.parse_args()
    speeds, notes = measure()
    text = "\n".join(report(speeds, notes, cold_start(), memory()))
    print(text)
    if options.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
