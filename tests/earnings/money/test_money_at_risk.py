"""What double payment costs by month, against engines of others and by adding up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from totalis.earnings.money import money_at_risk
from totalis.earnings.money_foreign import monthly_sums
from totalis.earnings.money_shapes import (
    Contribution,
    Exchange,
    ForeignRate,
    Pay,
    months_of,
)
from totalis.earnings.money_us import self_employment_cost, wages_cost
from totalis.kernel.errors import InputError

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def ours(risk, place):
    found = risk.months[place].us
    assert found is not None
    return found


def total(risk, country, payer):
    return [one.amount for one in risk.totals if (one.country, one.payer) == (country, payer)]


def test_a_year_of_months_costs_what_two_engines_say_of_200_000():
    """policyengine-us and taxcalc: 26,706.40 for both shares in 2024 (oracles.md)."""
    pay = Pay(amount=Decimal("16666.67"), currency="USD")
    risk = money_at_risk(country="FR", pay=pay, start=FIRST, end=LAST)
    whole = wages_cost(Decimal("200000.04"), year=2024)
    assert total(risk, "US", "employee") == [whole.employee]
    assert total(risk, "US", "employer") == [whole.employer]
    assert abs(whole.total - Decimal("26706.40")) <= Decimal("0.02")
    assert len(risk.months) == 12
    assert ours(risk, -1)["employee"] < ours(risk, 0)["employee"]  # the wage base is used up


def test_the_year_turns_and_the_wage_base_begins_anew():
    pay = Pay(amount=Decimal(30_000), currency="USD")
    risk = money_at_risk(country="FR", start=date(2024, 11, 1), end=date(2025, 1, 31), pay=pay)
    late = Pay(amount=Decimal(30_000), currency="USD", us_wages_before=Decimal(300_000))
    used = money_at_risk(country="FR", start=date(2024, 11, 1), end=date(2025, 1, 31), pay=late)
    assert ours(risk, 0)["employee"] == Decimal("2295.00")
    assert ours(used, 0)["employee"] == Decimal("435.00")
    assert used.months[0].us_additional_medicare == Decimal("270.00")
    assert risk.months[2].us == used.months[2].us


def test_self_employment_months_add_up_to_the_year():
    pay = Pay(amount=Decimal("8333.33"), currency="USD", self_employed=True)
    risk = money_at_risk(country="FR", pay=pay, start=FIRST, end=LAST)
    assert total(risk, "US", "self_employed") == [
        self_employment_cost(Decimal("99999.96"), year=2024).self_employed
    ]


def test_the_foreign_side_is_unknown_and_not_guessed():
    risk = money_at_risk(
        country="JP", pay=Pay(amount=Decimal(5000), currency="USD"), start=FIRST, end=LAST
    )
    assert {month.foreign_basis for month in risk.months} == {"unknown"}
    assert all(month.foreign is None for month in risk.months)
    assert len(risk.unknown) == 1
    assert "JP" in risk.unknown[0]


def test_no_currency_is_converted_without_a_rate_that_somebody_gave():
    pay = Pay(amount=Decimal(5000), currency="EUR")
    rates = [ForeignRate(name="x", payer="employee", percent=Decimal(10), source="a law")]
    given = money_at_risk(
        country="FR", pay=pay, foreign_rates=rates, foreign_currency="EUR", start=FIRST, end=LAST
    )
    assert given.months[0].us is None
    assert "EUR" in given.unknown[0]
    assert given.months[0].foreign == {"employee": Decimal("500.00")}
    exchange = [Exchange(have="EUR", want="USD", rate=Decimal("1.10"), source="ECB, 2024-01-02")]
    both = money_at_risk(
        country="FR",
        pay=pay,
        foreign_rates=rates,
        foreign_currency="EUR",
        exchange=exchange,
        start=FIRST,
        end=LAST,
    )
    assert ours(both, 0)["employee"] == Decimal("420.75")  # 7.65 % of 5,500
    assert any(step.source == ("ECB, 2024-01-02",) for step in both.steps)
    assert {one.currency for one in both.totals} == {"USD", "EUR"}


def test_a_ceiling_and_a_part_of_a_month():
    rates = [
        ForeignRate(
            name="capped",
            payer="employer",
            percent=Decimal("8.55"),
            source="a law",
            ceiling=Decimal(3864),
        )
    ]
    risk = money_at_risk(
        country="FR",
        start=date(2024, 1, 16),
        end=date(2024, 1, 31),
        pay=Pay(amount=Decimal(6000), currency="EUR"),
        foreign_rates=rates,
        foreign_currency="EUR",
    )
    assert risk.months[0].foreign == {"employer": Decimal("170.51")}  # 8.55 % of 1,994.32


def test_contributions_stand_where_no_rate_is_known():
    charged = [
        Contribution(
            period_start=date(2024, 1, 1),
            period_end=date(2024, 3, 31),
            amount=Decimal("910.00"),
            currency="EUR",
            payer="employer",
        )
    ]
    risk = money_at_risk(
        country="FR", start=date(2024, 1, 1), end=date(2024, 4, 30), contributions=charged
    )
    assert [month.foreign for month in risk.months] == [
        {"employer": Decimal("310.00")},
        {"employer": Decimal("290.00")},
        {"employer": Decimal("310.00")},
        None,
    ]
    assert [month.foreign_basis for month in risk.months] == ["contributions"] * 3 + ["unknown"]
    assert len(risk.unknown) == 2


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2020, 1, 1), date(2025, 1, 1)),
            st.integers(0, 500),
            st.decimals(-99999, 99999, places=2),
            st.sampled_from(["EUR", "JPY", "USD"]),
        ),
        max_size=8,
    )
)
def test_sums_by_month_lose_nothing(found):
    charged = [
        Contribution(
            period_start=start,
            period_end=start + timedelta(days=long),
            amount=amount if currency != "JPY" else amount.to_integral_value(),
            currency=currency,
        )
        for start, long, amount, currency in found
    ]
    sums = monthly_sums(charged)
    for currency in ("EUR", "JPY", "USD"):
        mine = sum(amount for key, amount in sums.items() if key[1] == currency)
        assert mine == sum(one.amount for one in charged if one.currency == currency)


def test_months_are_cut_at_both_ends():
    assert months_of(date(2023, 12, 31), date(2024, 2, 1)) == [
        (date(2023, 12, 31), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 1)),
    ]
    with pytest.raises(InputError):
        money_at_risk(country="FR", start=date(2024, 2, 1), end=date(2024, 1, 1))
