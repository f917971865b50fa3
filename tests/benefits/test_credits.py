"""Crediting and insured status where the examples are silent: hand-counted quarters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from totalis.benefits.credits import Reading, derived
from totalis.benefits.days import quarter_text
from totalis.benefits.estimate import estimate
from totalis.benefits.insured import recency, required, standing
from totalis.benefits.law import crediting_law
from totalis.benefits.reading import read_record

BASE: dict[str, Any] = {"birth_date": "1960-05-02", "claim_month": "2026-03"}


def abroad(country: str, *spans: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    return [{"country": country, "start": start, "end": end, **more} for start, end in spans]


def quarters(record: dict[str, Any], country: str, reading: Reading | None = None) -> list[str]:
    found = standing(read_record(record), crediting_law(), country, reading)
    return [quarter_text(quarter) for quarter in sorted(found.placed.foreign)]


def test_units_of_a_span():
    span = [(date(2000, 1, 15), date(2000, 4, 10))]
    assert derived(span, "month", touched=True) == 4
    assert derived(span, "month", touched=False) == 2
    assert derived(span, "trimester", touched=True) == 2
    assert derived(span, "trimester", touched=False) == 0
    assert derived(span, "day", touched=True) == 87
    assert derived(span, "week", touched=True) == 13
    assert derived(span, "week", touched=False) == 12
    assert derived([(date(2000, 1, 1), date(2001, 12, 31))], "year", touched=False) == 2
    # Two spans in one month are one month.
    twice = [(date(2000, 1, 1), date(2000, 1, 9)), (date(2000, 1, 20), date(2000, 1, 31))]
    assert derived(twice, "month", touched=True) == 1


def test_german_months_fill_only_quarters_that_have_one():
    # Months of 1990: January, November, December; 3 months are one quarter, in the first of the quarters reached.
    spans = (("1990-01-01", "1990-01-31"), ("1990-11-01", "1990-12-31"))
    record = BASE | {"foreign_coverage": abroad("DE", *spans)}
    assert quarters(record, "DE") == ["1990Q1"]
    more = (("1990-01-01", "1990-01-31"), ("1990-10-01", "1990-12-31"))
    assert quarters(BASE | {"foreign_coverage": abroad("DE", *more)}, "DE") == ["1990Q1", "1990Q4"]


def test_french_trimesters_are_a_count_a_year_from_the_first_free_quarter():
    record = BASE | {
        "us_earnings": {"1970": "900"},
        "birth_date": "1945-05-02",
        "claim_month": "2010-03",
        "us_quarters_placed": ["1970Q1"],
        "foreign_coverage": abroad("FR", ("1970-07-01", "1970-12-31")),
    }
    assert quarters(record, "FR") == ["1970Q2", "1970Q3"]


def test_nothing_before_1937_counts():
    record = BASE | {
        "birth_date": "1918-03-03",
        "claim_month": "1981-04",
        "foreign_coverage": abroad("IT", ("1936-06-01", "1937-06-30")),
    }
    assert quarters(record, "IT") == ["1937Q1", "1937Q2"]


def test_a_remainder_is_a_quarter_where_the_text_says_so_and_both_are_shown_where_it_does_not():
    record = BASE | {
        "us_earnings": {"1990": "21000", "1991": "21000"},
        "foreign_coverage": abroad(
            "CH",
            ("1993-01-01", "2000-11-30"),
            units_by_year={str(year): 11 for year in range(1993, 2001)},
        ),
    }
    answer = estimate(read_record(record))
    assert answer.combined_quarters == 8 + 8 * 4
    (silent,) = [item for item in answer.assumptions if item.name == "remainder_silent"]
    assert silent.value == "40"
    assert silent.other_value == "32, which is not enough"


def test_dutch_periods_are_converted_whole_and_begin_in_1957():
    # POMS GN 01726.110: each period's months by three, a rest is one more; nothing before 1957.
    record = BASE | {
        "birth_date": "1935-05-02",
        "claim_month": "2003-03",
        "foreign_coverage": abroad(
            "NL", ("1956-02-01", "1957-05-31"), ("1960-01-01", "1961-04-30")
        ),
    }
    first, second = ["1957Q1", "1957Q2"], [f"1960Q{one}" for one in (1, 2, 3, 4)]
    assert quarters(record, "NL") == [*first, *second, "1961Q1", "1961Q2"]


@pytest.mark.parametrize(
    ("country", "units", "count"),
    [
        # POMS GN 01732.110 and 01750.110: months by three, any rest one more.
        ("FI", 13, 5),
        ("CZ", 13, 5),
        # GN 01753.120: ninety days. GN 01741.120: months of a year by three, one more for a rest.
        ("SK", 270, 3),
        ("SK", 271, 4),
        # The United Kingdom certifies weeks (GN 01720.105): 26 are no eight quarters.
        ("GB", 26, 2),
    ],
)
def test_units_are_those_of_the_country(country: str, units: int, count: int):
    record = BASE | {
        "us_earnings": {"1990": "21000"},
        "foreign_coverage": abroad(country, ("1993-01-01", "1995-12-31"), units=units),
    }
    assert len(quarters(record, country)) == count


def test_a_rest_of_korean_months_is_a_quarter():
    record = BASE | {
        "us_earnings": {"1990": "21000"},
        "foreign_coverage": abroad("KR", ("1993-01-01", "1993-12-31"), units=7),
    }
    assert quarters(record, "KR") == ["1993Q1", "1993Q2", "1993Q3"]
    names = {item.name for item in estimate(read_record(record)).assumptions}
    assert "remainder_silent" not in names


def test_us_quarters_after_1977_make_room_for_foreign_ones():
    # Two US quarters of 1990 float past the second half of the year, where the Italian period lies.
    record = BASE | {
        "us_earnings": {"1990": "1040"},
        "foreign_coverage": abroad("IT", ("1990-07-01", "1990-12-31")),
    }
    assert quarters(record, "IT") == ["1990Q3", "1990Q4"]
    assert standing(read_record(record), crediting_law(), "IT").combined.quarters == 4


def test_never_two_foreign_countries_together():
    record = BASE | {
        "us_earnings": {"1990": "21000", "1991": "21000"},
        "foreign_coverage": [
            *abroad("FR", ("1995-01-01", "1998-12-31")),
            *abroad("DE", ("1999-01-01", "2002-12-31")),
        ],
    }
    answer = estimate(read_record(record))
    assert [one.combined_quarters for one in answer.countries] == [24, 24]
    assert not answer.eligible


def test_five_us_quarters_open_nothing():
    record = BASE | {
        "us_earnings": {"1990": "21000", "1991": "540"},
        "foreign_coverage": abroad("FR", ("1993-01-01", "2018-12-31")),
    }
    answer = estimate(read_record(record))
    assert (answer.us_quarters, answer.eligible) == (5, False)
    assert "at least 6" in answer.why
    six = record | {"us_earnings": {"1990": "21000", "1991": "1080"}}
    assert estimate(read_record(six)).benefit == "totalized"


def test_no_agreement_and_not_yet_an_agreement():
    record = BASE | {
        "us_earnings": {"1990": "21000", "1991": "21000"},
        "foreign_coverage": abroad("AR", ("1993-01-01", "2018-12-31")),
    }
    answer = estimate(read_record(record))
    assert not answer.eligible
    assert "No agreement" in answer.why
    early = record | {
        "birth_date": "1925-01-15",
        "claim_month": "1988-06",
        "us_earnings": {"1980": "21000", "1981": "21000"},
        "foreign_coverage": abroad("FR", ("1950-01-01", "1978-12-31")),
    }
    assert not estimate(read_record(early)).eligible
    assert estimate(read_record(early | {"claim_month": "1988-07"})).eligible


def test_an_unread_section_is_named():
    record = BASE | {
        "us_earnings": {"1990": "21000", "1991": "21000"},
        "foreign_coverage": abroad("GB", ("1993-01-01", "2018-12-31")),
    }
    answer = estimate(read_record(record))
    assert "crediting_unread" in {item.name for item in answer.assumptions}
    assert not answer.countries[0].crediting_read


DISABILITY = BASE | {"kind": "disability", "birth_date": "1970-07-02"}


@pytest.mark.parametrize(
    ("onset", "birth", "needed", "out_of"),
    [
        ("2019-03-10", "1970-07-02", 20, 40),
        # 21 on 15 January 2002 (quarter 1): 17 quarters through the second of 2006, half of them 8.
        ("2006-05-24", "1981-01-16", 8, 17),
        # 21 in the third quarter of 2004: 7 quarters, so 6 of the last 12.
        ("2006-05-24", "1983-08-16", 6, 12),
    ],
)
def test_recent_work_for_disability(onset: str, birth: str, needed: int, out_of: int):
    claim = f"{int(onset[:4])}-12" if onset[:4] != "2019" else "2019-09"
    record = read_record(
        DISABILITY | {"birth_date": birth, "onset_date": onset, "claim_month": claim}
    )
    test = recency(record)
    assert test is not None
    assert (test.needed, test.out_of) == (needed, out_of)


def test_blindness_needs_no_recent_work():
    blind = DISABILITY | {"onset_date": "2019-03-10", "claim_month": "2019-09", "blind": True}
    assert recency(read_record(blind)) is None


def test_recent_foreign_work_opens_a_disability_benefit():
    record = DISABILITY | {
        "onset_date": "2019-03-10",
        "claim_month": "2019-09",
        "us_earnings": {str(year): 20000 for year in range(2000, 2010)},
        "foreign_coverage": abroad("FR", ("2013-01-01", "2019-03-10")),
    }
    answer = estimate(read_record(record))
    assert answer.us_quarters == 40 > answer.required_quarters
    assert answer.benefit == "totalized"
    # 25 trimesters abroad and three US quarters of 2009 in the forty that end in the first quarter of 2019.
    assert answer.recent_quarters == 28


def test_foreign_quarters_are_placed_from_the_back_where_the_front_misses_the_window():
    # The window of 13 quarters that ends with 2015 begins in the fourth quarter of 2012: two Swiss quarters of that year
    # fall before it if they are placed from the front, and into it from the back. Counts by year: POMS GN 01724.110 step 5.
    record = read_record(
        {
            "kind": "survivors",
            "birth_date": "1970-07-02",
            "death_date": "2015-12-20",
            "claim_month": "2015-12",
            "us_earnings": {"1995": 20000, "1996": 20000, "2013": "5800"},
            "foreign_coverage": abroad(
                "CH", ("2012-01-01", "2012-12-31"), units_by_year={"2012": 6}
            ),
        }
    )
    found = standing(record, crediting_law(), "CH")
    assert found.us.recent == 4
    assert found.combined.recent == 5
    assert len(found.placed.foreign) == 2


def test_currently_insured_on_us_quarters_and_fully_only_together_gives_both_kinds():
    record = {
        "kind": "survivors",
        "birth_date": "1970-07-02",
        "death_date": "2019-03-10",
        "claim_month": "2019-03",
        "us_earnings": {"2016": 40000, "2017": 41000},
        "foreign_coverage": abroad("FR", ("1995-01-01", "2010-12-31")),
        "family": [{"relation": "widow"}, {"relation": "child"}],
    }
    answer = estimate(read_record(record))
    assert answer.benefit == "both"
    kinds = {member.relation: member.benefit for member in answer.family}
    assert kinds == {"widow": "totalized", "child": "regular"}
    widow, child = answer.family
    assert answer.family_maximum is not None
    assert answer.pro_rata_pia == widow.full
    assert child.full == answer.regular_pia * Decimal("0.75") // Decimal("0.1") * Decimal("0.1")  # type: ignore[operator]
    # Each under its own maximum, and together never above the regular one: POMS GN 01701.215.
    assert widow.after_maximum + child.after_maximum <= answer.family_maximum
    assert answer.family_maximum >= answer.regular_pia  # type: ignore[operator]


def test_required_quarters_by_year_of_birth():
    # Born 1929 or later 40; 1928 39; 1920 31: the row of the regulation.
    for birth, expected in (("1929-06-15", 40), ("1928-06-15", 39), ("1920-06-15", 31)):
        year = int(birth[:4]) + 62
        record = read_record({"birth_date": birth, "claim_month": f"{year}-09"})
        assert required(record) == expected
    # Who is born on 1 January counts with the year before.
    assert required(read_record({"birth_date": "1929-01-01", "claim_month": "1991-09"})) == 39


def test_a_widow_needs_a_fully_insured_worker():
    record = {
        "kind": "survivors",
        "birth_date": "1970-07-02",
        "death_date": "2019-03-10",
        "claim_month": "2019-03",
        "us_earnings": {"2016": 40000, "2017": 41000},
        "family": [{"relation": "widow"}, {"relation": "child"}],
    }
    answer = estimate(read_record(record))
    assert answer.benefit == "regular"
    assert [member.relation for member in answer.family] == ["child"]


CONVERTED = {
    "birth_date": "1950-05-02",
    "claim_month": "2012-06",
    "benefit_month": "2016-03",
    "us_earnings": {str(year): 30000 for year in range(2004, 2016)},
    "foreign_coverage": abroad("FR", ("1985-01-01", "2000-12-31")),
}


def test_totalization_ends_when_us_quarters_suffice():
    # 34 quarters at the claim in the second quarter of 2012; four a year bring 40 in the fourth quarter of 2013.
    answer = estimate(read_record(CONVERTED))
    assert answer.us_quarters == 34
    assert answer.benefit == "totalized"
    assert answer.conversion is not None
    assert answer.conversion.from_quarter == "2013Q4"
    assert answer.conversion.pays == "regular"
    assert answer.conversion.regular_pia > answer.conversion.totalized_pia
    assert estimate(read_record(CONVERTED | {"benefit_month": "2013-09"})).conversion is None


def test_where_the_regular_benefit_is_lower_totalization_goes_on_frozen():
    # The former windfall elimination made that happen.
    pension = [{"country": "FR", "monthly": "2000", "first_month": "2012-06"}]
    foreign = abroad("FR", ("1973-01-01", "2000-12-31"))
    given = CONVERTED | {
        "pensions": pension,
        "us_earnings": {str(year): 12000 for year in range(2003, 2016)},
        "claim_month": "2012-06",
        "foreign_coverage": foreign,
    }
    answer = estimate(read_record(given))
    assert answer.conversion is not None
    assert answer.conversion.from_quarter == "2012Q4"
    assert answer.conversion.pays == "totalized"
    assert answer.conversion.regular_pia < answer.conversion.totalized_pia
    # Nothing earned from 2012 on counts any more.
    before = {year: one for year, one in given["us_earnings"].items() if int(year) < 2012}  # type: ignore[attr-defined]
    frozen = estimate(read_record(given | {"us_earnings": before, "pensions": []}))
    assert answer.pro_rata_pia == frozen.pro_rata_pia
    # From January 2024 nothing is reduced, and the regular benefit is paid.
    later = estimate(read_record(given | {"benefit_month": "2024-01"}))
    assert later.conversion is not None
    assert later.conversion.pays == "regular"
