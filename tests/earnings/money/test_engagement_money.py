"""The money of one engagement: open days against a count day by day, and what lies outside of the known years."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from totalis.earnings.engagement_money import engagement_money
from totalis.earnings.money_shapes import Exchange, Pay

PAY = Pay(amount=Decimal(6000), currency="EUR")
RATE = (Exchange(have="EUR", want="USD", rate=Decimal("1.1"), source="a bank"),)


def money(start, end, today, exempt=(), pay=PAY):
    return engagement_money(
        country="FR",
        start=start,
        end=end,
        today=today,
        pay=pay,
        exempt=exempt,
        exchange=RATE,
    )


days = st.dates(date(2024, 11, 1), date(2025, 4, 30))
stretches = st.lists(st.tuples(st.none() | days, st.none() | days), max_size=4)


@settings(max_examples=150, deadline=None)
@given(days, st.integers(0, 200), days, stretches)
def test_open_days_are_those_that_a_count_finds(start, long, today, exempt):
    exempt = [(a, b) for a, b in exempt if a is None or b is None or a <= b]
    end = start + timedelta(days=long)
    found = money(start, end, today, exempt)
    assert found is not None
    every = [start + timedelta(days=number) for number in range(long + 1)]
    wanted = [
        day
        for day in every
        if day <= today
        and not any((a is None or a <= day) and (b is None or day <= b) for a, b in exempt)
    ]
    counted = [
        first + timedelta(days=number)
        for first, last in found.open
        for number in range((last - first).days + 1)
    ]
    assert counted == wanted
    assert found.open_months == len({(day.year, day.month) for day in wanted})
    if wanted == every:
        assert found.open_totals == found.risk.totals
    if not wanted:
        assert found.open_totals == ()


@settings(max_examples=60, deadline=None)
@given(days, st.integers(5, 120), st.integers(1, 4))
def test_open_and_exempt_parts_come_to_the_whole(start, long, cut):
    end = start + timedelta(days=long)
    middle = start + timedelta(days=long // cut)
    whole = money(start, end, end)
    first = money(start, end, end, [(middle + timedelta(days=1), None)])
    second = money(start, end, end, [(None, middle)])
    assert whole is not None
    assert first is not None
    assert second is not None
    sums = {(one.country, one.payer): one.amount for one in first.open_totals}
    for one in second.open_totals:
        key = (one.country, one.payer)
        sums[key] = sums.get(key, Decimal(0)) + one.amount
    assert sums == {(one.country, one.payer): one.amount for one in whole.open_totals}


def test_the_month_of_today_is_shown_or_the_nearest_one():
    start, end = date(2025, 1, 15), date(2025, 6, 30)
    shown = [
        found.month.first
        for today in (date(2024, 5, 1), date(2025, 3, 31), date(2026, 1, 1))
        if (found := money(start, end, today)) is not None
    ]
    assert shown == [date(2025, 1, 15), date(2025, 3, 1), date(2025, 6, 1)]


def test_what_lies_beyond_the_known_years_is_left_out_and_said():
    found = money(date(2026, 6, 1), date(2030, 5, 31), date(2026, 11, 22))
    assert found is not None
    assert (found.last, found.left_out_from) == (date(2026, 12, 31), date(2027, 1, 1))
    assert money(date(2027, 1, 1), date(2028, 1, 1), date(2026, 11, 22)) is None
    assert money(date(1979, 12, 31), date(1981, 1, 1), date(2026, 11, 22)) is None
    assert money(date(2026, 12, 1), None, date(2026, 11, 22)) is None
    within = money(date(2026, 1, 1), None, date(2026, 3, 10))
    assert within is not None
    assert (within.last, within.left_out_from) == (date(2026, 3, 10), None)


def test_a_side_that_is_not_known_on_open_days_is_named():
    local = engagement_money(
        country="FR",
        start=date(2026, 1, 1),
        end=date(2026, 2, 28),
        today=date(2026, 3, 1),
        pay=PAY,
    )
    assert local is not None
    assert local.open_unknown == ("US",)
    assert {one.country for one in local.open_totals} == {"FR"}
    late = money(date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert late is not None
    assert late.open_unknown == ()
