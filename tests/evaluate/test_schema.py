"""The published schema of the determination, held against what the engine really answers."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator

from tests.facts.sheet_strategies import sheets
from totalis.evaluate import determine
from totalis.evaluate.schema import determination_schema
from totalis.facts.reader import read_sheet
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Outcome

SCHEMA = determination_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
POSTED = {
    "schema": "totalis/facts/1",
    "worker": {"citizenships": ["US"]},
    "engagements": [{"id": "e1", "kind": "employment", "work_country": "FR"}],
}


@pytest.fixture(scope="module")
def lawbook():
    return Lawbook()


def answered(sheet, day, law):
    return json.loads(determine(read_sheet(sheet), as_of=day, law=law).to_json())


def test_it_is_a_schema_and_names_its_form():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "totalis/determination/1"


def test_the_committed_schema_is_the_generated_one(repository):
    path = repository / "docs/schemas/determination-1.json"
    committed = json.loads(path.read_text(encoding="utf-8"))
    assert committed == SCHEMA, "run: python -m scripts.write_contract"


@settings(max_examples=60)
@given(sheet=sheets(), day=st.dates(date(1985, 1, 1), date(2035, 1, 1)))
def test_whatever_the_engine_answers_keeps_to_it(lawbook, sheet, day):
    VALIDATOR.validate(answered(sheet, day, lawbook))


@pytest.mark.parametrize(
    "broken",
    [
        {"outcome": "perhaps"},
        {"outcome": Outcome.ASSIGNED, "covered_by": None},
        {"outcome": Outcome.UNDETERMINED, "missing": []},
        {"outcome": Outcome.DISPUTED, "covered_by": "FR"},
        {"agreement": "France"},
        {"missing": None},
    ],
)
def test_an_answer_that_breaks_the_contract_is_refused(lawbook, broken):
    answer = answered(POSTED, date(2026, 1, 1), lawbook)
    VALIDATOR.validate(answer)
    answer["engagements"][0] |= broken
    assert not VALIDATOR.is_valid(answer)


def test_a_field_that_is_dropped_is_missed_and_one_that_is_added_is_not(lawbook):
    answer = answered(POSTED, date(2026, 1, 1), lawbook)
    answer["engagements"][0]["added_later"] = 1
    VALIDATOR.validate(answer)
    del answer["engagements"][0]["next_action"]
    assert not VALIDATOR.is_valid(answer)
