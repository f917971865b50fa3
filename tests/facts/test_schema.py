"""The published schema of the fact sheet: strict, committed, and of one mind with the reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from jsonschema import Draft202012Validator

from tests.facts.sheet_strategies import broken_sheets, sheets
from totalis.facts.reader import read_sheet
from totalis.facts.schema import fact_sheet_schema
from totalis.facts.vocabulary import VOCABULARY
from totalis.kernel.errors import InputError, Problem

SCHEMA = fact_sheet_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
GOOD = {"schema": "totalis/facts/1", "engagements": [{"id": "e1"}]}

# What compares two facts; JSON Schema has no words for it.
COMPARISONS = (
    "which is before",
    "together with an end",
    "on or after the start",
    "already has",
    "which contradicts",
)


def problems_of(sheet: Any) -> tuple[Problem, ...]:
    """What the reader has to say, without what only a comparison shows."""
    try:
        read_sheet(sheet if isinstance(sheet, dict) else json.dumps(sheet))
    except InputError as error:
        return tuple(
            problem
            for problem in error.problems
            if not any(words in problem.found for words in COMPARISONS)
        )
    return ()


def with_fact(**facts: Any) -> dict[str, Any]:
    return {**GOOD, "engagements": [{"id": "e1", **facts}]}


def test_it_is_a_schema_and_names_its_form():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "totalis/facts/1"


def test_the_committed_schema_is_the_generated_one(repository):
    committed = json.loads((repository / "docs/schemas/facts-1.json").read_text(encoding="utf-8"))
    assert committed == SCHEMA, "run: python -m scripts.write_contract"


def test_every_fact_of_the_vocabulary_is_in_it_with_its_question_and_may_be_null():
    engagement = SCHEMA["$defs"]["engagement"]["properties"]
    places = {
        "worker": SCHEMA["properties"]["worker"]["properties"],
        "engagement": engagement,
        "engagement.employer": engagement["employer"]["properties"],
    }
    for fact in VOCABULARY:
        place, name = fact.path.rsplit(".", 1)
        shape = places[place][name]
        assert fact.why in shape["description"].replace("the agreement country", "{partner}")
        assert VALIDATOR.evolve(schema={**shape, "$defs": SCHEMA["$defs"]}).is_valid(None)


@settings(max_examples=40)
@given(sheets())
def test_a_good_sheet_passes_the_schema_and_the_reader(sheet):
    VALIDATOR.validate(sheet)
    assert problems_of(sheet) == ()


@settings(max_examples=40)
@given(sheets())
def test_what_the_reader_writes_passes_the_schema_again(sheet):
    written = read_sheet(sheet).as_dict()
    VALIDATOR.validate(written)
    assert read_sheet(written).as_dict() == written


@settings(max_examples=80)
@given(broken_sheets())
@example(with_fact(work_country=[]))
@example(with_fact(start="2026-02-29"))
@example(with_fact(occupation="  "))
@example(with_fact(earlier_postings=[{"start": "2020-01-01"}]))
@example({**GOOD, "worker": {"us_status": "tourist"}})
def test_schema_and_reader_refuse_the_same_sheets(sheet):
    found = problems_of(sheet)
    refused = [error.message for error in VALIDATOR.iter_errors(sheet)]
    assert bool(found) == bool(refused), f"reader: {found}\nschema: {refused}"


@pytest.mark.parametrize(
    "facts",
    [
        {"start": "2026-02-01", "end": "2026-01-31"},
        {"end": "2026-01-31", "open_ended": True},
        {"start": "2020-01-01", "earlier_postings": [{"start": "2019-01-01", "end": "2020-01-01"}]},
    ],
)
def test_only_the_reader_compares_facts_with_each_other(facts):
    sheet = with_fact(**facts)
    VALIDATOR.validate(sheet)
    with pytest.raises(InputError):
        read_sheet(sheet)


@pytest.mark.parametrize("facts", [{"start": "2026-W01-1"}, {"employer": {"government_of": 0}}])
def test_the_reader_is_as_strict_as_the_schema(facts):
    assert not VALIDATOR.is_valid(with_fact(**facts))
    assert problems_of(with_fact(**facts))
