"""A certificate as asked for has no difference; each single change is found with its rank."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from tests.procedure.file.acme import acme, certificate
from totalis.procedure.casefile import (
    Direction,
    EmployerRecord,
    Lane,
    Party,
    PartyRole,
    WorkerRecord,
)
from totalis.procedure.matching import differences, expected_of, says_expected
from totalis.procedure.matching_checklist import checklist, unticked


def test_a_certificate_as_asked_for_has_no_difference():
    assert differences(expected_of(acme()), certificate()) == ()


@pytest.mark.parametrize(
    ("field", "value", "rank"),
    [
        ("product", "letter_of_exemption", "breaks"),
        ("product", "ssa_statement", "check"),
        ("issuer_country", "FR", "breaks"),
        ("issuer", "Some other office", "check"),
        ("worker_name", "Charles Babbage", "breaks"),
        ("worker_name", "Ada Lovelace", "check"),
        ("worker_name", "LOVELACE, Ada-Mary", "harmless"),
        ("worker_number", "536-90-4321", "breaks"),
        ("worker_number", "", "check"),
        ("employer_name", "Another Company Ltd", "breaks"),
        ("employer_name", "", "check"),
        ("employer_name", "EXAMPLE Corp.", "harmless"),
        ("employer_name", "Example France Holding", "check"),
        ("covered_by", "FR", "breaks"),
        ("exempt_in", "US", "breaks"),
        ("start", date(2026, 2, 1), "breaks"),
        ("start", date(2025, 12, 1), "harmless"),
        ("end", date(2028, 12, 30), "breaks"),
        ("end", date(2029, 6, 30), "harmless"),
        ("end", date(2031, 6, 30), "check"),
        ("end", None, "check"),
        ("article", "7(1)", "check"),
        ("article", "", "harmless"),
    ],
)
def test_each_single_change_is_found_with_its_rank(field, value, rank):
    found = differences(expected_of(acme()), replace(certificate(), **{field: value}))
    assert [(item.field, item.rank) for item in found] == [(field, rank)]
    assert found[0].says.endswith(".")


def test_an_early_end_says_from_which_day_it_breaks():
    (found,) = differences(expected_of(acme()), certificate(end=date(2027, 12, 31)))
    assert "31 December 2027" in found.says


def test_a_client_in_the_place_of_the_employer_breaks():
    client = EmployerRecord(id="b3", name="Client SA", country="FR")
    file = acme()
    file = replace(file, parties=(*file.parties, Party(role=PartyRole.CLIENT, employer=client)))
    (found,) = differences(expected_of(file), certificate(employer_name="Client S.A."))
    assert (found.field, found.rank) == ("employer_name", "breaks")
    assert "client" in found.says


def test_the_name_at_birth_is_looked_at_by_a_person():
    worker = WorkerRecord(
        id="w1",
        given_names="Ada",
        family_names="Lovelace",
        name_at_birth="Byron",
        ssn="536901234",
    )
    (found,) = differences(expected_of(acme(worker=worker)), certificate(worker_name="Ada Byron"))
    assert (found.field, found.rank) == ("worker_name", "check")


def test_numbers_show_their_last_four_signs_only():
    found = differences(expected_of(acme()), certificate(worker_number="536-90-4321"))
    text = repr(found)
    assert "4321" in text
    assert "53690" not in text
    assert "536-90" not in text


def test_without_an_employer_a_self_employed_certificate_is_whole():
    file = acme()
    file = replace(file, request=replace(file.request, lane=Lane.SELF_EMPLOYED), parties=())
    assert differences(expected_of(file), certificate(employer_name="")) == ()


def test_a_letter_of_exemption_comes_from_the_other_side():
    file = acme(direction=Direction.LETTER_OF_EXEMPTION, determinations=(), partner="AU")
    expected = expected_of(file)
    assert (expected.issuer_country, expected.covered_by, expected.exempt_in) == ("US", "AU", "US")
    assert says_expected(expected).startswith("Ada Mary Lovelace is covered by Australia")


@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_the_worst_stands_first_and_an_uncovered_day_always_breaks(start, end):
    found = differences(expected_of(acme()), certificate(start=start, end=end))
    ranks = [item.rank for item in found]
    assert ranks == sorted(ranks, key=("breaks", "check", "harmless").index)
    uncovered = start > date(2026, 1, 1) or (end is not None and end < date(2028, 12, 31))
    assert uncovered == ("breaks" in ranks)


def test_the_checklist_follows_direction_and_country():
    us = {item.key for item in checklist(acme())}
    korean = acme(direction=Direction.FOREIGN_CERTIFICATE, partner="KR")
    assert "names_the_worker" in us
    assert "signature_and_stamp" not in us
    assert "signature_and_stamp" in {item.key for item in checklist(korean)}
    assert "signature_and_stamp" not in {item.key for item in unticked(korean, {})}
    ticked = {item.key: True for item in checklist(korean)}
    assert unticked(korean, ticked) == ()
