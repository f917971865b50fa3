"""Facts in versions: who stated them, what falls when they change, and the second tab."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW, empty_case, posting_to_france
from totalis.casework.models import FactVersion, Reopening
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.casework.services.facts import prove_fact, state_facts
from totalis.facts.sheet import Posting
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import Direction

END = "engagements[posting-to-lyon].end"


def state(cast, case, values, *, seen=1, who="ada", **more):
    return state_facts(
        **{
            "actor": cast.act(who),
            "case": case,
            "values": values,
            "basis": "Told by the worker",
            "seen_version": seen,
            "at": NOW,
            **more,
        }
    )


def test_a_changed_fact_makes_a_version_a_statement_and_a_decision(cast):
    case = posting_to_france(cast.act("ada"))
    later = NOW + timedelta(hours=1)
    made = state(cast, case, {END: "2029-06-30", "worker.residence": "US"}, at=later)
    assert made.number == 2
    assert [one.place for one in made.statements.filter(made_at=later)] == [END]
    assert (
        made.statements.count() == FactVersion.objects.get(case=case, number=1).statements.count()
    )
    file = case_file(case)
    assert file.current_determination is not None
    assert file.current_determination.as_of == NOW.date()
    assert digest(file.current_determination.document) == file.current_determination.digest
    assert FactVersion.objects.get(case=case, number=1).sheet != made.sheet


def test_values_as_the_forms_read_them_are_taken(cast):
    case = posting_to_france(cast.act("ada"))
    stay = (Posting(date(2015, 1, 1), date(2015, 3, 1)),)
    place = "engagements[posting-to-lyon].earlier_postings"
    made = state(cast, case, {END: date(2029, 6, 30), place: stay})
    stated = {one.place: one.value for one in made.statements.all()}
    assert {one: stated[one] for one in (END, place)} == {
        END: "2029-06-30",
        place: [{"start": "2015-01-01", "end": "2015-03-01"}],
    }


def test_an_empty_case_begins_with_its_first_facts(cast):
    case = empty_case(cast.act("ada"))
    state(cast, case, {"engagements[e1].work_country": "DE"}, seen=0)
    case.refresh_from_db()
    assert case.partner == "DE"
    assert case.direction == Direction.OPEN
    assert case.outcome == "undetermined"


def test_the_direction_follows_the_answer(cast):
    case = posting_to_france(cast.act("ada"), direction=Direction.OPEN, partner="")
    determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    case.refresh_from_db()
    assert (case.direction, case.partner, case.covered_by) == ("us_certificate", "FR", "US")


def test_deciding_the_same_twice_keeps_one_record(cast):
    case = posting_to_france(cast.act("ada"))
    first = determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    again = determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    assert first.pk == again.pk


def test_a_new_decision_keeps_the_day_of_the_law_of_the_one_before(cast):
    case = posting_to_france(cast.act("ada"))
    day = date(2026, 3, 1)
    determine_case(actor=cast.act("ada"), case=case, as_of=day, at=NOW)
    state(cast, case, {END: "2029-06-30"}, at=NOW + timedelta(days=2))
    assert case_file(case).determinations[-1].as_of == day


def test_an_answer_that_changes_reopens_the_decision(cast):
    case = posting_to_france(cast.act("ada"))
    determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    state(cast, case, {END: "2036-06-30"}, reason="The stay was extended")
    reopened = Reopening.objects.get(case=case)
    assert reopened.cause == "facts"
    assert reopened.before is not None
    assert reopened.after is not None
    assert reopened.before.pk != reopened.after.pk


def test_the_second_tab_is_told_and_writes_nothing(cast):
    case = posting_to_france(cast.act("ada"))
    state(cast, case, {END: "2029-06-30"})
    with pytest.raises(ChangedMeanwhileError):
        state(cast, case, {END: "2029-07-31"})
    assert FactVersion.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ({END: "2029-02-30"}, {}),
        ({END: "1999-01-01"}, {}),
        ({"engagements[posting-to-lyon].colour": "red"}, {}),
        ({"worker.residence": "US"}, {}),
        ({END: "2029-06-30"}, {"basis": " "}),
        ({"worker.us_status": "nonresident_alien"}, {}),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_written(cast, values, more):
    case = posting_to_france(cast.act("ada"))
    with pytest.raises(InputError):
        state(cast, case, values, **more)
    assert FactVersion.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("who", ["ben", "cora", "dev", "eve"])
def test_only_who_may_prepare_states_facts(cast, who):
    case = posting_to_france(cast.act("ada"))
    with pytest.raises(PermissionDenied):
        state(cast, case, {END: "2029-06-30"}, who=who)


def test_a_proof_is_a_version_that_leaves_the_facts_and_the_decision_alone(cast):
    case = posting_to_france(cast.act("ada"))
    determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    made = prove_fact(
        actor=cast.act("ada"), case=case, place=END, basis="Own knowledge", seen_version=1, at=NOW
    )
    file = case_file(case)
    assert made.number == 2
    assert file.current_determination is file.determinations[0]
    basis = {one.place: one.basis for one in file.facts[-1].statements}
    assert basis[END] == "Own knowledge"
    assert basis["worker.residence"] == "Told by the worker"
