"""The worked examples of the law and of SSA's own calculator, to the cent, intermediates too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tests.benefits.worked import counted_of, money, of_kind, periods_of, record_of, vectors
from totalis.benefits.amount import amount
from totalis.benefits.days import quarter_text, read_month
from totalis.benefits.estimate import computed, estimate
from totalis.benefits.family import combined_maximum, family_maximum, shares
from totalis.benefits.figures import Figures
from totalis.benefits.insured import required, standing
from totalis.benefits.law import crediting_law
from totalis.benefits.payment import paid, retirement_factor
from totalis.benefits.pia import formula, increases, raised
from totalis.benefits.position import position
from totalis.benefits.reading import read_record
from totalis.benefits.rounding import dollars, scaled, to_cents

FIGURES = Figures()
AMOUNTS = of_kind("totalization_amount")
REGULAR = of_kind("regular_amount")


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", AMOUNTS, ids=named)
def test_totalized_amount(vector: dict[str, Any]):
    record = record_of(vector)
    found = amount(record, FIGURES)
    assert found is not None
    best, expected = found.best, vector["expected"]
    got: dict[str, Decimal | int] = {
        "rep": scaled(best.position.value, 7),
        "qcs": best.position.quarters,
        "computation_years": found.years.counted,
        "theoretical_aime": best.theory.aime,
        "theoretical_pia_at_eligibility": dollars(best.theory.at_eligibility),
        "theoretical_pia": dollars(best.theory.amount),
        "pro_rata_pia": dollars(best.pro_rata),
        "family_maximum": dollars(
            family_maximum(record, FIGURES, best.pro_rata, found.steps).amount
        ),
        "monthly_benefit": dollars(
            paid(best.pro_rata, retirement_factor(record, FIGURES).value, record.benefit)
        ),
    }
    wanted = {name: Decimal(expected[name]) for name in got if name in expected}
    assert wanted
    assert {name: Decimal(got[name]) for name in wanted} == wanted
    ratios = {int(year): Decimal(one) for year, one in expected.get("rep_by_year", {}).items()}
    assert ratios in ({}, {year: scaled(one, 7) for year, one in best.position.ratios.items()})
    theory = {
        int(year): money(one) for year, one in expected.get("theoretical_earnings", {}).items()
    }
    assert theory in ({}, {year: dollars(one) for year, one in best.earnings.items()})


@pytest.mark.parametrize(
    "vector", [one for one in AMOUNTS if "family" in one["expected"]], ids=named
)
def test_family_of_a_totalized_record(vector: dict[str, Any]):
    record = record_of(vector)
    found = amount(record, FIGURES)
    assert found is not None
    pia = found.best.pro_rata
    most = family_maximum(record, FIGURES, pia, found.steps).amount
    got = shares(record, FIGURES, pia=pia, maximum=most, members=record.family)
    assert [(dollars(one.full), dollars(one.payable)) for one in got] == [
        (money(one["full"]), money(one["payable"])) for one in vector["expected"]["family"]
    ]


@pytest.mark.parametrize("vector", REGULAR, ids=named)
def test_regular_amount(vector: dict[str, Any]):
    record, expected = record_of(vector), vector["expected"]
    found = amount(record, FIGURES)
    assert found is not None
    regular = found.best.regular
    most = family_maximum(record, FIGURES, regular.amount, found.steps)
    assert str(regular.aime) == expected["aime"]
    assert dollars(regular.amount) == money(expected["pia"])
    assert dollars(most.amount) == money(expected["family_maximum"])
    assert str(required(record)) == expected["required_qcs"]
    assert str(standing(record, crediting_law()).us.quarters) == expected["us_qcs"]


@pytest.mark.parametrize("vector", of_kind("credit_quarters"), ids=named)
def test_foreign_quarters_on_the_calendar(vector: dict[str, Any]):
    record = read_record(periods_of(vector))
    found = standing(record, crediting_law(), record.foreign[0].country)
    expected = [
        quarter_text(4 * int(year) + int(quarter) - 1)
        for year, quarter in vector["expected"]["foreign_quarters"]
    ]
    assert [quarter_text(quarter) for quarter in sorted(found.placed.foreign)] == expected


@pytest.mark.parametrize("vector", of_kind("credit_year"), ids=named)
def test_foreign_quarters_of_a_year(vector: dict[str, Any]):
    record = read_record(counted_of(vector))
    found = standing(record, crediting_law(), record.foreign[0].country)
    expected = {int(year): int(one) for year, one in vector["expected"]["foreign_qcs"].items()}
    counted = {year: sum(one // 4 == year for one in found.placed.foreign) for year in expected}
    assert counted == expected


@pytest.mark.parametrize("vector", of_kind("pia_from_aime"), ids=named)
def test_pia_from_an_average(vector: dict[str, Any]):
    given, expected = vector["inputs"], vector["expected"]
    year = int(given["eligibility_year"])
    steps = increases(FIGURES, eligible=year, benefit=read_month(given["benefit_date"]))
    first = formula(int(given["aime"]), FIGURES.bends(year), year)
    after = raised(first, steps)
    assert dollars(first) == money(expected["pia_at_eligibility"])
    assert dollars((first, *after)[-1]) == money(expected["pia"])
    for step, cents in zip(steps, after, strict=True):
        wanted = expected.get("steps", {}).get(str(step.year))
        assert wanted is None or dollars(cents) == money(wanted)


def test_required_quarters_of_the_regulation():
    (vector,) = of_kind("required_qcs")
    record = record_of(AMOUNTS[0])
    assert record.birth.isoformat() == vector["inputs"]["dob"]
    assert required(record) == int(vector["expected"]["required"])


def test_earnings_are_cut_to_a_quarter_of_the_base_for_each_quarter():
    (vector,) = of_kind("rep_cap")
    given = vector["inputs"]
    record = read_record(
        {
            "birth_date": "1945-03-03",
            "claim_month": "2012-01",
            "us_earnings": {given["year"]: given["earnings"]},
            "us_quarters": {given["year"]: given["qcs"]},
        }
    )
    found = position(record, FIGURES, last=2011, known=2010)
    assert found is not None
    assert dollars(found.used[1970]) == money(vector["expected"]["earnings_used"])


def test_both_kinds_on_one_record_share_the_regular_maximum():
    (vector,) = of_kind("combined_family_maximum")
    given, expected = vector["inputs"], vector["expected"]
    names = list(given["benefits"])
    got = combined_maximum(
        [to_cents(Decimal(given["benefits"][name])) for name in names],
        to_cents(Decimal(given["non_totalization_maximum"])),
    )
    assert dict(zip(names, map(dollars, got), strict=True)) == {
        name: money(expected[name]) for name in names
    }


def test_no_vector_is_left_out():
    computable = {
        "totalization_amount",
        "regular_amount",
        "credit_quarters",
        "credit_year",
        "pia_from_aime",
        "required_qcs",
        "rep_cap",
        "combined_family_maximum",
    }
    assert len(vectors()) == 102
    assert sum(vector["kind"] in computable for vector in vectors()) == 92
    assert {vector["kind"] for vector in vectors()} == computable | {"descriptive"}


# -- the examples that are told in words ----------------------------------------------------------------


def told(name: str) -> dict[str, Any]:
    return next(vector for vector in vectors() if vector["id"] == name)


def test_delayed_credits_are_fractions():
    vector = told("poms_615_692_drc")
    given, expected = vector["inputs"], vector["expected"]
    record = read_record(
        # Full retirement age is attained in December 2005; 30 months later it is June 2008, in whose next January all count.
        {
            "birth_date": given["dob"],
            "claim_month": "2008-06",
            "benefit_month": "2009-01",
            "us_earnings": {"1990": "20000", "1991": "20000"},
        }
    )
    factor = retirement_factor(record, FIGURES)
    assert factor.months == int(given["months"])
    assert dollars(int(to_cents(Decimal(given["pia"])) * factor.value)) == money(
        expected["benefit"]
    )


def test_lump_sum_is_the_lesser_of_three_times_the_pia_and_255():
    record = {
        "kind": "survivors",
        "birth_date": "1970-07-02",
        "death_date": "2019-03-10",
        "claim_month": "2019-03",
        "us_earnings": {"2001": "30000", "2002": "32000"},
        "foreign_coverage": [{"country": "FR", "start": "2008-01-01", "end": "2018-12-31"}],
    }
    answer = estimate(read_record(record))
    assert answer.benefit == "totalized"
    assert answer.lump_sum == Decimal("255.00")
    # Four quarters from here to the death, the least earnings that give them.
    small = record | {"us_earnings": {"2001": "3320", "2002": "1740"}, "family": []}
    less = estimate(read_record(small))
    assert less.us_quarters == 6
    assert less.pro_rata_pia is not None
    assert less.lump_sum == min(3 * less.pro_rata_pia, Decimal("255.00")) == 3 * less.pro_rata_pia


def test_quarters_of_the_year_follow_earnings_past_the_agreement():
    given, expected = told("poms_701_130")["inputs"], told("poms_701_130")["expected"]
    record = read_record(
        {"birth_date": "1960-01-15", "claim_month": "2024-01", "us_earnings": given["us_earnings"]}
    )
    assert record.quarters == {int(year): int(one) for year, one in expected["us_qcs"].items()}


def test_a_later_quarter_of_the_year_is_assigned_to_the_quarter_that_helps():
    # Henry, born 23 May 1948, is one quarter short when he files in May 2010; what he earns in December 2010 counts.
    years = {str(year): 20000 for year in range(1980, 1989)}
    record = {
        "birth_date": told("poms_301_230")["inputs"]["dob"],
        "claim_month": "2010-06",
        "us_earnings": years | {"1989": "1500"},
    }
    assert estimate(read_record(record)).us_quarters == 39
    later = record | {"us_earnings": record["us_earnings"] | {"2010": "1500"}}
    answer = estimate(read_record(later))
    assert (answer.us_quarters, answer.benefit) == (40, "regular")


def test_windfall_scenarios_of_the_manual():
    record = {
        "birth_date": "1926-02-01",
        "claim_month": "1992-02",
        "us_earnings": {"1980": "10000", "1981": "10000"},
        "foreign_coverage": [{"country": "DE", "start": "1950-01-01", "end": "1979-12-31"}],
        "pensions": [{"country": "DE", "monthly": "300", "first_month": "1992-02"}],
    }
    german = read_record(record | {"birth_date": "1928-02-01", "claim_month": "1993-02"})
    pensions = [*record["pensions"], {"country": "CL", "monthly": "50", "first_month": "1993-02"}]
    chilean = msgspec.structs.replace(
        read_record(
            record | {"birth_date": "1928-02-01", "claim_month": "1993-02", "pensions": pensions}
        )
    )
    for given, applies in ((german, False), (chilean, True)):
        pay = computed(given).paid
        assert pay is not None
        assert pay.windfall is not None
        assert pay.windfall.applies is applies
    freed = msgspec.structs.replace(chilean, benefit=read_month("1995-01"))
    pay = computed(freed).paid
    assert pay is not None
    assert pay.windfall is not None
    assert not pay.windfall.applies
