"""Months that name their rounding, against days worked out by hand (`vectors/dates`)."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from totalis.kernel.dates import (
    Duration,
    Interval,
    NoSuchDayError,
    Rounding,
    add,
    add_months,
    days_written_out,
    duration_words,
    last_day_of,
    span_words,
)

DATES = Path(__file__).parents[2] / "vectors" / "dates"
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def rows(*names: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name in names:
        with (DATES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            found.extend(csv.DictReader(handle))
    return found


def name_of(row: dict[str, str]) -> str:
    return f"{row['start']}+{row['duration']}-{row['rounding']}"


def test_every_file_of_the_folder_is_read():
    assert {path.stem for path in DATES.iterdir()} == {"years", "months", "days", "no_such_day"}


@pytest.mark.parametrize("row", rows("years", "months", "days"), ids=name_of)
def test_last_day(row):
    start, duration = date.fromisoformat(row["start"]), Duration.parse(row["duration"])
    last = last_day_of(start, duration, rounding=Rounding(row["rounding"]))
    assert last.isoformat() == row["last_day"], row["why"]


@pytest.mark.parametrize("row", rows("no_such_day"), ids=name_of)
def test_an_anniversary_that_does_not_exist_is_an_error_where_exactness_was_asked_for(row):
    start, duration = date.fromisoformat(row["start"]), Duration.parse(row["duration"])
    with pytest.raises(NoSuchDayError):
        last_day_of(start, duration, rounding=Rounding(row["rounding"]))


@given(days, st.integers(-1200, 1200))
@example(date(2024, 2, 29), 60)
@example(date(2026, 1, 31), 1)
def test_a_rounded_anniversary_lies_in_the_month_or_on_the_first_of_the_next(day, months):
    down = add_months(day, months, rounding=Rounding.DOWN)
    up = add_months(day, months, rounding=Rounding.UP)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    assert (down.year, down.month) == (year, month + 1)
    if down.day == day.day:
        assert up == down == add_months(day, months, rounding=Rounding.EXACT)
    else:
        assert up == down + timedelta(days=1)
        assert up.day == 1
        with pytest.raises(NoSuchDayError):
            add_months(day, months, rounding=Rounding.EXACT)


@given(days, days, st.integers(0, 600), st.sampled_from([Rounding.DOWN, Rounding.UP]))
def test_who_starts_later_never_ends_earlier(one, other, months, rounding):
    first, second = sorted((one, other))
    ends = [add_months(day, months, rounding=rounding) for day in (first, second)]
    assert ends == sorted(ends)


@given(days, st.integers(0, 400))
def test_one_month_after_the_other_is_no_substitute_for_all_at_once(day, months):
    """Adding months singly loses days for good (31 January, 28 February, 28 March …)."""
    stepwise = day
    for _ in range(months):
        stepwise = add_months(stepwise, 1, rounding=Rounding.DOWN)
    at_once = add_months(day, months, rounding=Rounding.DOWN)
    assert stepwise <= at_once
    assert (at_once - stepwise).days <= 3


@given(days, st.integers(1, 5000))
def test_days_are_counted_with_the_first(start, count):
    last = last_day_of(start, Duration.parse(f"P{count}D"), rounding=Rounding.EXACT)
    assert (last - start).days + 1 == count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P5Y", "5 years"),
        ("P1Y", "1 year"),
        ("P24M", "24 months"),
        ("P60M", "60 months"),
        ("P90D", "90 days"),
        ("P1Y6M", "1 year 6 months"),
        ("P1M1D", "1 month 1 day"),
    ],
)
def test_a_duration_is_said_in_the_unit_of_the_agreement(text, words):
    assert Duration.parse(text).words() == words
    assert duration_words(text) == words


def test_what_is_no_duration_stays_as_it_is():
    assert duration_words("not_stated") == "not_stated"


def test_days_are_written_out_in_sentences():
    assert days_written_out("from 2026-01-05 on") == "from 5 January 2026 on"
    assert days_written_out("2026-02-30 and 12026-01-01") == "2026-02-30 and 12026-01-01"
    assert span_words(date(2026, 1, 1), date(2028, 12, 31)) == "1 January 2026 to 31 December 2028"


@pytest.mark.parametrize(
    "text",
    ["", "P", "5Y", "P5", "P-5Y", "P5W", "P1.5Y", "PT5H", "P5Y ", "p5y", "P5M2Y", "P\u0665Y"],
)
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        Duration.parse(text)


def test_months_come_before_days():
    duration = Duration.parse("P1M1D")
    assert add(date(2026, 1, 31), duration, rounding=Rounding.DOWN) == date(2026, 3, 1)
    assert add(date(2026, 1, 31), duration, rounding=Rounding.UP) == date(2026, 3, 2)


def test_an_interval_holds_its_first_day_and_not_its_last():
    spring = Interval(date(2026, 3, 1), date(2026, 6, 1))
    assert date(2026, 3, 1) in spring
    assert date(2026, 5, 31) in spring
    assert date(2026, 6, 1) not in spring
    assert date(2026, 2, 28) not in spring
    assert date(9999, 12, 31) in Interval(date(2026, 3, 1))


@given(days, days, days, days)
def test_intervals_overlap_when_a_day_lies_in_both(a, b, c, d):
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    shared = max(one.start, other.start) < min(max(a, b), max(c, d))
    if one.start < max(a, b) and other.start < max(c, d):
        assert one.overlaps(other) is shared
        assert other.overlaps(one) is shared
    assert Interval(one.start).overlaps(Interval(other.start))
