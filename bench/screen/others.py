"""GoRules ZEN a row and OpenFisca-core vectorised on the same rules: rows a second, from a sample.

Both get the values that rules look at ready made, in memory; neither reads a file, a date or a sheet, knows an
unknown, or writes. OpenFisca gets one country and arrays that are ready. Prints JSON.
"""

from __future__ import annotations

import json
import time

import numpy as np
from openfisca_core.simulation_builder import SimulationBuilder

from bench import with_openfisca, with_zen
from bench.cases import prepare

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


def openfisca_rate() -> float:
    """Rows a second of France's rules over a million rows in one simulation."""
    _evaluator, tables, cases = prepare()
    fisca = with_openfisca.System(tables)
    french = [case.values for case in cases if case.country == "FR"]
    arrays = {
        name: np.resize([fisca.codes[name][case[name]] for case in french], ROWS)
        for name in tables["FR"].columns
    }
    began = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(fisca.system, count=ROWS)
    for name, array in arrays.items():
        simulation.set_input(name, with_openfisca.PERIOD, array)
    simulation.calculate("answer_FR", with_openfisca.PERIOD)
    return ROWS / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps({"zen": zen_rate(), "openfisca": openfisca_rate()}))
