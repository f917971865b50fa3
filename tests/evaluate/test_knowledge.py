"""More knowledge never reverses a settled answer, and what is missing is told truly."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings, strategies as st

from tests.evaluate.answers import facts_for
from tests.evaluate.cases import (
    COUNTRIES,
    LAW,
    Case,
    answer_of,
    complete_cases,
    days_of_law,
    partial_cases,
    result_of,
)

UNDETERMINED = "undetermined"
each_agreement = pytest.mark.parametrize("country", COUNTRIES)
# Twenty cases an agreement in each run; TOTALIS_EXAMPLES=500 before a change of the engine is believed.
some = settings(
    max_examples=int(os.environ.get("TOTALIS_EXAMPLES", "20")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[phase for phase in Phase if phase is not Phase.explain],
)


@each_agreement
@some
@given(data=st.data())
def test_filling_in_what_is_unknown_never_reverses_a_settled_answer(country, data):
    agreement = LAW.agreement(country)
    complete, case = data.draw(partial_cases(agreement))
    as_of = data.draw(days_of_law(agreement))
    unknown = [path for path in complete if case.get(path) != complete[path]]
    now = result_of(case, as_of)
    for path in data.draw(st.permutations(unknown)):
        case[path] = complete[path]
        after = result_of(case, as_of)
        note(f"{path} = {complete[path]}: {now} → {after}")
        assert now[0] == UNDETERMINED or after == now
        now = after
    assert now[0] != UNDETERMINED, "a case with every fact known is decided"


@each_agreement
@some
@given(data=st.data())
def test_the_decision_and_its_explanation_agree(country, data):
    agreement = LAW.agreement(country)
    _complete, case = data.draw(partial_cases(agreement))
    as_of = data.draw(days_of_law(agreement))
    answer = answer_of(case, as_of)
    assert (answer.outcome, answer.covered_by) == result_of(case, as_of)
    assert (answer.outcome == UNDETERMINED) is bool(answer.missing)
    assert answer.covered_by is None or answer.covered_by != answer.exempt_in
    assert {answer.covered_by, answer.exempt_in} <= {"US", country, None}
    if answer.exempt_in is not None:
        assert answer.outcome == "assigned"
    if answer.outcome == "assigned":
        assert {answer.covered_by, answer.exempt_in} == {"US", country}
        assert answer.certificate is not None
    asked = [item.path for item in answer.missing]
    assert len(asked) == len(set(asked))


@each_agreement
@some
@given(data=st.data())
def test_each_answer_to_a_missing_fact_leads_where_it_says(country, data):
    agreement = LAW.agreement(country)
    _complete, case = data.draw(partial_cases(agreement))
    as_of = data.draw(days_of_law(agreement))
    answer = answer_of(case, as_of)
    for item in answer.missing:
        for label, outcome in item.leads_to_outcome.items():
            if outcome == UNDETERMINED:
                continue
            for facts in facts_for(item.path, label, case, agreement):
                found = result_of(case | facts, as_of)
                note(f"{item.path}: {label} as {facts} → {found}")
                assert found[0] == outcome
                assert item.leads_to[label] == (found[1] or found[0])


@each_agreement
@some
@given(data=st.data())
def test_a_set_of_answers_that_settles_does(country, data):
    agreement = LAW.agreement(country)
    _complete, case = data.draw(partial_cases(agreement))
    as_of = data.draw(days_of_law(agreement))
    answer = answer_of(case, as_of)
    paths = {item.fact: item.path for item in answer.missing}
    for settling in answer.settled_by:
        filled: list[Case] = [case]
        for part in settling.answers:
            filled = [
                {**one, **facts}
                for one in filled
                for facts in facts_for(paths[part.fact], part.answer, one, agreement)
            ]
        for one in filled[:4]:
            found = result_of(one, as_of)
            note(f"{[(part.fact, part.answer) for part in settling.answers]} → {found}")
            assert found[0] == settling.outcome
            assert settling.leads_to == (found[1] or found[0])


@each_agreement
@some
@given(data=st.data())
def test_a_case_with_every_fact_known_is_decided_with_a_reason(country, data):
    agreement = LAW.agreement(country)
    case = data.draw(complete_cases(agreement))
    as_of = data.draw(days_of_law(agreement).filter(lambda day: day >= agreement.in_force))
    answer = answer_of(case, as_of)
    assert answer.outcome != UNDETERMINED
    if answer.agreement is not None:
        assert answer.rule is not None
        assert answer.citations
        assert [item.rule for item in answer.considered if item.result == "applies"] == [
            answer.rule
        ]
        assert "open" not in {item.result for item in answer.considered}


@each_agreement
def test_before_an_agreement_is_in_force_nobody_is_exempt(country):
    agreement = LAW.agreement(country)
    case = {"engagement.work_country": country, "engagement.kind": "employment"}
    day_before = agreement.in_force - timedelta(days=1)
    assert answer_of(case, day_before).outcome == "no_agreement"
    assert answer_of(case, agreement.in_force).outcome != "no_agreement"


def test_nothing_known_at_all_asks_for_the_country_first():
    answer = answer_of({}, date(2026, 1, 1))
    assert answer.outcome == UNDETERMINED
    assert answer.missing[0].path == "engagement.work_country"
