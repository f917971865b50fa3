"""The family maximum above the first bend point, and for disability: worked out by hand from the formula."""

from __future__ import annotations

from decimal import Decimal

import pytest

from totalis.benefits.estimate import estimate
from totalis.benefits.family import average_for, combined_maximum, family_maximum
from totalis.benefits.figures import Figures
from totalis.benefits.reading import read_record
from totalis.benefits.rounding import dollars, to_cents

FIGURES = Figures()


@pytest.mark.parametrize(
    ("pia", "expected"),
    [
        # First eligible in 2017: 1131, 1633, 2130 dollars.
        ("1000.0", "1500.0"),  # 1.50 x 1000
        ("1500.0", "2700.1"),  # 1.50 x 1131 + 2.72 x 369 = 2700.18
        ("1796.5", "3281.0"),  # 1696.50 + 2.72 x 502 + 1.34 x 163.50 = 3281.03
        ("2600.0", "4550.4"),  # 1696.50 + 1365.44 + 1.34 x 497 + 1.75 x 470 = 4550.42
    ],
)
def test_old_age(pia: str, expected: str):
    record = read_record({"birth_date": "1955-03-15", "claim_month": "2017-04"})
    found = family_maximum(record, FIGURES, to_cents(Decimal(pia)), ())
    assert dollars(found.amount) == Decimal(expected)


@pytest.mark.parametrize(
    ("pia", "average", "expected"),
    [
        # First eligible in 2019: 926 and 5583 dollars.
        ("395.0", 439, "395.0"),  # 10/9 of 395 = 438.88; 85 percent, 373.15, is less than the PIA
        ("1000.0", 1447, "1229.9"),  # (1000 - 0.58 x 926) / 0.32 = 1446.63; 85 percent of 1447
        (
            "2500.0",
            6759,
            "3750.0",
        ),  # (2500 - 0.58 x 926 - 0.17 x 5583) / 0.15 = 6758.73; 150 percent is less
    ],
)
def test_disability(pia: str, average: int, expected: str):
    record = read_record(
        {
            "kind": "disability",
            "birth_date": "1970-07-02",
            "onset_date": "2019-03-10",
            "claim_month": "2019-09",
        }
    )
    cents = to_cents(Decimal(pia))
    assert average_for(cents, FIGURES.bends(2019), 2019) == 100 * average
    assert dollars(family_maximum(record, FIGURES, cents, ()).amount) == Decimal(expected)


def test_what_stays_under_the_maximum_is_not_cut():
    assert combined_maximum([10_000, 20_000], 30_000) == (10_000, 20_000)


def test_a_spouse_with_a_child_in_care_is_not_reduced_at_any_age():
    # Social Security Handbook 1829.2; POMS RS 00208.005.
    record = {
        "birth_date": "1960-05-02",
        "claim_month": "2026-03",
        "us_earnings": {"1990": "21000", "1991": "22000"},
        "foreign_coverage": [{"country": "FR", "start": "1993-01-01", "end": "2010-06-30"}],
    }
    young = {"relation": "spouse", "birth_date": "1985-04-01", "child_in_care": True}
    (one,) = estimate(read_record(record | {"family": [young]})).family
    assert one.payable == one.after_maximum // 1
    old = {"relation": "spouse", "birth_date": "1963-01-01"}
    (other,) = estimate(read_record(record | {"family": [old]})).family
    assert other.payable < one.payable
