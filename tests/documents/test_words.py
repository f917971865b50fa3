"""The words that memo and pages share."""

from __future__ import annotations

from datetime import date

import pytest

from totalis.documents.words import (
    CONDITIONS,
    OUTCOMES,
    SOURCE_KINDS,
    answer_words,
    article_words,
    partner_words,
    result_words,
    value_words,
)
from totalis.facts.sheet import Posting
from totalis.facts.vocabulary import by_path
from totalis.lawbook.model import Outcome, SourceKind


@pytest.mark.parametrize(
    ("leads_to", "outcome", "said"),
    [
        ("US", "assigned", "United States"),
        ("FR", "exception_required", "France, unless an exception is agreed"),
        ("FR", "not_dual", "France, by its own law alone"),
        ("open", "open", "more must be known"),
        ("disputed", "disputed", "sources contradict each other"),
    ],
)
def test_results_are_said_in_words(leads_to, outcome, said):
    assert result_words(leads_to, outcome) == said


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("6(1); 6(3)", "Article 6(1); 6(3)"),
        ("7", "Article 7"),
        ("26 USC 3121(b), (h), (l)", "26 USC 3121(b), (h), (l)"),
        ("adm. arr. 4(1)", "Adm. arr. 4(1)"),
        ("stated fact", "Stated fact"),
    ],
)
def test_articles_are_named_as_such(article, said):
    assert article_words(article) == said


def test_every_outcome_and_kind_of_source_has_words():
    assert set(OUTCOMES) == set(Outcome)
    assert set(SOURCE_KINDS) == set(SourceKind)
    assert all(result_words(outcome.value, outcome.value) for outcome in Outcome)
    assert set(CONDITIONS) == {"met", "not_met", "unknown", "assumed"}


@pytest.mark.parametrize(
    ("path", "answer", "of_the_worker", "to_the_worker"),
    [
        (
            "engagement.works_for",
            "affiliate",
            "a related company",
            "A company related to my employer",
        ),
        ("engagement.works_for", "other", "another company", "Another company"),
        ("worker.us_status", "citizen", "US citizen", "US citizen"),
        ("engagement.sent_by_employer", "true", "yes", "yes"),
        ("engagement.end", "after 2030-12-31", "after 31 December 2030", "after 31 December 2030"),
        (
            "worker.citizenships",
            "US and FR",
            "United States and France",
            "United States and France",
        ),
    ],
)
def test_choices_are_worded_of_the_worker_or_to_the_worker(
    path, answer, of_the_worker, to_the_worker
):
    fact = by_path()[path]
    assert answer_words(fact, answer) == of_the_worker
    assert answer_words(fact, answer, to_worker=True) == to_the_worker


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("engagement.start", date(2026, 1, 1), "1 January 2026"),
        ("engagement.sent_by_employer", False, "no"),
        ("engagement.home_coverage_months_before", 1, "1 month"),
        ("engagement.second_job_in", (), "none"),
        ("engagement.second_job_in", ("FR", "NO"), "France, Norway"),
        ("engagement.elected", "none", "none"),
        ("engagement.employer.name", "none", "none"),
        (
            "engagement.fixed_base_days",
            (("FR", 200), ("US", 1)),
            "France: 200 days; United States: 1 day",
        ),
        ("engagement.covered_at_home", (("FR", True),), "France: yes"),
        (
            "engagement.earlier_postings",
            (Posting(date(2020, 1, 1), date(2020, 6, 30)),),
            "1 January 2020 to 30 June 2020",
        ),
    ],
)
def test_values_are_said_in_words(path, value, said):
    assert value_words(by_path()[path], value) == said


def test_the_agreement_country_has_its_article():
    assert partner_words("GB") == "the United Kingdom"
    assert partner_words(None) == "the other country"
