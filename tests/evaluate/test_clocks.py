"""Clocks against days worked out by hand: where they start, what counts, what stays open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from totalis.evaluate import determine
from totalis.evaluate.clocks import read_clock
from totalis.facts.observations import BEYOND, REPEAT_OPEN, WITHIN
from totalis.facts.reader import read_sheet
from totalis.facts.sheet import Engagement, Posting
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import Clock, Repeats

LAW = Lawbook()
Days = tuple[str, str]


def clock(
    rule: str = "gap",
    *,
    limit: str = "P5Y",
    gap_test: str = "at_least",
    rounding: str = "up",
    floor: str | None = "1988-07-01",
) -> Clock:
    return Clock(
        name="posting",
        limit=limit,
        says="",
        counted_from="start" if floor is None else "later_of_start_and_in_force",
        rounding=rounding,
        repeats=Repeats(rule=rule, gap="P1Y" if rule == "gap" else "", gap_test=gap_test),
        source=("treaty",),
        floor=None if floor is None else date.fromisoformat(floor),
    )


def stay(
    start: str | None,
    end: str | None,
    earlier: list[Days] | None = (),  # type: ignore[assignment]
    *,
    open_ended: bool | None = None,
) -> Engagement:
    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    postings = (
        None
        if earlier is None
        else tuple(
            Posting(date.fromisoformat(one), date.fromisoformat(two)) for one, two in earlier
        )
    )
    return Engagement(
        id="e1", start=day(start), end=day(end), open_ended=open_ended, earlier_postings=postings
    )


# -- one stay ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "start", "last"),
    [
        ("P5Y", "2026-01-01", "2030-12-31"),
        ("P5Y", "2024-02-29", "2029-02-28"),
        ("P60M", "2024-02-29", "2029-02-28"),
        ("P24M", "2026-03-15", "2028-03-14"),
        ("P3Y", "2025-12-31", "2028-12-30"),
        ("P90D", "2026-01-01", "2026-03-31"),
    ],
)
def test_the_last_lawful_day_is_inside_and_the_next_one_outside(limit, start, last):
    inside = read_clock(clock(limit=limit), stay(start, last))
    assert (inside.possible, inside.exceeded) == ((WITHIN,), False)
    assert inside.starts == date.fromisoformat(start)
    assert inside.last_lawful_day == date.fromisoformat(last)
    after = date.fromordinal(date.fromisoformat(last).toordinal() + 1).isoformat()
    outside = read_clock(clock(limit=limit), stay(start, after))
    assert (outside.possible, outside.exceeded) == ((BEYOND,), True)


def test_rounding_down_takes_a_day():
    reading = read_clock(clock(rounding="down"), stay("2024-02-29", "2029-02-28"))
    assert reading.last_lawful_day == date(2029, 2, 27)
    assert reading.exceeded is True


def test_before_the_agreement_took_effect_no_day_counts():
    """Work since 1980 under an agreement of 1 July 1988: five years end with 30 June 1993."""
    reading = read_clock(clock(), stay("1980-05-01", "1993-06-30"))
    assert reading.starts == date(1988, 7, 1)
    assert reading.last_lawful_day == date(1993, 6, 30)
    assert reading.possible == (WITHIN,)
    assert read_clock(clock(), stay("1980-05-01", "1993-07-01")).possible == (BEYOND,)
    assert read_clock(clock(floor=None), stay("1980-05-01", "1993-06-30")).possible == (BEYOND,)


# -- what is unknown -----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["gap", "each_alone"])
def test_without_a_first_day_all_is_open(rule):
    reading = read_clock(clock(rule), stay(None, "2030-01-01"))
    assert reading.possible == (WITHIN, BEYOND)
    assert (reading.starts, reading.last_lawful_day, reading.exceeded) == (None, None, None)


def test_without_a_first_day_and_without_a_rule_for_repeats_three_things_are_open():
    assert set(read_clock(clock("not_stated"), stay(None, "2030-01-01")).possible) == {
        WITHIN,
        BEYOND,
        REPEAT_OPEN,
    }


def test_without_a_last_day_the_limit_is_still_told():
    reading = read_clock(clock(), stay("2026-01-01", None))
    assert reading.possible == (WITHIN, BEYOND)
    assert reading.last_lawful_day == date(2030, 12, 31)
    assert reading.exceeded is None


@pytest.mark.parametrize("start", ["2026-01-01", None])
@pytest.mark.parametrize("rule", ["gap", "each_alone", "not_stated"])
@pytest.mark.parametrize("earlier", [(), None, [("2020-01-01", "2021-01-01")]])
def test_what_is_meant_to_go_on_without_an_end_passes_every_limit(start, rule, earlier):
    engagement = stay(start, None, earlier, open_ended=True)
    assert read_clock(clock(rule), engagement).possible == (BEYOND,)


def test_a_stay_that_is_meant_to_end_some_day_may_still_pass_the_limit():
    assert read_clock(clock(), stay("2026-01-01", None, open_ended=False)).exceeded is None


@pytest.mark.parametrize(
    ("rule", "possible"),
    [
        ("gap", {WITHIN, BEYOND}),
        ("each_alone", {WITHIN}),
        ("not_stated", {WITHIN, REPEAT_OPEN}),
    ],
)
def test_earlier_stays_that_nobody_asked_about(rule, possible):
    reading = read_clock(clock(rule), stay("2026-01-01", "2028-12-31", None))
    assert set(reading.possible) == possible


@pytest.mark.parametrize("rule", ["gap", "each_alone", "not_stated"])
def test_no_earlier_stay_can_save_one_that_is_too_long_alone(rule):
    assert read_clock(clock(rule), stay("2026-01-01", "2031-01-01", None)).possible == (BEYOND,)


# -- repeats: a gap frees ------------------------------------------------------------------------

TWO_YEARS = ("2020-01-01", "2021-12-31")


def test_a_gap_of_exactly_one_year_frees():
    """After 31 December 2021 the year of the gap is all of 2022; 1 January 2023 is free."""
    reading = read_clock(clock(), stay("2023-01-01", "2027-12-31", [TWO_YEARS]))
    assert reading.possible == (WITHIN,)
    assert reading.starts == date(2023, 1, 1)
    assert reading.last_lawful_day == date(2027, 12, 31)
    assert not reading.from_earlier_posting


def test_one_day_less_does_not():
    """The first stay began on 1 January 2020, so both must end by 31 December 2024."""
    reading = read_clock(clock(), stay("2022-12-31", "2024-12-31", [TWO_YEARS]))
    assert reading.possible == (WITHIN,)
    assert reading.starts == date(2020, 1, 1)
    assert reading.last_lawful_day == date(2024, 12, 31)
    assert reading.from_earlier_posting
    assert read_clock(clock(), stay("2022-12-31", "2025-01-01", [TWO_YEARS])).possible == (BEYOND,)


def test_where_more_than_a_year_is_asked_exactly_a_year_is_too_short():
    more_than = clock(gap_test="more_than")
    exactly = read_clock(more_than, stay("2023-01-01", "2025-06-30", [TWO_YEARS]))
    assert exactly.possible == (BEYOND,)
    assert exactly.last_lawful_day == date(2024, 12, 31)
    a_day_more = read_clock(more_than, stay("2023-01-02", "2025-06-30", [TWO_YEARS]))
    assert a_day_more.possible == (WITHIN,)
    assert a_day_more.last_lawful_day == date(2028, 1, 1)


def test_a_gap_that_ends_on_a_leap_day():
    """After 28 February 2023 the gap runs from 1 March 2023 to 29 February 2024."""
    earlier = [("2021-01-01", "2023-02-28")]
    assert read_clock(clock(), stay("2024-03-01", "2029-02-28", earlier)).possible == (WITHIN,)
    assert read_clock(clock(), stay("2024-02-29", "2029-02-27", earlier)).possible == (BEYOND,)


def test_a_chain_is_counted_from_its_first_link():
    """2018, 2019 and 2020 with short pauses: five years from 1 January 2018."""
    links = [
        ("2018-01-01", "2018-06-30"),
        ("2019-01-01", "2019-06-30"),
        ("2020-01-01", "2020-12-31"),
    ]
    reading = read_clock(clock(), stay("2021-07-01", "2022-12-31", links))
    assert reading.starts == date(2018, 1, 1)
    assert reading.possible == (WITHIN,)
    assert read_clock(clock(), stay("2021-07-01", "2023-01-01", links)).possible == (BEYOND,)


def test_a_gap_inside_the_chain_begins_it_anew():
    """2010 is long past; the chain begins on 1 January 2020."""
    links = [("2010-01-01", "2014-12-31"), TWO_YEARS]
    reading = read_clock(clock(), stay("2022-06-01", "2024-12-31", links))
    assert reading.starts == date(2020, 1, 1)
    assert reading.possible == (WITHIN,)


def test_a_short_stay_inside_a_long_one_does_not_shorten_it():
    links = [("2020-01-01", "2022-12-31"), ("2020-03-01", "2020-04-30")]
    reading = read_clock(clock(), stay("2023-06-01", "2025-01-01", links))
    assert reading.starts == date(2020, 1, 1)
    assert reading.possible == (BEYOND,)


def test_earlier_stays_before_the_floor_do_not_count():
    earlier = [("1985-01-01", "1988-06-30")]
    reading = read_clock(clock(), stay("1988-09-01", "1993-08-31", earlier))
    assert reading.starts == date(1988, 9, 1)
    assert reading.possible == (WITHIN,)


def test_an_earlier_stay_across_the_floor_counts_from_the_floor():
    earlier = [("1985-01-01", "1988-07-01")]
    reading = read_clock(clock(), stay("1988-09-01", "1993-06-30", earlier))
    assert reading.starts == date(1988, 7, 1)
    assert reading.last_lawful_day == date(1993, 6, 30)
    assert reading.possible == (WITHIN,)
    assert read_clock(clock(), stay("1988-09-01", "1993-07-01", earlier)).possible == (BEYOND,)


def test_a_chain_with_an_unknown_end_is_open_and_names_its_day():
    reading = read_clock(clock(), stay("2022-06-01", None, [TWO_YEARS]))
    assert reading.possible == (WITHIN, BEYOND)
    assert reading.last_lawful_day == date(2024, 12, 31)


# -- repeats: each alone, or not stated ----------------------------------------------------------


def test_each_stay_alone():
    reading = read_clock(clock("each_alone"), stay("2022-01-01", "2026-12-31", [TWO_YEARS]))
    assert reading.possible == (WITHIN,)
    assert reading.starts == date(2022, 1, 1)


def test_where_no_source_speaks_stays_that_fit_together_are_no_question():
    reading = read_clock(clock("not_stated"), stay("2022-01-01", "2024-12-31", [TWO_YEARS]))
    assert reading.possible == (WITHIN,)
    assert reading.last_lawful_day == date(2024, 12, 31)


def test_where_no_source_speaks_stays_that_fit_only_alone_are_a_question():
    reading = read_clock(clock("not_stated"), stay("2022-01-01", "2025-01-01", [TWO_YEARS]))
    assert reading.possible == (REPEAT_OPEN,)
    assert reading.exceeded is None


def test_where_no_source_speaks_and_the_end_is_unknown_all_is_open():
    reading = read_clock(clock("not_stated"), stay("2022-01-01", None, [TWO_YEARS]))
    assert set(reading.possible) == {WITHIN, REPEAT_OPEN, BEYOND}


# -- through determine() -------------------------------------------------------------------------

POSTED: dict[str, Any] = {
    "id": "e1",
    "kind": "employment",
    "category": "ordinary",
    "work_country": "FR",
    "start": "2024-02-29",
    "employer": {"country": "US", "american": True},
    "sent_by_employer": True,
    "sent_from": "US",
    "employed_before_transfer": True,
    "works_for": "sending_employer",
    "earlier_postings": [],
}


def decided(**facts: Any):
    sheet = read_sheet(
        {
            "schema": "totalis/facts/1",
            "worker": {"citizenships": ["US"], "residence": "US", "private_health_insurance": True},
            "engagements": [{**POSTED, **facts}],
        }
    )
    return determine(sheet, as_of=date(2026, 1, 1), law=LAW).engagements[0]


def test_five_years_from_29_february():
    inside, outside = decided(end="2029-02-28"), decided(end="2029-03-01")
    assert (inside.outcome, inside.covered_by, inside.exempt_in) == ("assigned", "US", "FR")
    assert inside.clock is not None
    assert inside.clock.last_lawful_day == date(2029, 2, 28)
    assert inside.clock.rounding == "up"
    assert (outside.outcome, outside.covered_by, outside.exempt_in) == (
        "exception_required",
        "FR",
        None,
    )
    assert outside.clock is not None
    assert outside.clock.exceeded is True


def test_the_day_of_the_limit_is_named_in_what_would_flip_the_answer():
    assert "the stay ends later than 2029-02-28" in [
        flip.change for flip in decided(end="2029-02-28").flips
    ]
    assert "the stay ends on or before 2029-02-28" in [
        flip.change for flip in decided(end="2029-03-01").flips
    ]


def test_an_unknown_end_is_asked_for_with_the_day_that_matters():
    answer = decided()
    assert [item.path for item in answer.missing] == ["engagement.end"]
    assert answer.missing[0].leads_to == {
        "on or before 2029-02-28": "US",
        "after 2029-02-28, or no end": "FR",
    }


def test_a_posting_that_was_freed_by_a_year_abroad():
    earlier = [{"start": "2018-01-01", "end": "2022-12-31"}]
    freed = decided(start="2024-01-01", end="2028-12-31", earlier_postings=earlier)
    bound = decided(start="2023-12-31", end="2028-12-31", earlier_postings=earlier)
    assert freed.outcome == "assigned"
    assert bound.outcome == "exception_required"
    assert bound.clock is not None
    assert bound.clock.counted_from_earlier_posting
    assert bound.clock.last_lawful_day == date(2022, 12, 31)
