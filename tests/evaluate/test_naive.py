"""The decision diagram against a reading of the law that has nothing in common with it."""

from __future__ import annotations

import random

import pytest

from tests.evaluate.cases import COUNTRIES, EVALUATOR, LAW
from tests.evaluate.naive import Pattern, decide
from totalis.lawbook.reader import observations_of
from totalis.rules.program import Program, epochs

STATES = [(country, day) for country in COUNTRIES for day in epochs(LAW.agreement(country))]
PATTERNS = 400


def by_diagram(program: Program, pattern: Pattern) -> tuple[str, tuple[str, str | None]]:
    masks = [
        1 << observation.domain.index(pattern[observation.name])
        for observation in program.observations
    ]
    answers = program.answers_of(program.diagram.reached(masks))
    assert len(answers) == 1
    result = program.results[next(iter(program.result_diagram.reached(masks)))]
    assert result == answers[0].same
    return answers[0].rule.id, (result[0].value, result[1])


@pytest.mark.parametrize(("country", "day"), STATES, ids=str)
def test_the_diagram_says_what_the_rules_say(country, day):
    agreement = LAW.agreement(country)
    program = EVALUATOR.program(country, day)
    assert {rule.id for rule in program.rules} >= {
        rule.id for rule in agreement.rules if rule.valid_from == day
    }
    known = observations_of(agreement.clocks, agreement.occupations)
    domains = {name: item.domain for name, item in known.items()}
    domains |= {item.name: item.domain for item in program.observations}
    chance = random.Random(f"{country}{day}")  # noqa: S311 - the same patterns in every run
    met: set[str] = set()
    for _ in range(PATTERNS):
        pattern = {name: chance.choice(values) for name, values in domains.items()}
        if chance.random() < 0.8:  # the domestic gate decides most patterns; look behind it
            pattern |= {"us_cover": "reaches", "partner_cover": "presumed"}
            pattern["foreign_class"] = pattern["us_class"]
        top = decide(pattern, agreement, LAW.register, day)
        assert top == [by_diagram(program, pattern)], pattern
        met.add(top[0][0])
    assert len(met) > len(program.rules) / 3, "the patterns reach a good part of the rules"
