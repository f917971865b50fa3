"""The timeline that memo and page draw."""

from __future__ import annotations

from datetime import date

import pytest

from totalis.documents.timeline import Axis, timeline_of


@pytest.fixture
def bars(decided):
    """The bars of a sample with some facts changed, as pairs of label and words."""

    def find(**facts):
        sheet, determination = decided(**facts)
        timeline = timeline_of(sheet.engagements[0], determination.engagements[0])
        assert timeline is not None
        return [(bar.kind, bar.label, bar.says) for bar in timeline.bars]

    return find


def test_a_stay_inside_its_limit(bars):
    assert bars() == [
        ("work", "This stay", "1 January 2026 to 31 December 2028 in France"),
        ("limit", "Limit of 5 years", "1 January 2026 to 31 December 2030; the stay keeps it"),
        (
            "certificate",
            "Certificate of coverage, not yet held",
            "1 January 2026 to 31 December 2028",
        ),
    ]


def test_a_stay_that_passes_its_limit_is_drawn_in_two_parts(bars):
    assert bars(end="2032-06-30")[:3] == [
        ("work", "This stay, inside the limit", "1 January 2026 to 31 December 2030 in France"),
        ("beyond", "This stay, beyond the limit", "1 January 2031 to 30 June 2032 in France"),
        ("limit", "Limit of 5 years", "1 January 2026 to 31 December 2030; the stay passes it"),
    ]


def test_a_stay_without_an_end_goes_on_beyond_the_picture(bars):
    assert bars(end=None, open_ended=True)[0] == (
        "open",
        "This stay",
        "from 1 January 2026 in France, no end intended",
    )
    assert bars(end=None)[0][2].endswith("last day unknown")


def test_an_earlier_stay_that_uses_up_the_limit_leaves_this_one_beyond_it(bars):
    earlier = [{"start": "2020-06-01", "end": "2025-12-15"}]
    found = bars(earlier_postings=earlier)
    assert [kind for kind, _label, _says in found[:2]] == ["earlier", "beyond"]
    assert found[0][1:] == ("Earlier stay", "1 June 2020 to 15 December 2025")
    assert found[1][1:] == (
        "This stay, beyond the limit",
        "1 January 2026 to 31 December 2028 in France",
    )


def test_what_no_sheet_holds_is_drawn_when_it_is_handed_in(decided):
    sheet, determination = decided()
    engagement, answer = sheet.engagements[0], determination.engagements[0]
    known = timeline_of(
        engagement,
        answer,
        in_force=date(1988, 7, 1),
        as_of=date(2026, 1, 1),
        today=date(2026, 11, 22),
    )
    unknown = timeline_of(engagement, answer)
    assert known is not None
    assert unknown is not None
    assert [mark.label for mark in known.marks] == [
        "Today",
        "Law of 1 January 2026",
        "Limit 31 December 2030",
    ]
    assert [mark.kind for mark in unknown.marks] == ["limit"]
    assert [lane.label for lane in known.lanes][1] == "Agreement with France in force"
    assert [lane.name for lane in unknown.lanes] == ["Work", "Time limit", "Certificate"]
    assert known.axis == unknown.axis


def test_there_is_no_picture_before_the_first_day_is_known(decided):
    sheet, determination = decided(start=None, end=None)
    assert timeline_of(sheet.engagements[0], determination.engagements[0]) is None


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (
            date(2025, 12, 1),
            date(2031, 1, 30),
            ["2026", "2027", "2028", "2029", "2030", "2031"],
        ),
        (date(2020, 1, 1), date(2031, 12, 31), ["2020", "2022", "2024", "2026", "2028", "2030"]),
        (date(2026, 2, 1), date(2026, 11, 1), ["Apr 2026", "Jul 2026", "Oct 2026"]),
    ],
)
def test_the_axis_names_a_handful_of_days(first, last, labels):
    axis = Axis(first, last)
    assert [tick.label for tick in axis.ticks()] == labels
    assert axis.share(first) == 0
    assert axis.share(last) == 1
