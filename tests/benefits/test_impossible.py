"""A record that cannot be gets a clear answer with the field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from totalis.benefits.reading import read_record
from totalis.kernel.errors import InputError

GOOD: dict[str, Any] = {
    "birth_date": "1960-05-02",
    "claim_month": "2026-03",
    "us_earnings": {"1990": "21000", "1991": "22000"},
    "foreign_coverage": [{"country": "FR", "start": "1993-01-01", "end": "2010-06-30"}],
}


def coverage(*spans: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    rows = [
        {"country": country, "start": start, "end": end, **more} for country, start, end in spans
    ]
    return {"foreign_coverage": rows}


SURVIVORS = {"kind": "survivors", "claim_month": "2026-03"}
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "above the base": ({"us_earnings": {"1990": "51300.01"}}, "us_earnings.1990", "51,300.00"),
    "five quarters": ({"us_quarters": {"1990": 5}}, "us_quarters.1990", "0 to 4"),
    "half a quarter": ({"us_quarters": {"1990": "1.5"}}, "us_quarters.1990", "whole number"),
    "more than earned": (
        {"us_earnings": {"1990": "600"}, "us_quarters": {"1990": 2}},
        "us_quarters.1990",
        "at most 1",
    ),
    "unknown before 1978": (
        {"us_earnings": {"1977": "4000"}},
        "us_quarters.1977",
        "0 to 4 quarters",
    ),
    "quarters without pay": ({"us_quarters": {"1977": 2}}, "us_earnings.1977", "2 quarters"),
    "placed and counted differ": (
        {
            "us_earnings": {"1977": "900"},
            "us_quarters": {"1977": 2},
            "us_quarters_placed": ["1977Q1"],
        },
        "us_quarters.1977",
        "1, as many as are placed",
    ),
    "placed after 1977": ({"us_quarters_placed": ["1980Q1"]}, "us_quarters_placed", "before 1978"),
    "not a quarter": ({"us_quarters_placed": ["1970Q5"]}, "us_quarters_placed[0]", "1952Q1"),
    "before 62": ({"claim_month": "2022-04"}, "claim_month", "2022-05"),
    "before birth": (
        coverage(("FR", "1950-01-01", "1970-01-01")),
        "foreign_coverage[0].start",
        "birth",
    ),
    "overlapping": (
        coverage(("FR", "1993-01-01", "1995-06-30"), ("FR", "1995-06-01", "1996-01-31")),
        "foreign_coverage[1].start",
        "after 1995-06-30",
    ),
    "backwards": (coverage(("FR", "1995-01-01", "1994-01-01")), "foreign_coverage[0].end", "1995"),
    "a total over years": (
        coverage(("DE", "1993-01-01", "1995-06-30"), units=30),
        "foreign_coverage[0].units",
        "units_by_year",
    ),
    "units of another year": (
        coverage(("DE", "1993-01-01", "1995-06-30"), units_by_year={"1996": 3}),
        "foreign_coverage[0].units_by_year.1996",
        "1993 to 1995",
    ),
    "no country": (
        coverage(("XX", "1993-01-01", "1995-06-30")),
        "foreign_coverage[0].country",
        "FR",
    ),
    "the United States": (
        coverage(("US", "1993-01-01", "1995-06-30")),
        "foreign_coverage[0].country",
        "foreign",
    ),
    "no such day": (
        coverage(("FR", "1993-02-30", "1995-06-30")),
        "foreign_coverage[0].start",
        "day",
    ),
    "a misspelt key": ({"us_earning": {}}, "us_earning", "us_earnings"),
    "a negative amount": ({"us_earnings": {"1990": "-5"}}, "us_earnings.1990", "amount"),
    "a tenth of a cent": ({"us_earnings": {"1990": "5.001"}}, "us_earnings.1990", "two decimals"),
    "a year before the law": ({"us_earnings": {"1936": "5"}}, "us_earnings.1936", "1937"),
    "work before birth": (
        {"us_earnings": {"1955": "5"}, "us_quarters": {"1955": 0}},
        "us_earnings.1955",
        "after 1960",
    ),
    "a year in two spellings": (
        {"us_earnings": {"1990": "500", "01990": "500"}},
        "us_earnings.01990",
        "a year from 1937",
    ),
    "a year of a thousand digits": (
        {"us_earnings": {"9" * 5000: "5"}},
        "us_earnings." + "9" * 20,
        "",
    ),
    "no number": ({"us_earnings": {"1990": "NaN"}}, "us_earnings.1990", "amount"),
    "a number without end": ({"us_earnings": {"1990": "1e30"}}, "us_earnings.1990", "amount"),
    "more than anybody earns": ({"us_earnings": {"1990": 10**30}}, "us_earnings.1990", "amount"),
    "born in the year one": ({"birth_date": "0001-01-01"}, "birth_date", "from 1837"),
    "born tomorrow": ({"birth_date": "2026-11-23"}, "birth_date", "up to 2026-11-22"),
    "coverage without end": (
        coverage(("FR", "1993-01-01", "9999-12-31")),
        "foreign_coverage[0].end",
        "to 2100",
    ),
    "overlapping one before the last": (
        coverage(
            ("FR", "1993-01-01", "2000-12-31"),
            ("FR", "1994-01-01", "1994-12-31"),
            ("FR", "1996-01-01", "1996-12-31"),
        ),
        "foreign_coverage[2].start",
        "after 2000-12-31",
    ),
    "thirteen months a year": (
        coverage(("PT", "1993-01-01", "1993-12-31"), units=13),
        "foreign_coverage[0].units",
        "at most 12 months",
    ),
    "five trimesters a year": (
        coverage(("FR", "1993-01-01", "1994-12-31"), units_by_year={"1993": 5, "1994": 4}),
        "foreign_coverage[0].units_by_year.1993",
        "at most 4 trimesters",
    ),
    "disabled next month": (
        {"kind": "disability", "onset_date": "2026-12-30", "claim_month": "2027-01"},
        "onset_date",
        "up to 2026-11-22",
    ),
    "a spouse before 62": (
        {"family": [{"relation": "spouse", "birth_date": "1975-04-01"}]},
        "family[0].claim_month",
        "2037-04 or later",
    ),
    "a child in a child's care": (
        {"family": [{"relation": "child", "child_in_care": True}]},
        "family[0].child_in_care",
        "spouse",
    ),
    "a child before the parent": (
        {"family": [{"relation": "child", "birth_date": "1950-01-01"}]},
        "family[0].birth_date",
        "after 1960-05-02",
    ),
    "a pension before birth": (
        {"pensions": [{"country": "FR", "monthly": 4, "first_month": "1950-01"}]},
        "pensions[0].first_month",
        "after the birth",
    ),
    "no death": ({"kind": "survivors"}, "death_date", "survivors"),
    "future death": (
        {**SURVIVORS, "claim_month": "2027-03", "death_date": "2027-02-01"},
        "death_date",
        "up to 2026-11-22",
    ),
    "death of the living": ({"death_date": "2020-01-01"}, "death_date", "unless"),
    "claim before death": (
        {**SURVIVORS, "claim_month": "2019-03", "death_date": "2020-01-01"},
        "claim_month",
        "2020-01",
    ),
    "earnings after death": (
        {**SURVIVORS, "death_date": "2020-01-01", "us_earnings": {"2021": "5000"}},
        "us_earnings.2021",
        "2020",
    ),
    "coverage after death": (
        {
            **SURVIVORS,
            "death_date": "2020-01-01",
            **coverage(("FR", "1993-01-01", "2021-06-30")),
        },
        "foreign_coverage[0].end",
        "death",
    ),
    "no onset": ({"kind": "disability"}, "onset_date", "disability"),
    "disability in old age": (
        {"kind": "disability", "onset_date": "2020-01-01", "claim_month": "2027-06"},
        "claim_month",
        "full retirement age",
    ),
    "benefit before claim": ({"benefit_month": "2026-02"}, "benefit_month", "2026-03"),
    "a widow of the living": ({"family": [{"relation": "widow"}]}, "family[0].relation", "spouse"),
    "no kind": ({"kind": "age"}, "kind", "old_age"),
    "not a list": ({"foreign_coverage": "FR"}, "foreign_coverage", "list"),
    "yes is not true": ({"cap": "yes"}, "cap", "true or false"),
}


@pytest.mark.parametrize(("change", "path", "words"), CASES.values(), ids=CASES)
def test_what_cannot_be(change: dict[str, Any], path: str, words: str):
    with pytest.raises(InputError) as caught:
        read_record(GOOD | change, as_of=date(2026, 11, 22))
    found = {problem.path: problem for problem in caught.value.problems}
    assert path in found
    assert words in found[path].expected
    assert found[path].remedy


def test_the_record_they_are_made_from_is_good():
    assert read_record(GOOD, as_of=date(2026, 11, 22)).quarters == {1990: 4, 1991: 4}


def test_every_problem_is_told_at_once():
    bad = GOOD | {"us_earnings": {"1990": "60000", "1977": "5"}, "claim_month": "2020-01"}
    with pytest.raises(InputError) as caught:
        read_record(bad)
    assert {problem.path for problem in caught.value.problems} >= {
        "us_earnings.1990",
        "us_quarters.1977",
    }


def test_french_trimesters_may_be_more_than_the_days_hold():
    # They depend on pay: four in half a year are possible.
    record = read_record(GOOD | coverage(("FR", "1993-07-01", "1993-12-31"), units=4))
    assert record.foreign[0].units == 4


def test_two_countries_may_overlap_and_neighbours_may_touch():
    spans = (("FR", "1993-01-01", "1995-06-30"), ("FR", "1995-07-01", "1996-01-31"))
    record = read_record(GOOD | coverage(*spans, ("DE", "1993-01-01", "1996-12-31")))
    assert len(record.foreign) == 3


def test_the_year_of_the_most_gives_four_quarters_before_1978():
    # Four quarters where wages reach the year's maximum: POMS RS 00301.301.
    record = read_record(GOOD | {"birth_date": "1950-05-02", "us_earnings": {"1970": "7800"}})
    assert record.quarters == {1970: 4}
