"""What would change an estimate: each answer is the estimate of the changed record, written down by hand here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.benefits.test_properties import IN_FORCE, records
from totalis.benefits.estimate import estimate
from totalis.benefits.outcome import outcome_of
from totalis.benefits.reading import read_record
from totalis.benefits.what_if import what_if
from totalis.benefits.what_if_posting import read_posting
from totalis.kernel.errors import InputError

RECORD: dict[str, Any] = {
    "birth_date": "1960-05-02",
    "claim_month": "2026-03",
    "us_earnings": {str(year): "5000" for year in range(2008, 2013)},
    "foreign_coverage": [{"country": "FR", "start": "1985-01-01", "end": "1994-12-31"}],
}
POSTING = {"country": "FR", "start": "2018-04-01", "end": "2021-03-31", "yearly": "80000"}


def outcome(**changes: Any) -> Any:
    return outcome_of(estimate(read_record(RECORD | changes)))


def change(name: str, **changes: Any) -> Any:
    found = what_if(read_record(RECORD | changes)).changes
    return next(one for one in found if one.name == name)


def test_a_year_more_in_the_united_states():
    # 1,810 dollars a quarter in 2025 (SSA): 7,240 is the least that gives four.
    earnings = RECORD["us_earnings"] | {"2025": "7240"}
    found = change("us_year")
    assert found.after == outcome(us_earnings=earnings)
    assert found.after.us_quarters == found.before.us_quarters + 4
    assert found.pia_change == found.after.pia - found.before.pia > 0


def test_a_year_more_abroad_changes_no_amount():
    more = {"country": "FR", "start": "2025-01-01", "end": "2025-12-31"}
    found = change("foreign_year")
    assert found.after == outcome(foreign_coverage=[*RECORD["foreign_coverage"], more])
    assert found.after.combined_quarters == found.before.combined_quarters + 4
    assert found.pia_change == 0


def test_a_year_abroad_can_open_the_benefit():
    # 20 US and 17 French quarters: three short of 40.
    short = [{"country": "FR", "start": "1985-01-01", "end": "1989-03-31"}]
    found = change("foreign_year", foreign_coverage=short)
    assert (found.before.benefit, found.after.benefit) == ("none", "totalized")
    assert found.monthly_change == found.after.monthly_benefit


def test_a_later_claim_is_compared_in_the_same_month():
    found = change("claim_later")
    assert found.before == outcome(benefit_month="2027-03")
    assert found.after == outcome(claim_month="2027-03")


def test_what_is_not_published_is_said_of_that_change_alone():
    found = change("claim_later", claim_month="2026-12")
    assert found.after is None or not found.problem
    late = change("claim_later", claim_month="2027-11")
    assert "cost_of_living.2027" in late.problem
    assert change("us_year", claim_month="2027-11").problem == ""


def test_a_posting_counts_in_one_system_only():
    record = read_record(RECORD)
    found = what_if(record, posting=read_posting(POSTING, record)).posting
    assert found is not None
    us, abroad = found.choices
    # 275 of 365 days in 2018, 90 of 365 in 2021.
    shares = {"2018": "60273.97", "2019": "80000.00", "2020": "80000.00", "2021": "19726.03"}
    assert {year: str(amount) for year, amount in found.us_earnings.items()} == shares
    assert us.outcome == outcome(us_earnings=RECORD["us_earnings"] | shares)
    more = {name: POSTING[name] for name in ("country", "start", "end")}
    assert abroad.outcome == outcome(foreign_coverage=[*RECORD["foreign_coverage"], more])
    assert us.outcome.us_quarters == abroad.outcome.us_quarters + 16
    assert abroad.pia_change == 0
    assert "not known here" in found.unknown
    assert "December 2023" in found.windfall


def test_a_posting_never_passes_the_base_of_a_year():
    record = read_record(RECORD | {"us_earnings": {"2019": "100000"}})
    rich = read_posting(POSTING | {"yearly": "500000"}, record)
    found = what_if(record, posting=rich).posting
    assert found is not None
    # The base was 132,900 dollars in 2019.
    assert str(found.us_earnings["2019"]) == "32900.00"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"country": "US"}, "posting.country"),
        ({"end": "2018-01-01"}, "posting.end"),
        ({"end": "2026-03-01"}, "posting.end"),
        ({"start": "1960-01-01"}, "posting.start"),
        ({"start": "1994-12-31"}, "posting.start"),
        ({"yearly": "-5"}, "posting.yearly"),
        ({"yearly": None}, "posting.yearly"),
        ({"year": "5"}, "posting.year"),
    ],
)
def test_a_posting_that_cannot_be_names_its_field(wrong: dict[str, Any], path: str):
    with pytest.raises(InputError) as caught:
        read_posting(POSTING | wrong, read_record(RECORD))
    assert path in {problem.path for problem in caught.value.problems}


@given(raw=records())
@settings(max_examples=60, deadline=None)
def test_changes_keep_to_their_promises(raw: dict[str, Any]):
    record = read_record(raw)
    for one in what_if(record, in_force=IN_FORCE).changes:
        if one.after is None or one.before is None:
            assert one.problem
        elif one.name == "us_year":
            assert one.after.us_quarters >= one.before.us_quarters
            assert one.after.eligible >= one.before.eligible
        elif one.name == "foreign_year":
            assert one.after.us_quarters == one.before.us_quarters
            assert one.after.eligible >= one.before.eligible
            both = {one.before.benefit, one.after.benefit}
            assert one.before.pia == one.after.pia or len(both) == 2


def test_nothing_is_supposed_unasked():
    assert what_if(read_record(RECORD)).now.figures_projected == ()
