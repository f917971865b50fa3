"""`determine()`: the door to the law for single cases.

Gate 1 finds the pair and its agreement, the program of that agreement observes the engagement, the
diagram decides, the explanation says why. Pure: no clock, no database, no network; the same sheet, day
and lawbook give the same bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from totalis import __version__
from totalis.evaluate.answers import Found, from_outside, settled, undetermined
from totalis.evaluate.asking import country_of
from totalis.evaluate.determination import SCHEMA, Determination, EngagementAnswer
from totalis.evaluate.explain import explain
from totalis.evaluate.mixed import mixed_findings
from totalis.evaluate.observe import observe
from totalis.evaluate.outside import OutsideAnswer, outside_answer
from totalis.evaluate.pair import find_pair
from totalis.lawbook.model import Outcome
from totalis.rules.diagram import Diagram
from totalis.rules.program import Program, compiler_version, epochs

if TYPE_CHECKING:
    from datetime import date

    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.lawbook.book import Lawbook


class Evaluator:
    """Programs of one lawbook, compiled when first needed, and explanations by pattern."""

    def __init__(self, law: Lawbook) -> None:
        self.law = law
        self._programs: dict[tuple[str, date], Program] = {}
        self._epochs: dict[str, tuple[date, ...]] = {}
        self.explanation = lru_cache(maxsize=20_000)(explain)
        """The explanation of a program's pattern, made once."""

    def program(self, country: str, as_of: date) -> Program:
        """The program of a country's agreement on a day."""
        agreement = self.law.agreement(country)
        if country not in self._epochs:
            self._epochs[country] = epochs(agreement)
        epoch = max(day for day in self._epochs[country] if day <= as_of)
        key = (country, epoch)
        if key not in self._programs:
            program = Program(agreement, self.law.register, epoch)
            name = f"{country}-{epoch}-{self.law.key_of(country)}-{compiler_version()}"
            program.diagram = self.law.keep(name, Diagram, program.compile)
            self._programs[key] = program
        return self._programs[key]

    def reading(
        self, sheet: FactSheet, engagement: Engagement, as_of: date
    ) -> Program | OutsideAnswer:
        """The program to read for an engagement, or the answer where there is none to read."""
        pair = find_pair(sheet, engagement, self.law.register)
        if pair.state == "found" and pair.partner and self.in_force(pair.partner, as_of):
            return self.program(pair.partner, as_of)
        return outside_answer(pair, as_of, self.law)

    def result(
        self, sheet: FactSheet, engagement: Engagement, as_of: date
    ) -> tuple[str, str | None]:
        """Only outcome and covering country: the decision without its explanation."""
        program = self.reading(sheet, engagement, as_of)
        if not isinstance(program, Program):
            return program.outcome.value, program.covered_by
        ends = program.result_diagram.reached(observe(sheet, engagement, program).pattern)
        end = next(iter(ends)) if len(ends) == 1 else len(program.results)
        if end == len(program.results):  # open, or a conflict that `law check` would not let pass
            return Outcome.UNDETERMINED.value, None
        outcome, side = program.results[end]
        return outcome.value, country_of(side, program)

    def in_force(self, country: str, as_of: date) -> bool:
        """Whether an agreement with a country is in force on a day."""
        return self.law.has(country) and self.law.agreement(country).in_force <= as_of

    def determine(self, sheet: FactSheet, as_of: date) -> Determination:
        """Decide every engagement of a sheet."""
        answers = tuple(self.engagement(sheet, item, as_of) for item in sheet.engagements)
        return Determination(
            schema=SCHEMA,
            as_of=as_of,
            law=self.law.digest,
            facts=sheet.digest(),
            engine=__version__,
            engagements=answers,
            findings=mixed_findings(sheet, answers),
        )

    def engagement(self, sheet: FactSheet, engagement: Engagement, as_of: date) -> EngagementAnswer:
        """Decide one engagement and explain the answer."""
        program = self.reading(sheet, engagement, as_of)
        if not isinstance(program, Program):
            return from_outside(program, engagement)
        observed = observe(sheet, engagement, program)
        explanation = self.explanation(program, observed.pattern)
        found = Found(sheet, engagement, program, observed, explanation, as_of)
        return settled(found) if explanation.settled else undetermined(found)
