"""Names: what is the same, and in what two spellings differ."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from totalis.procedure.names import (
    NameDifference as D,
    compare_names,
    fold,
    organisation_key,
    same_organisation,
    similar_organisation,
)

letters = st.text(max_size=40) | st.sampled_from(
    ["Jürgen Groß", "Juergen Gross", "José", "Đặng", "İbrahim", "Straße", "ﬁn", "a\u0301b"]
)
PAIRS = [
    ("Maria Miller", "Maria Miller", D.NONE),
    ("MARIA MILLER", "Maria Miller", D.CASE),
    ("Maria  Miller", "Maria Miller", D.SPACING),
    ("José García", "Jose Garcia", D.ACCENTS),
    ("Núñez", "Nunez", D.ACCENTS),
    ("Smith-Jones", "Smith Jones", D.HYPHENS),
    ("O'Neill", "ONeill", D.HYPHENS),
    ("O\u2019Neill", "O'Neill", D.HYPHENS),
    ("Jürgen Müller", "Juergen Mueller", D.TRANSLITERATION),
    ("Søren", "Soeren", D.TRANSLITERATION),
    ("Åse Strøm", "Aase Stroem", D.TRANSLITERATION),
    ("Maria Miller", "Miller Maria", D.ORDER),
    ("Miller, Maria", "Maria Miller", D.ORDER),
    ("M. J. Miller", "Maria Jane Miller", D.INITIALS),
    ("Ana García", "Ana García López", D.PART_MISSING),
    ("Maria Miller", "Maria Jane Miller", D.PART_MISSING),
    ("Maximiliana Kirschbau", "Maximiliana Kirschbaum", D.CUT_OFF),
    ("Maria Miller", "Maria Muller", D.SPELLING),
    ("李 明", "Li Ming", D.SCRIPT),
    ("Мария Миллер", "Maria Miller", D.SCRIPT),
    ("Maria Miller", "John Smith", D.OTHER),
    ("", "Maria", D.OTHER),
]


@pytest.mark.parametrize(("one", "two", "difference"), PAIRS)
def test_the_kind_of_difference_is_named_both_ways(one: str, two: str, difference: D):
    assert compare_names(one, two).difference is difference
    assert compare_names(two, one).difference is difference


@given(letters)
def test_identical_names_never_differ(name: str):
    assert compare_names(name, name).difference is D.NONE
    assert compare_names(name, f" {name} ").difference is D.NONE


@given(letters, letters)
def test_the_order_of_the_two_does_not_matter(one: str, two: str):
    assert compare_names(one, two) == compare_names(two, one)
    assert similar_organisation(one, two) == similar_organisation(two, one)
    assert same_organisation(one, two) == same_organisation(two, one)


@given(letters)
def test_folding_twice_changes_nothing(name: str):
    assert fold(fold(name)) == fold(name)


@given(letters, letters)
def test_the_same_firm_is_a_similar_one(one: str, two: str):
    if same_organisation(one, two):
        assert similar_organisation(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Example Corporation", "EXAMPLE CORP."),
        ("Société Générale S.A.", "Societe Generale"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Acme, Inc.", "ACME LLC"),
    ],
)
def test_legal_form_and_capitals_do_not_make_another_firm(one: str, two: str):
    assert same_organisation(one, two)


def test_a_firm_that_is_called_like_a_legal_form_keeps_its_name():
    assert organisation_key("SE") == "se"
    assert not same_organisation("SE", "AG")


def test_another_firm_is_another_firm():
    assert not similar_organisation("Example Corporation", "Grand Client SA")
    assert not similar_organisation("", "Grand Client SA")
