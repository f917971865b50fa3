"""Answers as people type them, and the words that pages use."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.datastructures import MultiValueDict

from totalis.facts.sheet import Posting
from totalis.facts.vocabulary import VOCABULARY, by_path
from totalis.frontdoor.forms.answers import AnswerError, country_code, read_answer, typed_from
from totalis.frontdoor.forms.fields import draw
from totalis.frontdoor.forms.questions import read_page
from totalis.frontdoor.selectors import words

VALUES = {
    "engagement.work_country": ("US", "FR"),
    "engagement.kind": "employment",
    "engagement.category": "ship",
    "engagement.sent_by_employer": False,
    "engagement.sent_from": "GB",
    "engagement.employer.government_of": "none",
    "engagement.start": date(2026, 2, 28),
    "engagement.earlier_postings": (
        Posting(date(2020, 1, 1), date(2020, 6, 30)),
        Posting(date(2022, 1, 1), date(2022, 6, 30)),
    ),
    "engagement.home_coverage_months_before": 24,
    "worker.citizenships": (),
    "engagement.second_job_in": ("FR", "NO"),
    "engagement.fixed_base_days": (("FR", 200), ("US", 12)),
    "engagement.covered_at_home": (("FR", True), ("US", False)),
    "engagement.occupation": "ground staff",
}


@pytest.mark.parametrize("path", VALUES)
def test_what_stands_in_the_fields_reads_back_as_the_same_value(path):
    fact = by_path()[path]
    typed = typed_from({path: VALUES[path]}, {path: fact}, set())
    if path == "engagement.covered_at_home":
        typed.setlist(f"{path}.country", ["US", "FR"])
    answer = read_answer(fact, typed, blank_is_unknown=False)
    assert answer.error == ""
    assert answer.value == VALUES[path]


@pytest.mark.parametrize("fact", VOCABULARY, ids=lambda fact: fact.path)
def test_every_fact_has_a_field_and_takes_i_do_not_know(fact):
    field = draw(fact.path, MultiValueDict(), partner="FR", leads_to={})
    assert field.question
    assert "{" not in field.question + field.why + field.proof
    assert read_answer(fact, MultiValueDict(), blank_is_unknown=True).value is None
    if field.has_unknown_option:
        unknown = MultiValueDict({fact.path: ["unknown"]})
        assert read_answer(fact, unknown, blank_is_unknown=False).error == ""
    else:
        assert read_answer(fact, MultiValueDict(), blank_is_unknown=False).error


@pytest.mark.parametrize(
    ("text", "code"),
    [("France", "FR"), (" fr ", "FR"), ("UK", "GB"), ("united  kingdom", "GB"), ("Norway", "NO")],
)
def test_a_country_is_understood_by_name_code_or_common_name(text, code):
    assert country_code(text) == code


def test_a_country_that_is_none_is_refused_with_a_hint():
    with pytest.raises(AnswerError, match="Did you mean Germany"):
        country_code("Germny")


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("engagement.sent_from", {"engagement.sent_from": ["other"]}, "name of the other country"),
        (
            "engagement.sent_from",
            {"engagement.sent_from": ["US"], "engagement.sent_from.other": ["France"]},
            "Keep one of the two",
        ),
        ("worker.citizenships", {"worker.citizenships": ["none", "US"]}, "Keep one of the two"),
        (
            "engagement.earlier_postings",
            {
                "engagement.earlier_postings.start": ["2020-01-01"],
                "engagement.earlier_postings.end": [""],
            },
            "first and a last day",
        ),
        (
            "engagement.earlier_postings",
            {
                "engagement.earlier_postings.none": ["true"],
                "engagement.earlier_postings.start": ["2020-01-01"],
                "engagement.earlier_postings.end": ["2020-02-01"],
            },
            "Keep one of the two",
        ),
        (
            "engagement.home_coverage_months_before",
            {"engagement.home_coverage_months_before": ["two"]},
            "no whole number",
        ),
        (
            "engagement.fixed_base_days",
            {
                "engagement.fixed_base_days.country": ["France"],
                "engagement.fixed_base_days.days": ["400"],
            },
            "0 to 366 days",
        ),
        ("engagement.start", {"engagement.start": ["2026-02-30"]}, "a day that exists"),
        ("engagement.kind", {"engagement.kind": ["slavery"]}, "employment, self_employment"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why(path, typed, said):
    answer = read_answer(by_path()[path], MultiValueDict(typed), blank_is_unknown=False)
    assert said in answer.error


def test_a_last_day_and_no_end_are_one_question():
    typed = MultiValueDict({"engagement.open_ended": ["true"]})
    read = read_page(["engagement.end"], typed, blank_is_unknown=False)
    assert read.values == {"engagement.end": None, "engagement.open_ended": True}
    assert not read.unknown
    assert not read.errors
    typed["engagement.end"] = "2026-01-01"
    assert (
        "Keep one"
        in read_page(["engagement.end"], typed, blank_is_unknown=False).errors["engagement.end"]
    )


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("engagement.works_for", "affiliate", "A company related to my employer"),
        ("engagement.end", "on or before 2030-12-31", "On or before 31 December 2030"),
        ("worker.citizenships", "US and FR", "United States and France"),
        ("engagement.sent_by_employer", "true", "Yes"),
    ],
)
def test_answers_are_said_in_words(path, answer, said):
    assert words.answer_words(path, answer) == said
