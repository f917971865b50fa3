"""GoRules ZEN a row and OpenFisca-core vectorised on the same rules: rows a second, from a sample.

Both get the values that rules look at ready made, in memory; neither reads a file, a date or a sheet, knows an
unknown, or writes. OpenFisca gets each country's rows by themselves, as arrays of the very numbers that it computes
with, so that it converts nothing. `ours` is what screening does with the same arrays: a number for each row, each
distinct one decided once, the answers put back by place. The answers of all rows are compared. Prints JSON.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from openfisca_core.simulation_builder import SimulationBuilder

from bench import with_openfisca, with_zen
from bench.cases import DAY, prepare
from bench.screen.register import COUNTRIES
from totalis.evaluate.population.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.cases import Case, Table
    from totalis.evaluate import Evaluator

SECONDS = 3.0
ROWS = 6_000_000
ROUNDS = 5
PORTION = 250_000
"""Rows that screening numbers at once."""


@dataclass(frozen=True)
class Part:
    """The rows of one country: a column of codes for each value that its rules look at."""

    country: str
    cases: dict[tuple[int, ...], Case]
    arrays: dict[str, Any]
    sizes: dict[str, int]
    rows: int


def zen_rate() -> float:
    """Rows a second, one call a row."""
    _evaluator, tables, cases = prepare()
    decisions = {country: with_zen.decision_of(table) for country, table in tables.items()}
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        for case in cases:
            with_zen.decide(decisions[case.country], case.values)
        done += len(cases)
    return done / (time.perf_counter() - began)


def part_of(fisca: with_openfisca.System, table: Table, cases: Sequence[Case], rows: int) -> Part:
    """So many rows of a country, its cases in turn."""
    names = [*table.columns]
    own = {
        tuple(fisca.codes[name][case.values[name]] for name in names): case
        for case in cases
        if case.country == table.country
    }
    columns = zip(names, zip(*own, strict=True), strict=True)
    arrays = {name: np.resize(np.array(codes, dtype=np.int32), rows) for name, codes in columns}
    sizes = {name: len(fisca.codes[name]) for name in names}
    return Part(table.country, own, arrays, sizes, rows)


def by_openfisca(system: Any, part: Part) -> Any:
    """The answers of a country's rows, as OpenFisca's numbers."""
    simulation = SimulationBuilder().build_default_simulation(system, count=part.rows)
    for name, array in part.arrays.items():
        simulation.set_input(name, with_openfisca.PERIOD, array)
    return simulation.calculate(f"answer_{part.country}", with_openfisca.PERIOD)


def by_screening(
    evaluator: Evaluator,
    number_of: Callable[[tuple[str, str]], int],
    part: Part,
    frame: pl.DataFrame,
) -> pl.Series:
    """The answers of a country's rows, as the same numbers."""
    numbering, answers, found = Numbering(frame.columns), list[int](), list[pl.Series]()
    for rows in frame.iter_slices(PORTION):
        places, new = numbering.places(rows, part.sizes)
        for codes in new.iter_rows():
            sheet = part.cases[codes].sheet
            outcome, country = evaluator.result(sheet, sheet.engagements[0], DAY)
            answers.append(number_of((outcome, country or "")))
        found.append(pl.Series(answers, dtype=pl.Int32).gather(places))
    return pl.concat(found)


def rates() -> dict[str, Any]:
    """Rows a second of both, for every country of the register together and for France alone."""
    evaluator, tables, cases = prepare()
    fisca = with_openfisca.System(tables)
    parts = [part_of(fisca, tables[name], cases, ROWS // len(COUNTRIES)) for name in COUNTRIES]
    french = [part_of(fisca, tables["FR"], cases, ROWS // 4)]
    return {
        "patterns": sum(len(part.cases) for part in parts),
        "rows": sum(part.rows for part in parts),
        "register": compared(evaluator, fisca, parts),
        "french": compared(evaluator, fisca, french),
    }


def compared(
    evaluator: Evaluator, fisca: with_openfisca.System, parts: Sequence[Part]
) -> dict[str, dict[str, float]]:
    """Rows a second of both over the same parts, and a second of one processor."""
    frames = [pl.DataFrame(part.arrays) for part in parts]
    theirs = measured(lambda: [by_openfisca(fisca.system, part) for part in parts])
    ours = measured(
        lambda: [
            by_screening(evaluator, fisca.answer_number, part, frame)
            for part, frame in zip(parts, frames, strict=True)
        ]
    )
    for one, other in zip(theirs.pop("answers"), ours.pop("answers"), strict=True):
        if not pl.Series(one, dtype=pl.Int32).equals(other):
            message = "OpenFisca and screening differ."
            raise RuntimeError(message)
    rows = sum(part.rows for part in parts)
    return {
        who: {what: rows / seconds for what, seconds in found.items()}
        for who, found in (("openfisca", theirs), ("ours", ours))
    }


def measured(act: Callable[[], list[Any]]) -> dict[str, Any]:
    """The best of some rounds, in seconds and in processor seconds, and the answers."""
    seconds, processor, answers = [], [], list[Any]()
    for _round in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        answers = act()
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return {"seconds": min(seconds), "processor": min(processor), "answers": answers}


if __name__ == "__main__":
    print(json.dumps({"zen": zen_rate(), **rates()}))
