"""Ages, reductions and years of coverage against the tables of 20 CFR 404.409, the Handbook and POMS RS 00605.362."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from totalis.benefits.days import month_attained, read_month
from totalis.benefits.estimate import computed, estimate
from totalis.benefits.figures import Figures
from totalis.benefits.payment import full_retirement, widow_factor
from totalis.benefits.reading import read_record
from totalis.benefits.windfall import years_of_coverage

FIGURES = Figures()
# 20 CFR 404.409: the first day of birth of each line, years, months; (a) old age and spouses, (b) widows and widowers.
OLD_AGE = [
    ("1938-01-02", 65, 2),
    ("1939-01-02", 65, 4),
    ("1940-01-02", 65, 6),
    ("1941-01-02", 65, 8),
    ("1942-01-02", 65, 10),
    ("1943-01-02", 66, 0),
    ("1955-01-02", 66, 2),
    ("1956-01-02", 66, 4),
    ("1957-01-02", 66, 6),
    ("1958-01-02", 66, 8),
    ("1959-01-02", 66, 10),
    ("1960-01-02", 67, 0),
]
WIDOWS = [
    ("1940-01-02", 65, 2),
    ("1941-01-02", 65, 4),
    ("1942-01-02", 65, 6),
    ("1943-01-02", 65, 8),
    ("1944-01-02", 65, 10),
    ("1945-01-02", 66, 0),
    ("1957-01-02", 66, 2),
    ("1958-01-02", 66, 4),
    ("1959-01-02", 66, 6),
    ("1960-01-02", 66, 8),
    ("1961-01-02", 66, 10),
    ("1962-01-02", 67, 0),
]


def test_full_retirement_age_changes_with_the_second_of_january():
    before = 65 * 12
    for day, years, months in OLD_AGE:
        born = date.fromisoformat(day)
        assert full_retirement(born, FIGURES) == month_attained(born, 12 * years + months)
        eve = born.replace(day=1)
        assert full_retirement(eve, FIGURES) == month_attained(eve, before)
        before = 12 * years + months


def test_widows_have_a_table_of_their_own():
    before = 65 * 12
    for day, years, months in WIDOWS:
        born = date.fromisoformat(day)
        for one, age in ((born, 12 * years + months), (born.replace(day=1), before)):
            full = month_attained(one, age)
            assert widow_factor(one, full, FIGURES) == 1
            assert widow_factor(one, full - 1, FIGURES) == 1 - Fraction(285, 1000 * (age - 720))
        before = 12 * years + months


@pytest.mark.parametrize(
    ("birth", "start", "factor"),
    [
        # Handbook 724.1: 28.5 percent at 60; 0.00475 a month where full retirement age is 65, 28.5/72 percent where it is 66.
        ("1930-03-10", "1990-03", "0.715"),
        ("1930-03-10", "1994-03", "0.943"),
        ("1950-03-10", "2010-03", "0.715"),
        ("1950-03-10", "2013-03", "0.8575"),
        ("1950-03-10", "2016-03", "1"),
        ("1950-03-10", "2019-03", "1"),
        # Before 60, for disability: no further reduction.
        ("1950-03-10", "2002-03", "0.715"),
        # Before 1912 another law, which is not here.
        ("1910-03-10", "1975-03", "1"),
    ],
)
def test_widows_before_full_retirement_age(birth: str, start: str, factor: str):
    found = widow_factor(date.fromisoformat(birth), read_month(start), FIGURES)
    assert found == Fraction(factor)


def test_a_widow_of_sixty_on_a_whole_record():
    record: dict[str, Any] = {
        "kind": "survivors",
        "birth_date": "1950-05-02",
        "claim_month": "2015-05",
        "death_date": "2015-05-02",
        "us_earnings": {str(year): "60000" for year in range(1996, 2015)},
    }
    sixty = {"relation": "widow", "birth_date": "1955-05-10"}
    (one,) = estimate(read_record(record | {"family": [sixty]})).family
    (other,) = estimate(read_record(record | {"family": [{"relation": "widow"}]})).family
    assert one.full == other.full
    assert one.payable == int(one.after_maximum * Decimal("0.715"))
    assert other.payable == int(other.after_maximum)


@pytest.mark.parametrize(
    ("year", "years_of_work", "factor"),
    [
        # Handbook 718.3: by the year of first eligibility, or by years of coverage where that gives more.
        (1986, 12, 80),
        (1987, 12, 70),
        (1988, 12, 60),
        (1989, 12, 50),
        (1990, 12, 40),
        (1990, 21, 45),
        (1990, 25, 65),
        (1990, 29, 85),
        (1989, 25, 65),
    ],
)
def test_the_first_factor_of_the_former_elimination(year: int, years_of_work: int, factor: int):
    first = year - 1 - years_of_work
    raw: dict[str, Any] = {
        "birth_date": f"{year - 62}-05-02",
        "claim_month": f"{year}-06",
        "us_earnings": {
            str(one): str(FIGURES.base(one) // 100) for one in range(first, first + years_of_work)
        },
        "us_quarters": {str(one): 4 for one in range(first, first + years_of_work)},
        "pensions": [{"country": "DE", "monthly": "900", "first_month": "1985-01"}],
    }
    paid = computed(read_record(raw)).paid
    assert paid is not None
    assert paid.windfall is not None
    assert (paid.windfall.first_factor, paid.windfall.years) == (factor, years_of_work)


# POMS RS 00605.362 A.1: dollars for a year of coverage.
NEEDED = {
    1951: 900,
    1955: 1050,
    1959: 1200,
    1966: 1650,
    1968: 1950,
    1972: 2250,
    1973: 2700,
    1974: 3300,
    1975: 3525,
    1976: 3825,
    1977: 4125,
    1978: 4425,
    1979: 4725,
    1980: 5100,
    1985: 7425,
    1990: 9525,
    1991: 9900,
    1995: 11325,
    1999: 13425,
    2000: 14175,
}


def test_the_amount_of_a_year_of_coverage_is_that_of_the_manual():
    base = read_record({"birth_date": "1930-05-02", "claim_month": "2010-06"})
    for year, dollars in NEEDED.items():
        for cents, count in ((100 * dollars, 1), (100 * dollars - 1, 0)):
            record = msgspec.structs.replace(base, earnings={year: cents})
            assert years_of_coverage(record, FIGURES) == count, year


def test_earnings_before_1951_make_a_year_for_each_900_dollars_at_most_fourteen():
    base = read_record({"birth_date": "1920-05-02", "claim_month": "1990-06"})
    for total, count in ((899_99, 0), (900_00, 1), (2_699_99, 2), (30_000_00, 14)):
        record = msgspec.structs.replace(
            base, earnings={1940: total // 2, 1945: total - total // 2}
        )
        assert years_of_coverage(record, FIGURES) == count


def test_less_than_a_dollar_is_said():
    # Six quarters of 50 dollars: an average of one dollar, a PIA of 90 cents (20 CFR 404.1921).
    answer = estimate(
        read_record(
            {
                "birth_date": "1930-05-02",
                "claim_month": "1992-06",
                "us_earnings": {"1976": "100", "1977": "200"},
                "us_quarters": {"1976": 2, "1977": 4},
                "foreign_coverage": [{"country": "FR", "start": "1955-01-01", "end": "1975-12-31"}],
            }
        )
    )
    assert (answer.benefit, answer.pro_rata_pia) == ("totalized", Decimal("0.90"))
    assert answer.monthly_benefit == 0
    assert "under_one_dollar" in {one.name for one in answer.assumptions}
