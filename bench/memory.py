"""How much memory one engine holds with all rules: `python -m bench.memory zen` prints megabytes.

The cases are read from a file that another process wrote, so that no engine pays for Totalis' reader.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any


def prepared() -> dict[str, Any]:
    """Tables and cases as plain data, made in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "from bench.memory import dump; dump()"],
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def dump() -> None:
    """Write tables and cases as JSON."""
    from dataclasses import asdict

    from bench.cases import prepare

    _evaluator, tables, cases = prepare()
    content = {
        "tables": [asdict(table) for table in tables.values()],
        "cases": [[case.country, case.values, case.sheet.as_dict()] for case in cases],
    }
    json.dump(content, sys.stdout)


def with_tables(content: dict[str, Any], engine: str) -> None:
    """Load the tables into an engine and decide every case."""
    from types import SimpleNamespace

    tables: dict[str, Any] = {
        item["country"]: SimpleNamespace(
            country=item["country"],
            columns=item["columns"],
            rows=[SimpleNamespace(**row) for row in item["rows"]],
        )
        for item in content["tables"]
    }
    if engine == "zen":
        from bench import with_zen

        decisions = {key: with_zen.decision_of(table) for key, table in tables.items()}
        for country, values, _sheet in content["cases"]:
            with_zen.decide(decisions[country], values)
        return
    from bench import with_openfisca

    system = with_openfisca.System(tables)
    for country in tables:
        cases = [values for key, values, _sheet in content["cases"] if key == country]
        system.decide_many(country, cases)


def largest() -> float:
    """The largest resident size of this program in megabytes.

    Not `ru_maxrss` where Linux tells better: that one begins with the size of the process that forked.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main(engine: str) -> None:
    """Load, decide, print the largest resident size in megabytes."""
    content = prepared()
    if engine == "totalis":
        from datetime import date

        from totalis.evaluate import determine
        from totalis.facts.reader import read_sheet
        from totalis.lawbook.book import Lawbook

        law = Lawbook()
        for _country, _values, sheet in content["cases"]:
            determine(read_sheet(sheet), as_of=date(2026, 1, 1), law=law).to_json()
    elif engine != "python":
        with_tables(content, engine)
    print(largest())


if __name__ == "__main__":
    main(sys.argv[1])
