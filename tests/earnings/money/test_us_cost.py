"""FICA and SECA against engines that others wrote: policyengine-us 2.68.0 and taxcalc 6.8.0 (oracles.md), and against statutes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from totalis.earnings.money_us import self_employment_cost, wages_cost
from totalis.earnings.parameters import FOLDER, read_us, us_parameters
from totalis.kernel.errors import InputError, LawError, NotFoundError

HALF = {"2024": "10453.20", "2025": "10918.20", "2026": "11439.00"}


@pytest.mark.parametrize(
    ("year", "both"), [(2024, "26706.40"), (2025, "27636.40"), (2026, "28678.00")]
)
def test_wages_of_200_000_cost_what_two_engines_say(year, both):
    cost = wages_cost(Decimal(200_000), year=year)
    assert cost.employee == cost.employer == Decimal(HALF[str(year)]) + Decimal("2900.00")
    assert cost.total == Decimal(both)
    assert cost.additional_medicare == 0


def test_the_additional_medicare_tax_stands_apart():
    cost = wages_cost(Decimal(250_000), year=2024)
    assert cost.additional_medicare == Decimal("450.00")
    assert cost.employee == cost.employer
    assert cost.total == cost.employee * 2


def test_self_employment_of_100_000():
    assert self_employment_cost(Decimal(100_000), year=2024).total == Decimal("14129.55")


def test_wages_use_up_the_base_before_self_employment():
    cost = self_employment_cost(Decimal(100_000), year=2024, wages=Decimal(100_000))
    assert cost.self_employed == Decimal("11184.55")


def test_below_400_dollars_of_net_earnings_there_is_no_tax():
    assert self_employment_cost(Decimal(300), year=2023).total == 0
    assert self_employment_cost(Decimal("433.13"), year=2023).total == 0
    assert self_employment_cost(Decimal("433.14"), year=2023).total == Decimal("61.20")


def test_the_floor_is_looked_at_after_the_factor():
    """400.00 times 0.9235 is below 400."""
    assert self_employment_cost(Decimal(400), year=2023).total == 0


def test_ten_thousand_after_195_000_bears_the_extra_on_the_part_above_200_000_only():
    """python-taxes takes it on all: 235.00 in place of 145.00 + 45.00 (oracles.md)."""
    cost = wages_cost(Decimal(10_000), year=2024, before=Decimal(195_000))
    assert cost.additional_medicare == Decimal("45.00")
    assert cost.employee + cost.additional_medicare == Decimal("190.00")


@pytest.mark.parametrize(
    ("year", "employee", "employer"),
    [(1984, "5.4", "5.7"), (2011, "4.2", "6.2"), (2012, "4.2", "6.2")],
)
def test_years_in_which_workers_paid_less(year, employee, employer):
    cost = wages_cost(Decimal(10_000), year=year)
    hi = us_parameters().year(year).employee.hi
    assert cost.employee == (Decimal(employee) + hi) * 100
    assert cost.employer == (Decimal(employer) + hi) * 100


def test_the_most_that_two_points_saved_in_2012():
    """2,202 dollars (an adviser's note on the Act): two percent of 110,100."""
    base = Decimal(110_100)
    assert wages_cost(base, year=2012).employer - wages_cost(base, year=2012).employee == 2202
    assert self_employment_cost(Decimal(200_000), year=2012).self_employed == (
        base * Decimal("10.4") / 100 + Decimal(200_000) * Decimal("0.9235") * Decimal("2.9") / 100
    )


def test_credits_of_the_self_employed_in_the_eighties():
    """14.0 percent less 2.7 in 1984, 14.1 less 2.3 in 1985, 14.3 less 2.0 in 1986; no factor then."""
    for year, percent in ((1984, "11.3"), (1985, "11.8"), (1986, "12.3"), (1989, "13.02")):
        assert self_employment_cost(Decimal(10_000), year=year).total == Decimal(percent) * 100


def test_hospital_insurance_had_its_own_base_from_1991_to_1993():
    cost = wages_cost(Decimal(300_000), year=1992)
    assert cost.employee == Decimal(55500) * Decimal("0.062") + Decimal(130200) * Decimal("0.0145")


def test_wage_bases_of_the_handbook():
    """SSA Handbook 1201 prints these limits."""
    printed = {
        1980: 25900,
        1984: 37800,
        1989: 48000,
        1990: 51300,
        1999: 72600,
        2005: 90000,
        2009: 106800,
    }
    for year, base in printed.items():
        assert us_parameters().year(year).oasdi_wage_base == base


def test_without_a_filing_status_the_extra_of_a_high_profit_is_unknown():
    assert self_employment_cost(Decimal(180_000), year=2024).additional_medicare is None
    known = self_employment_cost(Decimal(300_000), year=2024, filing_status="single")
    assert known.additional_medicare == Decimal("693.45")  # 0.9 % of 277,050 - 200,000
    assert self_employment_cost(Decimal(100_000), year=2024).additional_medicare == 0


@settings(max_examples=60)
@given(st.lists(st.decimals(0, 60_000, places=2), min_size=1, max_size=14), st.integers(1980, 2026))
def test_the_pays_of_a_year_add_up_to_the_year(pays, year):
    before, employee, employer, more = (Decimal(0) for _ in range(4))
    for pay in pays:
        cost = wages_cost(pay, year=year, before=before)
        before, employee, employer = (
            before + pay,
            employee + cost.employee,
            employer + cost.employer,
        )
        more += cost.additional_medicare or 0
    whole = wages_cost(before, year=year)
    assert (employee, employer, more) == (whole.employee, whole.employer, whole.additional_medicare)


def test_every_step_has_a_source_that_stands_in_the_file():
    for year in range(1980, 2027):
        steps = (
            *wages_cost(Decimal(250_000), year=year).steps,
            *self_employment_cost(Decimal(250_000), year=year, filing_status="joint").steps,
        )
        assert all(
            step.source and set(step.source) <= us_parameters().sources.keys() for step in steps
        )


def test_a_year_that_is_not_known_is_refused_and_not_guessed():
    with pytest.raises(NotFoundError, match="year"):
        wages_cost(Decimal(1), year=1979)
    with pytest.raises(NotFoundError):
        wages_cost(Decimal(1), year=2027)
    with pytest.raises(InputError, match="wages"):
        wages_cost(Decimal(-1), year=2024)


def test_a_source_that_is_not_there_an_unknown_key_and_a_year_twice_are_refused():
    text = (FOLDER / "us.yaml").read_text(encoding="utf-8")
    for before, after in (
        ("source: [hcfr_1994, cms_glossary]", "source: [hearsay]"),
        ("hi_wage_base: 125000", "hi_wage_base: much"),
        ("{year: 1991,", "{year: 1990,"),
        ("currency: USD", "currency: USD\ncolour: blue"),
        ("employee: {oasdi: 5.08,", 'employee: {oasdi: "5.08",'),
    ):
        assert before in text
        with pytest.raises(LawError):
            read_us(text.replace(before, after, 1), "us.yaml")
