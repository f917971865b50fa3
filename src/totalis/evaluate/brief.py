"""The answer to one engagement without its explanation: what a table has columns for.

Made from the same pattern, diagram and rules as the whole answer (`answers`), which says the same and
why. The last lawful day is named and not counted here: a table counts it once for each first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.answers import clock_name, exempt_in, issuer_of
from totalis.evaluate.asking import country_of, missing_facts
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from totalis.evaluate.observe import Observed
    from totalis.evaluate.outside import OutsideAnswer
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.rules.program import Answer, Program

DEADLINE = "deadline:"
"""Before the id of a rule: the last lawful day is the last day of its choice."""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome, countries, rule, what is missing (vocabulary paths), who issues, what counts the days."""

    outcome: str
    covered_by: str | None = None
    exempt_in: str | None = None
    agreement: str | None = None
    rule: str | None = None
    missing: tuple[str, ...] = ()
    issuer: str | None = None
    counted_by: str = ""
    """The clock of the program, `deadline:` and a rule id, or empty: no day is counted."""


def brief_outside(answer: OutsideAnswer) -> Brief:
    """The answer where no agreement was read."""
    return Brief(outcome=answer.outcome.value, covered_by=answer.covered_by, missing=answer.missing)


def brief(sheet: FactSheet, engagement: Engagement, program: Program, observed: Observed) -> Brief:
    """The answer of a program to what was observed."""
    answers = program.answers_alike(observed.pattern)
    country = program.agreement.country
    if not answers:
        return Brief(
            outcome=Outcome.UNDETERMINED.value,
            agreement=country,
            missing=tuple(missing_facts(sheet, engagement, program, observed)),
        )
    answer = answers[0]
    alone = len({answer.rule.id for answer in answers}) == 1
    return Brief(
        outcome=answer.outcome.value,
        covered_by=country_of(answer.covered_by, program),
        exempt_in=exempt_in(answer, program),
        agreement=country,
        rule=answer.rule.id if alone else None,
        issuer=issuer_of(answer, program),
        counted_by=_counted_by(answer, program) if alone else "",
    )


def _counted_by(answer: Answer, program: Program) -> str:
    rule = answer.rule
    if answer.outcome is Outcome.ELECTION and rule.deadline is not None:
        return f"{DEADLINE}{rule.id}"
    name = clock_name(rule)
    return name if f"clock.{name}" in program.numbers else ""
