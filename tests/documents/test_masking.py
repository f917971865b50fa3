"""Personal numbers are masked wherever they were typed, and nothing else is."""

from __future__ import annotations

import msgspec
import pytest

from tests.documents.cases import SSN, at, whole_case
from totalis.documents.masking import masked, masked_number
from totalis.procedure import casefile as of


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("123-45-6789", "••••6789"),
        ("123456789", "••••6789"),
        ("1 85 05 78 006 084 36", "••••8436"),
        ("12345", "••••"),
        ("", ""),
        ("••••6789", "••••6789"),
    ],
)
def test_a_number_shows_its_last_four(number, shown):
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    "typed", ["123456789", "123-45-6789", "123 45 6789", "123.45.6789", "1850578006084 36"]
)
def test_a_number_typed_anywhere_is_masked(typed):
    said = of.Communication(
        at=at(2, 1),
        by=of.Person(id="1", name="Anna"),
        direction="out",
        channel="mail",
        counterpart="SSA",
        verbatim=f"About {typed}, please.",
    )
    shown = masked(whole_case(communications=(said,))).communications[0].verbatim
    assert shown.startswith("About ••••")
    assert typed not in shown


def test_no_field_made_for_a_number_keeps_it():
    plain = msgspec.json.encode(masked(whole_case())).decode()
    for number in ("123456789", SSN, "1 85 05 78 006 084 36", "185057800608436"):
        assert number not in plain


def test_days_amounts_digests_and_longer_numbers_stay():
    file = whole_case()
    shown = masked(file)
    assert shown.facts == file.facts
    assert shown.determinations == file.determinations
    assert shown.audit == file.audit
    assert shown.worker.birth_date == file.worker.birth_date
    assert shown.certificates[0].number == "USA-FR-1"
    noted = of.Closure(key="k", by=file.owner, at=at(1, 1), reason="Order 91234567890, 2026-03-14.")
    assert masked(whole_case(closures=(noted,))).closures == (noted,)


def test_a_masked_file_masked_again_is_the_same():
    once = masked(whole_case())
    assert masked(once) == once
