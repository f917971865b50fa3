"""A late certificate: last days against examples that the sources print, and what must never be said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from totalis.earnings.parameters import FOLDER
from totalis.earnings.settlement import Certificate, Paid, State, late_settlement
from totalis.earnings.settlement_law import read_refunds, refunds
from totalis.kernel.errors import LawError

TODAY = date(2026, 11, 22)


def certificate(exempt_in="FR", covered_by="US", start=date(2020, 1, 1), end=None, received=TODAY):
    return Certificate(
        issuer=covered_by,
        covered_by=covered_by,
        exempt_in=exempt_in,
        start=start,
        end=end,
        received=received,
    )


def paid(country, start, end, **more):
    amount = more.pop("amount", Decimal("100.00"))
    currency = "USD" if country == "US" else "EUR"
    fields = {"payer": "employer", "currency": currency, "amount": amount, **more}
    return Paid(country=country, period_start=start, period_end=end, **fields)


def last_days(country, one, *, received=TODAY, today=TODAY, start=date(1990, 1, 1)):
    other = "FR" if country == "US" else "US"
    found = late_settlement(certificate(country, other, start, None, received), [one], today=today)
    return [claim.last_day for claim in found.corrections[0].claims]


def test_the_fourth_quarter_of_2012_is_to_be_claimed_by_15_april_2016():
    """The IRS's own example: filed on 25 January 2013, treated as filed on 15 April 2013."""
    one = paid(
        "US",
        date(2012, 10, 1),
        date(2012, 12, 31),
        return_filed=date(2013, 1, 25),
        paid_on=date(2013, 1, 25),
    )
    assert last_days("US", one) == [date(2016, 4, 15)]
    states = {}
    for day in (date(2016, 4, 15), date(2016, 4, 16)):
        found = late_settlement(certificate("US", "FR", date(2012, 1, 1)), [one], today=day)
        states[day] = found.corrections[0].state
    assert list(states.values()) == [State.OPEN, State.OUT_OF_TIME]


def test_a_return_filed_late_and_a_tax_paid_late_move_the_last_day_on():
    late = {"return_filed": date(2014, 6, 1), "paid_on": date(2013, 1, 25)}
    assert last_days("US", paid("US", date(2012, 10, 1), date(2012, 12, 31), **late)) == [
        date(2017, 6, 1)
    ]
    late = {"return_filed": date(2013, 4, 1), "paid_on": date(2018, 3, 3)}
    assert last_days("US", paid("US", date(2012, 10, 1), date(2012, 12, 31), **late)) == [
        date(2020, 3, 3)
    ]


def test_without_the_days_of_payment_and_filing_the_end_of_a_us_claim_is_not_certain():
    one = paid("US", date(2015, 1, 1), date(2015, 3, 31))
    found = late_settlement(certificate("US", "FR", date(2015, 1, 1)), [one], today=TODAY)
    (claim,) = found.corrections[0].claims
    assert claim.last_day == date(2019, 4, 15)
    assert claim.state is State.UNKNOWN
    assert claim.needs == ("paid_on", "return_filed")


def test_france_counts_three_years_from_the_payment():
    one = paid("FR", date(2023, 10, 1), date(2023, 10, 31), paid_on=date(2023, 11, 22))
    assert last_days("FR", one) == [date(2026, 11, 22)]
    assert last_days("FR", paid("FR", date(2023, 10, 1), date(2023, 10, 31))) == [None]


def test_germany_loses_what_was_paid_in_january_2009_on_1_january_2014():
    """Jansen's example: the contribution for November 2008 came in January 2009."""
    one = paid("DE", date(2008, 11, 1), date(2008, 11, 30), paid_on=date(2009, 1, 15))
    assert last_days("DE", one) == [date(2013, 12, 31)]


def test_austria_asked_on_14_january_2021_reached_back_to_14_january_2016():
    """The court's case: earlier payments were refused, later ones granted."""
    asked = date(2021, 1, 14)
    for day, state in ((date(2016, 1, 14), State.OPEN), (date(2016, 1, 13), State.OUT_OF_TIME)):
        one = paid("AT", date(2015, 12, 1), date(2015, 12, 31), paid_on=day)
        found = late_settlement(certificate("AT", "US", date(2010, 1, 1)), [one], today=asked)
        assert found.corrections[0].state is state


def test_switzerland_counts_from_the_certificate_and_never_beyond_five_years():
    one = paid("CH", date(2020, 3, 1), date(2020, 3, 31), paid_on=date(2020, 4, 10), currency="CHF")
    assert last_days("CH", one, received=date(2024, 5, 1)) == [date(2025, 5, 1)]
    assert last_days("CH", one, received=date(2025, 5, 1)) == [date(2025, 12, 31)]


@pytest.mark.parametrize(
    ("country", "end", "last"),
    [
        ("GB", date(2020, 4, 5), date(2026, 4, 5)),
        ("GB", date(2020, 4, 6), date(2027, 4, 5)),
        ("CA", date(2021, 6, 30), date(2025, 12, 31)),
        ("ES", date(2022, 1, 31), date(2026, 2, 27)),
        ("IE", date(2011, 5, 31), date(2015, 12, 31)),
        ("LU", date(2022, 1, 31), date(2027, 12, 31)),
    ],
)
def test_other_countries(country, end, last):
    one = paid(country, end.replace(day=1), end, paid_on=date(2022, 2, 27))
    assert last_days(country, one) == [last]


def test_29_february_never_gives_a_day_too_many():
    one = paid("FR", date(2024, 1, 1), date(2024, 1, 31), paid_on=date(2024, 2, 29))
    assert last_days("FR", one) == [date(2027, 2, 28)]


def test_a_country_without_a_source_is_unknown_and_says_so():
    one = paid("IT", date(2025, 1, 1), date(2025, 1, 31), paid_on=date(2025, 2, 28))
    found = late_settlement(certificate("IT"), [one], today=TODAY)
    assert found.corrections[0].claims == ()
    assert found.corrections[0].state is State.UNKNOWN
    assert found.unknown == ("No source was read on how contributions come back in IT.",)


def test_a_route_without_a_computable_time_is_unknown():
    """Japan: two years are read for health insurance, nothing for Employees' Pension."""
    one = paid("JP", date(2025, 1, 1), date(2025, 1, 31), paid_on=date(2025, 2, 28), currency="JPY")
    (correction,) = late_settlement(certificate("JP"), [one], today=TODAY).corrections
    assert correction.state is State.UNKNOWN
    assert correction.claims[0].last_day is None
    assert correction.claims[0].source == ("jp_193",)


def test_only_what_the_certificate_reaches_is_corrected():
    start, end = date(2026, 1, 16), date(2026, 3, 15)
    lines = [
        paid("FR", date(2026, 1, 1), date(2026, 1, 31), amount=Decimal("310.00")),
        paid("FR", date(2025, 12, 1), date(2025, 12, 31)),
        paid("FR", date(2026, 4, 1), date(2026, 4, 30)),
        paid("FR", date(2026, 2, 1), date(2026, 2, 28), category="csg"),
        paid("FR", date(2026, 2, 1), date(2026, 2, 28), category="unclear"),
        paid("US", date(2026, 2, 1), date(2026, 2, 28)),
        paid("DE", date(2026, 2, 1), date(2026, 2, 28)),
        paid("FR", date(2026, 2, 1), date(2026, 2, 28), amount=None),
    ]
    found = late_settlement(certificate(start=start, end=end), lines, today=TODAY)
    first, second = found.corrections
    assert (first.first, first.amount, first.apportioned) == (start, Decimal("160.00"), True)
    assert (second.amount, second.apportioned) == (None, False)
    assert len(found.not_reached) == 5
    assert len(found.unclear) == 1
    assert found.periods == (
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    )
    (total,) = found.sums
    assert (total.amount, total.without_amount) == (Decimal("160.00"), 1)


def test_an_employee_has_the_employers_way_first_and_an_own_one_second():
    one = paid("US", date(2025, 1, 1), date(2025, 3, 31), payer="employee")
    found = late_settlement(certificate("US", "FR"), [one], today=TODAY)
    assert [claim.route.id for claim in found.corrections[0].claims] == [
        "us.fica.employer",
        "us.fica.employee",
    ]


@settings(max_examples=80)
@given(
    st.dates(date(2015, 1, 1), date(2026, 1, 1)),
    st.integers(0, 400),
    st.dates(date(2015, 1, 1), date(2026, 1, 1)),
    st.decimals(-9999, 9999, places=2),
)
def test_certificates_end_to_end_share_a_contribution_out_whole(start, long, cut, amount):
    end = start + timedelta(days=long)
    one = paid("FR", start, end, amount=amount)
    before = certificate(start=date(2000, 1, 1), end=cut)
    after = certificate(start=cut + timedelta(days=1))
    parts = [
        correction.amount or Decimal(0)
        for each in (before, after)
        for correction in late_settlement(each, [one], today=TODAY).corrections
    ]
    assert sum(parts) == amount


def test_every_route_and_every_last_day_is_cited():
    law = refunds()
    for route in law.routes:
        assert set(route.source) <= law.sources.keys()
        for term in route.limitation.terms if route.limitation else ():
            assert term.source


def test_a_route_twice_a_wrong_limit_and_a_source_that_is_missing_are_refused():
    text = (FOLDER / "refunds.yaml").read_text(encoding="utf-8")
    for before, after in (
        ("id: fr.urssaf", "id: us.seca"),
        ("limit: P4Y", "limit: four years"),
        ("source: [atsg_25]", "source: [hearsay]"),
        ("combine: earliest", "combine: somehow"),
        ("country: DE", "country: XX"),
    ):
        assert before in text
        with pytest.raises(LawError):
            read_refunds(text.replace(before, after, 1), "refunds.yaml")
