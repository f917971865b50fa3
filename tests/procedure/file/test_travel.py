"""Logs as people keep them, and days counted against a count by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from totalis.kernel.errors import InputError
from totalis.procedure.casefile import Stay
from totalis.procedure.travel import day_counts, shared_days, year_start
from totalis.procedure.travel_reading import read_calendar, read_csv

countries = st.sampled_from(["US", "FR", "GB", "AU", "IN"])


@st.composite
def stays(draw):
    start = draw(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
    return Stay(
        id=str(draw(st.integers(0, 10**6))),
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 500))),
        country=draw(countries),
        worked=draw(st.sampled_from([True, False, None])),
    )


@given(st.lists(stays(), max_size=6), st.sampled_from(["", "US", "GB"]))
def test_counts_are_those_of_a_count_by_hand(log, years_of):
    found = {(item.country, item.first): item for item in day_counts(log, years_of)}
    day, last = date(2023, 1, 1), date(2029, 1, 1)
    by_hand: dict[tuple[str, date], tuple[int, int]] = {}
    while day < last:
        for country in {item.country for item in log if item.start <= day <= item.end}:
            key = (country, year_start(day, years_of or country))
            worked = any(
                item.worked
                for item in log
                if item.country == country and item.start <= day <= item.end
            )
            days, works = by_hand.get(key, (0, 0))
            by_hand[key] = (days + 1, works + bool(worked))
        day += timedelta(days=1)
    assert {key: (item.days, item.worked) for key, item in found.items()} == by_hand
    assert all(item.days <= 366 for item in found.values())


@given(st.lists(stays(), max_size=4))
def test_a_day_in_two_countries_counts_for_both_and_is_named(log):
    named = {item.day: item.countries for item in shared_days(log)}
    for day in {day for item in log for day in (item.start, item.end)}:
        there = sorted({item.country for item in log if item.start <= day <= item.end})
        assert named.get(day, ()) == (tuple(there) if len(there) > 1 else ())


def test_a_british_year_begins_on_6_april_and_says_where_that_stands():
    stay = Stay(id="1", start=date(2026, 4, 5), end=date(2026, 4, 6), country="GB", worked=True)
    before, after = day_counts([stay])
    assert (before.year, after.year) == ("2025/26", "2026/27")
    assert (after.first, after.last) == (date(2026, 4, 6), date(2027, 4, 5))
    assert after.source == ("uk_tax_year",)
    (american,) = day_counts([stay], "US")
    assert (american.year, american.days, american.source) == ("2026", 2, ())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("start,end,country\n2026-01-05,2026-01-09,FR\n", date(2026, 1, 5)),
        ("From;To;Country\n05.01.2026;09.01.2026;France\n", date(2026, 1, 5)),
        ("Arrival\tDeparture\tLocation\n01/05/2026\t01/29/2026\tFrance\n", date(2026, 1, 5)),
        (
            "Trips of 2026\nDate in|Date out|Where\n5 January 2026|Jan 9, 2026|FRANCE\n",
            date(2026, 1, 5),
        ),
        ("date,country,worked\n25/01/2026,FR,yes\n05/01/2026,FR,no\n", date(2026, 1, 25)),
    ],
)
def test_tables_of_many_styles_read_the_same(text, first):
    read = read_csv(text.encode())
    assert read.bad == ()
    assert (read.stays[0].start, read.stays[0].country) == (first, "FR")


def test_every_bad_row_is_listed_with_its_line_and_reason():
    text = "start,end,country,worked\n2026-01-05,2026-01-04,FR,yes\n,2026-01-04,FR,\n2026-02-30,2026-03-01,FR,\n2026-01-05,2026-01-06,Atlantis,\n2026-01-05,2026-01-06,FR,perhaps\n\n2026-01-05,2026-01-06,DE,no\n"
    read = read_csv(text.encode())
    assert [item.line for item in read.bad] == [2, 3, 4, 5, 6]
    assert [item.country for item in read.stays] == ["DE"]
    assert "before the first" in read.bad[0].reason
    assert "Atlantis" in read.bad[3].reason


def test_a_day_that_can_be_two_days_is_not_guessed():
    text = b"start,end,country\n03/04/2026,05/04/2026,FR\n"
    assert "two days" in read_csv(text).bad[0].reason
    assert read_csv(text, day_first=True).stays[0].start == date(2026, 4, 3)
    assert read_csv(text, day_first=False).stays[0].start == date(2026, 3, 4)


def test_an_old_spreadsheet_and_a_unicode_one_read():
    row = "start;end;country;purpose\n2026-01-05;2026-01-06;FR;Übergabe\n"
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        assert read_csv(row.encode(encoding)).stays[0].purpose == "Übergabe"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"start,end\n"])
def test_what_is_no_log_is_refused(data):
    with pytest.raises(InputError):
        read_csv(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(data):
    for reader in (read_csv, read_calendar):
        try:
            reader(data)
        except InputError as error:
            assert error.problems[0].remedy  # noqa: PT017


cells = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)


@given(st.lists(st.lists(cells, max_size=5), max_size=6))
def test_no_row_is_dropped_in_silence(rows):
    body = "\n".join(
        ",".join(cell.replace(",", " ").replace('"', " ") for cell in row) for row in rows
    )
    lines = [
        line
        for line in f"start,end,country\n{body}".splitlines()[1:]
        if line.replace(",", "").strip()
    ]
    read = read_csv(f"start,end,country\n{body}".encode())
    assert len(read.stays) + len(read.bad) <= len(lines)
    if not any(sign in body for sign in ";|"):
        assert len(read.stays) + len(read.bad) == len(lines)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260105
DTEND;VALUE=DATE:20260108
SUMMARY:Kick-off
LOCATION:Lyon, France
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260110T090000Z
DTEND:20260112T000000Z
SUMMARY:Berlin, Germany
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART;VALUE=DATE:20260120
SUMMARY:Dentist
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART;VALUE=DATE:20260120
RRULE:FREQ=DAILY
SUMMARY:France
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def test_events_become_stays_and_the_rest_is_listed():
    read = read_calendar(CALENDAR.encode())
    assert [(item.start, item.end, item.country) for item in read.stays] == [
        (date(2026, 1, 5), date(2026, 1, 7), "FR"),
        (date(2026, 1, 10), date(2026, 1, 11), "DE"),
    ]
    assert [item.text for item in read.bad] == ["Dentist", "France"]
