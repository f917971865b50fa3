"""The gates in order: one that has not passed stops the filing and says whose turn it is."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from tests.facts.sheet_strategies import sheets
from tests.procedure.file.acme import TODAY, decided, evaluator, read, sheet_of
from totalis.facts.reader import read_sheet
from totalis.procedure.gates import GateState, gates_of
from totalis.procedure.questions import questions_of, settled_by


def stopped_by(gates):
    """The first gate that has not passed."""
    return next((gate for gate in gates if gate.state is not GateState.PASSED), None)


def document(changes=None, worker=None):
    return decided(read(sheet_of(changes, worker)))[1].document


def states(gates):
    return [gate.state.value for gate in gates]


def test_a_decided_posting_passes_all_four():
    gates = gates_of(document(), in_force=date(1988, 7, 1))
    assert stopped_by(gates) is None
    assert "in force since 1 July 1988" in gates[0].reason
    assert gates[1].reason.endswith("employee.")
    assert "article 6(1)" in gates[2].reason
    assert "presumed" in gates[3].reason


def test_without_an_agreement_the_first_gate_fails_and_the_others_wait():
    gates = gates_of(document({"work_country": ["SG"]}))
    assert states(gates) == ["failed", "open", "open", "open"]
    stop = stopped_by(gates)
    assert stop is not None
    assert stop.turn == "a professional"
    assert gates[1].reason == "Waits for gate 1."


def test_an_unknown_worker_type_stops_at_the_second():
    gates = gates_of(document({"kind": None}))
    assert states(gates) == ["passed", "open", "open", "open"]
    stop = stopped_by(gates)
    assert stop is not None
    assert stop.turn == "the preparer"


def test_an_unknown_fact_of_the_rule_stops_at_the_third():
    changed = document({"sent_by_employer": None})
    gates = gates_of(changed)
    assert states(gates)[:3] == ["passed", "passed", "open"]
    (question, *_) = questions_of(changed)
    assert question.settles
    assert {lead.answer for lead in question.leads_to} == {"yes", "no"}
    assert "assignment_letter" in {key for key, _title in question.evidence}
    assert settled_by(changed)


def test_work_that_only_one_law_reaches_fails_at_the_last():
    gates = gates_of(
        document(
            {
                "works_for": "other",
                "sent_by_employer": False,
                "employer": {"country": "FR", "american": False},
            },
            {"citizenships": ["FR"], "us_status": "nonresident_alien"},
        )
    )
    assert stopped_by(gates) is not None


@settings(max_examples=100, deadline=None)
@given(sheets())
def test_every_document_reads_and_nothing_is_filed_undecided(sheet):
    made = evaluator().determine(read_sheet(sheet, "drawn"), TODAY)
    import json  # noqa: PLC0415

    parsed = json.loads(made.to_json())
    for answer in parsed["engagements"]:
        gates = gates_of(parsed, answer["id"])
        assert [gate.number for gate in gates] == [1, 2, 3, 4]
        stop = stopped_by(gates)
        if answer["outcome"] != "assigned":
            assert stop is not None, answer["outcome"]
        if stop is not None:
            assert stop.reason
            assert stop.turn
            assert stop.next_action
            assert all(gate.state is GateState.OPEN for gate in gates[stop.number :])
        for question in questions_of(parsed, answer["id"]):
            assert all(lead.says.endswith(".") for lead in question.leads_to)
