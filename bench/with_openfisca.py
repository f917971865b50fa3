"""OpenFisca-core: an input variable a column, one computed variable a country, rows by `numpy.select`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.cases import Table

PERIOD = "2026-01"
PERSON = build_entity(key="person", plural="persons", label="A person", is_person=True)


def _variable(name: str, **attributes: Any) -> type[Variable]:
    common = {"value_type": int, "entity": PERSON, "definition_period": DateUnit.MONTH}
    return type(name, (Variable,), {"label": name, **common, **attributes})


class System:
    """A tax-benefit system with the rules of every country."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.answers: list[tuple[str, str]] = [("", "")]
        self.codes: dict[str, dict[str, int]] = {}
        for table in tables.values():
            for name, domain in table.columns.items():
                codes = self.codes.setdefault(name, {})
                for value in domain:
                    codes.setdefault(value, len(codes))
        self.system = TaxBenefitSystem([PERSON])
        for name in self.codes:
            self.system.add_variable(_variable(name))
        for table in tables.values():
            self.system.add_variable(
                _variable(f"answer_{table.country}", formula=self.formula(table))
            )

    def formula(self, table: Table) -> Any:
        """The rows of a country as one vectorised formula."""
        rows = [
            (
                [
                    (name, [self.codes[name][v] for v in values])
                    for name, values in row.tests.items()
                ],
                self.answer_number((row.outcome, row.covered_by)),
            )
            for row in table.rows
        ]
        names = tuple(table.columns)

        def formula(person: Any, period: Any, _parameters: Any = None) -> Any:
            seen = {name: person(name, period) for name in names}
            conditions = []
            for tests, _answer in rows:
                fits = np.ones(person.count, dtype=bool)
                for name, codes in tests:
                    column = seen[name]
                    one_of = column == codes[0]
                    for code in codes[1:]:
                        one_of |= column == code
                    fits &= one_of
                conditions.append(fits)
            return np.select(conditions, [answer for _tests, answer in rows], default=0)

        return formula

    def answer_number(self, answer: tuple[str, str]) -> int:
        """The number that stands for an answer."""
        if answer not in self.answers:
            self.answers.append(answer)
        return self.answers.index(answer)

    def decide(self, country: str, values: Mapping[str, str]) -> tuple[str, str]:
        """One case: one simulation."""
        return self.decide_many(country, [values])[0]

    def decide_many(
        self, country: str, cases: Sequence[Mapping[str, str]]
    ) -> list[tuple[str, str]]:
        """Many cases of one country in one simulation."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=len(cases))
        for name in self.tables[country].columns:
            codes = self.codes[name]
            numbers = np.array([codes[case[name]] for case in cases])
            simulation.set_input(name, PERIOD, numbers)
        found = simulation.calculate(f"answer_{country}", PERIOD)
        return [self.answers[number] for number in found]
