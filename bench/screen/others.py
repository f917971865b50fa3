"""GoRules ZEN a row and OpenFisca-core vectorised on the same rules: rows a second, from a sample.

Both get the values that rules look at ready made, in memory; neither reads a file, a date or a sheet, knows an
unknown, or writes. OpenFisca gets one country and arrays that are ready. `alike` is Totalis' plan on the very arrays
that OpenFisca gets: distinct patterns, each decided once, the answers joined back. Prints JSON.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from openfisca_core.simulation_builder import SimulationBuilder

from bench import with_openfisca, with_zen
from bench.cases import DAY, prepare

if TYPE_CHECKING:
    from bench.cases import Case
    from totalis.evaluate import Evaluator

SECONDS = 3.0
ROWS = 1_000_000


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


def french_rates() -> dict[str, float]:
    """Rows a second of France's rules over the same million rows, by OpenFisca and by the plan; answers compared."""
    evaluator, tables, cases = prepare()
    fisca = with_openfisca.System(tables)
    french = [case for case in cases if case.country == "FR"]
    names = [*tables["FR"].columns]
    codes = [[fisca.codes[name][case.values[name]] for name in names] for case in french]
    arrays = {
        name: np.resize([row[place] for row in codes], ROWS) for place, name in enumerate(names)
    }
    frame = pl.DataFrame(arrays)
    of_codes = {tuple(row): case for row, case in zip(codes, french, strict=True)}

    began = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(fisca.system, count=ROWS)
    for name, array in arrays.items():
        simulation.set_input(name, with_openfisca.PERIOD, array)
    theirs = simulation.calculate("answer_FR", with_openfisca.PERIOD)
    openfisca = time.perf_counter() - began

    began = time.perf_counter()
    distinct = frame.unique()
    answers = [
        _answer(evaluator, of_codes[row]) for row in distinct.iter_rows()
    ]  # each pattern once
    told = distinct.with_columns(pl.Series("answer", answers))
    ours = frame.join(told, on=names, how="left", maintain_order="left")["answer"]
    plan = time.perf_counter() - began

    expected = [f"{outcome} {country}".strip() for outcome, country in fisca.answers]
    if [expected[number] for number in theirs] != ours.to_list():
        message = "OpenFisca and the plan differ."
        raise RuntimeError(message)
    return {"openfisca": ROWS / openfisca, "alike": ROWS / plan}


def _answer(evaluator: Evaluator, case: Case) -> str:
    outcome, country = evaluator.result(case.sheet, case.sheet.engagements[0], DAY)
    return f"{outcome} {country or ''}".strip()


if __name__ == "__main__":
    print(json.dumps({"zen": zen_rate(), **french_rates()}))
