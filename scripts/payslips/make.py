"""Make the payslip fixtures of `tests/earnings/payslips` with two independent engines.

Builds, in a temporary folder, a Python environment with openfisca-france and an npm folder with
modele-social, runs `openfisca_lines.py` and `modele_social_lines.mjs` in them, and prints what they
computed as payslips print it. Needs the network for the two installations and Node 20; takes about two
minutes. Run: `python -m scripts.payslips.make`. The result is committed: tests never run an engine.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.payslips import more
from scripts.payslips.merging import COMPLEMENTS
from scripts.payslips.printing import Printed, Printer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "tests" / "earnings" / "payslips"
OPENFISCA = "OpenFisca-France==176.1.8"
MODELE_SOCIAL = ("modele-social@11.1.0", "publicodes@1.10.3")
REVERSED_EVERY = 20


def openfisca(folder: Path) -> list[dict[str, Any]]:
    """Return the payslips of openfisca-france, from an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", OPENFISCA], check=True)
    return _said([str(python), "-m", "scripts.payslips.openfisca_lines"], HERE.parents[1])


def modele_social(folder: Path) -> list[dict[str, Any]]:
    """Return the payslips of URSSAF's model, from an npm folder of its own."""
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    subprocess.run(["npm", "install", "--silent", *MODELE_SOCIAL], cwd=folder, check=True)
    script = shutil.copy(HERE / "modele_social_lines.mjs", folder)
    return _said(["node", str(script)], folder)


def _said(command: list[str], folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    slips: list[dict[str, Any]] = json.loads(done.stdout)
    return slips


def printed(slips: list[dict[str, Any]]) -> Iterator[Printed]:
    """Yield the payslips of employees; every twentieth a second time with the signs turned, as corrections."""
    for number, slip in enumerate(slips):
        rows = list(Printer(slip, number).page())
        page = [_complement_wording(row, place, rows) for place, row in enumerate(rows)]
        yield from page
        if number % REVERSED_EVERY == 0:
            yield from (_reversed(row) for row in page)


def _complement_wording(row: Printed, place: int, page: list[Printed]) -> Printed:
    """Give the second of two rows of one variable the wording of the complement."""
    before = page[place - 1] if place else None
    if (
        before is None
        or not row.rate
        or (before.variables, before.payer) != (row.variables, row.payer)
    ):
        return row
    name = "maladie" if row.variables.startswith(("mmid", "maladie")) else "allocations_familiales"
    return replace(row, label=COMPLEMENTS[name][2], doubt="")


def _reversed(row: Printed) -> Printed:
    parts = "|".join(
        f"{name}={-Decimal(amount)}"
        for name, amount in (part.split("=") for part in row.parts.split("|") if part)
    )
    base = str(-Decimal(row.base)) if row.base else ""
    return replace(row, slip=f"{row.slip}-reversed", amount=-row.amount, base=base, parts=parts)


def write(name: str, rows: Iterable[Printed]) -> int:
    """Write one file of the fixtures and return the number of its rows."""
    columns = [field.name for field in fields(Printed)]
    count = 0
    with (TARGET / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, lineterminator="\n")
        table.writeheader()
        for row in rows:
            table.writerow(asdict(row))
            count += 1
    return count


def main() -> None:
    """Make every file."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        french, urssaf = openfisca(Path(folder)), modele_social(Path(folder))
    write_all(french, urssaf)


def write_all(french: list[dict[str, Any]], urssaf: list[dict[str, Any]]) -> None:
    """Write the files from what the engines computed."""
    employees = [slip for slip in urssaf if slip["worker_status"] == "employee"]
    own = [slip for slip in urssaf if slip["worker_status"] == "self_employed"]
    flat = [slip for slip in urssaf if slip["worker_status"] == "micro_entrepreneur"]
    sampled = list(enumerate(employees[::2] + french[::9]))
    sheets: dict[str, Iterable[Printed]] = {
        "openfisca": printed(french),
        "modele_social": printed(employees),
        "own_account": [row for n, slip in enumerate(own) for row in more.own_account(slip, n)],
        "micro": [row for n, slip in enumerate(flat) for row in more.micro(slip, n)],
        "ctp": [row for n, slip in sampled for row in more.urssaf(slip, n)],
        "dsn": [row for n, slip in sampled[::3] for row in more.declared(slip, n)],
        "headings": [row for n, slip in sampled for row in more.headings(slip, n)],
    }
    for name, rows in sheets.items():
        print(f"{name}: {write(name, rows)} lines")


if __name__ == "__main__":
    main()
