"""The rules and the cases that every engine gets.

Rules: of each agreement, as in force on one day, all rules on employment and self-employment. They are
flattened to rows of a decision table whose columns are observations; exceptions stand before what they
except, so the first row that fits decides. Cases: every law vector that one of these rules decides. What
such a vector leaves unknown cannot change its answer, and is filled in, because the other engines have no
unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from tests.vectors.loading import all_vectors
from totalis.evaluate import Evaluator, evaluator_of
from totalis.evaluate.observe import observe
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook
from totalis.rules.lowering import Atom, Every, Lowered

if TYPE_CHECKING:
    from totalis.facts.sheet import FactSheet
    from totalis.rules.program import Program

DAY = date(2026, 1, 1)
TOPICS = ("employment", "self_employment", "mixed")
COUNTRY_OF = {"us": "US"}


@dataclass(frozen=True)
class Row:
    """One row: for each column that it looks at, the values that fit; and what it says."""

    rule: str
    tests: dict[str, tuple[str, ...]]
    outcome: str
    covered_by: str


@dataclass(frozen=True)
class Table:
    """The rules of one country; the first row that fits decides."""

    country: str
    columns: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    rules: int


@dataclass(frozen=True)
class Case:
    """One case: the sheet for Totalis, the observed values for the others, the answer."""

    country: str
    sheet: FactSheet
    values: dict[str, str]
    outcome: str
    covered_by: str


def column(name: str) -> str:
    """An observation's name as a column: without the dot of `clock.posting`."""
    return name.replace(".", "_")


def _conjunctions(term: Lowered) -> list[dict[int, int]]:
    """A condition as a list of conjunctions, each a mask by observation."""
    if isinstance(term, Atom):
        return [{term.index: term.mask}]
    parts = [_conjunctions(part) for part in term.parts]
    if not isinstance(term, Every):
        return [item for part in parts for item in part]
    found = []
    for chosen in product(*parts):
        masks: dict[int, int] = {}
        for item in chosen:
            for index, mask in item.items():
                masks[index] = masks.get(index, -1) & mask
        if all(masks.values()):
            found.append(masks)
    return found


def table_of(program: Program) -> Table:
    """The table of a country."""
    named = {"us": "US", "partner": program.agreement.country}
    chosen = [leaf for leaf in program.leaves if program.answers[leaf.number].rule.topic in TOPICS]
    rows = []
    for leaf in sorted(chosen, key=lambda leaf: -len(leaf.over)):
        answer = program.answers[leaf.number]
        for masks in _conjunctions(leaf.term):
            tests = {}
            for index, mask in masks.items():
                observation = program.observations[index]
                fitting = [v for bit, v in enumerate(observation.domain) if mask >> bit & 1]
                if len(fitting) < len(observation.domain):
                    tests[column(observation.name)] = tuple(fitting)
            covered = named.get(answer.covered_by or "", "")
            rows.append(Row(answer.rule.id, tests, answer.outcome.value, covered))
    used = {name for row in rows for name in row.tests}
    columns = {
        column(item.name): item.domain for item in program.observations if column(item.name) in used
    }
    rules = len({row.rule for row in rows})
    return Table(program.agreement.country, columns, tuple(rows), rules)


def prepare() -> tuple[Evaluator, dict[str, Table], list[Case]]:
    """The evaluator, the tables, the cases."""
    evaluator = evaluator_of(Lawbook())
    programs = {country: evaluator.program(country, DAY) for country in evaluator.law.countries}
    tables = {country: table_of(program) for country, program in programs.items()}
    cases = []
    for vector in all_vectors():
        if vector.as_of < DAY.replace(year=DAY.year - 1):
            continue
        sheet = read_sheet(vector.facts, vector.file)
        answer = evaluator.determine(sheet, DAY).engagements[0]
        if answer.agreement is None or answer.rule is None or len(sheet.engagements) > 1:
            continue
        table = tables[answer.agreement]
        if answer.rule not in {row.rule for row in table.rows}:
            continue
        program = programs[answer.agreement]
        pattern = observe(sheet, sheet.engagements[0], program).pattern
        values = {
            column(item.name): item.domain[(mask & -mask).bit_length() - 1]
            for item, mask in zip(program.observations, pattern, strict=True)
            if column(item.name) in table.columns
        }
        cases.append(Case(answer.agreement, sheet, values, answer.outcome, answer.covered_by or ""))
    return evaluator, tables, cases
