"""The report of law coverage: nothing is wanting now, and it says so when something is."""

from __future__ import annotations

import pytest

from scripts.law_coverage import Row, rows_of, table, take_examples, topic_of
from tests.vectors.loading import all_vectors
from totalis.lawbook.book import Lawbook

LAW = Lawbook()
FRENCH = [vector for vector in all_vectors() if vector.country == "fr"]


def wanting(rows: dict[str, Row]) -> list[str]:
    return [line for row in rows.values() for line in row.wanting()]


def test_nothing_is_wanting():
    rows = rows_of(LAW, all_vectors())
    take_examples(rows, all_vectors())
    assert wanting(rows) == []
    assert sum(len(row.examples) for row in rows.values()) == 56
    assert len(list(table(rows.values()))) == len(LAW.countries) + 3


def test_without_its_vectors_a_rule_is_missed():
    rule = "fr.employment.detached_us_to_fr"
    left = [vector for vector in FRENCH if vector.expect.get("rule") != rule]
    missed = [line for line in rows_of(LAW, left)["FR"].wanting() if line.startswith(rule)]
    assert missed == [
        f"{rule}: no vector is decided by it",
        f"{rule}: no vector on the inside of its limit",
        f"{rule}: no vector on the outside of its limit",
    ]


@pytest.mark.parametrize(("side", "other"), [("inside", "outside"), ("outside", "inside")])
def test_without_one_side_a_limit_is_missed(side, other):
    rule = "fr.employment.detached_us_to_fr"
    left = [
        vector
        for vector in FRENCH
        if vector.expect.get("rule") != rule or vector.limit.get("side") == other
    ]
    assert f"{rule}: no vector on the {side} of its limit" in list(
        rows_of(LAW, left)["FR"].wanting()
    )


def test_an_example_that_no_vector_names_is_missed():
    rows: dict[str, Row] = {}
    left = [vector for vector in all_vectors() if vector.example != "kr_1"]
    take_examples(rows, left)
    assert wanting(rows) == ["KR: the official example kr_1 is neither decided nor recorded"]


def test_the_topic_of_a_vector_is_that_of_the_rules_that_it_may_mean():
    assert {topic_of(vector) for vector in FRENCH} >= {"employment", "self_employment", "ship"}
