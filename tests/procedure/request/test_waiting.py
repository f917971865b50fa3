"""The waiting window, against a calendar that knows the federal holidays from their law (5 USC 6103)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from tests.procedure.request.examples import ANN, french
from totalis.procedure.casefile import CaseFile, Communication, Lodgement, StatusCheck
from totalis.procedure.waiting import (
    Instruction,
    earliest_follow_up,
    federal_holidays,
    instruction_from,
    is_business_day,
    mail_expected_by,
    may_follow_up,
    wait_book,
    window_of,
)

days = st.dates(date(2021, 6, 18), date(2060, 12, 31))
# No Veterans Day moved, no new holiday: the law as it stands since Juneteenth (2021).
FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
THIRD, SECOND, LAST, FIRST, FOURTH = 3, 2, -1, 1, 4
MOVING = (
    (1, THIRD, 0),
    (2, THIRD, 0),
    (5, LAST, 0),
    (9, FIRST, 0),
    (10, SECOND, 0),
    (11, FOURTH, 3),
)


def nth(year: int, month: int, number: int, weekday: int) -> date:
    """The third Monday of a month, and its like."""
    found = [
        date(year, month, day)
        for day in range(1, 31 if month in (9, 11) else 29 if month == 2 else 32)
        if date(year, month, day).weekday() == weekday
    ]
    return found[number - 1] if number > 0 else found[number]


def closed(day: date) -> bool:
    """Weekend, holiday, or the weekday on which a holiday on a weekend is observed."""
    if day.weekday() >= 5:
        return True
    if any(day == nth(day.year, month, number, weekday) for month, number, weekday in MOVING):
        return True
    around = [day]
    if day.weekday() == 4:
        around.append(day + timedelta(days=1))
    if day.weekday() == 0:
        around.append(day - timedelta(days=1))
    return any((item.month, item.day) in FIXED for item in around)


def sent(case: CaseFile, *on: date) -> CaseFile:
    """The case, lodged on some days."""
    lodgements = tuple(Lodgement(packet=1, channel="online", at=at_noon(day), by=ANN) for day in on)
    return replace(case, lodgements=lodgements)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def asked(case: CaseFile, on: date, direction: str = "out") -> CaseFile:
    message = Communication(
        at=at_noon(on),
        by=ANN,
        direction=direction,
        channel="telephone",
        counterpart="SSA",
        verbatim="Asked",
    )
    return replace(case, communications=(*case.communications, message))


def completed(case: CaseFile, on: date, label: str = "Completed") -> CaseFile:
    status = StatusCheck(at=at_noon(on), by=ANN, channel="online", verbatim=label, label=label)
    return replace(case, checks=(*case.checks, status))


@given(days)
def test_business_days_are_those_of_the_law(day: date):
    assert is_business_day(day) is not closed(day)


@given(days, st.integers(1, 130))
def test_the_window_against_a_calendar_counted_day_by_day(day: date, window: int):
    open_days, probe = 0, day
    while open_days <= window:
        probe += timedelta(days=1)
        open_days += not closed(probe)
    assert earliest_follow_up(day, Instruction(business_days=window)) == probe


@given(days, days)
def test_who_sends_later_asks_no_sooner(one: date, two: date):
    first, second = sorted((one, two))
    assert earliest_follow_up(first) <= earliest_follow_up(second)


def test_the_standing_window_is_the_one_of_the_founding_documents():
    assert wait_book().follow_up.business_days == 90
    assert wait_book().follow_up.source == ("founding",)
    assert wait_book().mail.days == 14


def test_a_holiday_on_saturday_is_observed_on_friday_of_the_year_before():
    assert date(2027, 12, 31) in federal_holidays(2027)
    assert not is_business_day(date(2027, 12, 31))


def test_nothing_sent_nothing_to_ask():
    assert may_follow_up(french(), date(2030, 1, 1))[0] is False
    assert window_of(french()) is None


def test_the_window_is_named_with_its_day_and_its_weak_source():
    case = sent(french(), date(2026, 6, 1))
    earliest = earliest_follow_up(date(2026, 6, 1))
    before = may_follow_up(case, earliest - timedelta(days=1))
    assert before[0] is False
    assert before[2] == earliest
    assert "90 business days" in before[1]
    assert may_follow_up(case, earliest)[0] is True
    window = window_of(case)
    assert window is not None
    assert any(source.kind.weak for source in window.sources)


def test_a_second_sending_begins_the_window_anew():
    case = sent(french(), date(2026, 6, 1), date(2026, 9, 1))
    assert may_follow_up(case, date(2026, 12, 1))[2] == earliest_follow_up(date(2026, 9, 1))


def test_the_current_instruction_goes_before_the_standing_one():
    written: dict[str, object] = {
        "business_days": 60,
        "source": "opts.ssa.gov",
        "read_on": "2026-06-01",
    }
    held = instruction_from(written)
    case = sent(french(), date(2026, 6, 1))
    _may, why, earliest = may_follow_up(case, date(2026, 6, 2), held)
    assert earliest == earliest_follow_up(date(2026, 6, 1), held)
    assert earliest < earliest_follow_up(date(2026, 6, 1))
    assert "opts.ssa.gov" in why
    assert "1 June 2026" in why


@pytest.mark.parametrize("written", [None, {}, {"business_days": 0}, {"business_days": "60"}])
def test_an_instruction_without_days_is_none(written: dict[str, object] | None):
    assert instruction_from(written).business_days == 90


def test_one_owner_one_message():
    case = sent(french(), date(2026, 6, 1))
    first = earliest_follow_up(date(2026, 6, 1))
    may, why, earliest = may_follow_up(asked(case, first), first + timedelta(days=1))
    assert not may
    assert "Ann Example" in why
    assert earliest == earliest_follow_up(first)
    assert may_follow_up(asked(case, first, "in"), first)[0] is True


def test_after_completed_the_mail_has_two_weeks():
    case = completed(sent(french(), date(2026, 6, 1)), date(2026, 7, 1))
    assert mail_expected_by(date(2026, 7, 1)) == date(2026, 7, 15)
    assert may_follow_up(case, date(2026, 7, 15))[0] is False
    assert may_follow_up(case, date(2026, 7, 16))[0] is True
    again = asked(case, date(2026, 7, 16))
    assert may_follow_up(again, date(2026, 7, 17))[0] is False
    assert may_follow_up(again, date(2026, 7, 31))[0] is True


def test_completed_of_an_earlier_sending_does_not_count():
    case = completed(sent(french(), date(2026, 6, 1), date(2026, 8, 1)), date(2026, 7, 1))
    assert may_follow_up(case, date(2026, 8, 20))[2] == earliest_follow_up(date(2026, 8, 1))


def test_another_label_is_not_completed():
    case = completed(sent(french(), date(2026, 6, 1)), date(2026, 7, 1), "Pending")
    assert may_follow_up(case, date(2026, 7, 20))[0] is False
