"""The timeline: gaps and overlaps against a count by hand; vague periods and hidden changes are refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from msgspec.structs import replace

from tests.procedure.file.acme import acme
from tests.procedure.file.test_findings import document
from tests.procedure.strategies import case_files
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import Period, PeriodLane, Reading, Stay
from totalis.procedure.periods import check_period, timeline_findings
from totalis.procedure.periods_mixed import mixed_case, places_of
from totalis.procedure.periods_stretches import gaps, overlaps

FIRST = date(2026, 1, 1)


@st.composite
def spans(draw):
    """Periods in one lane inside four months; an open one may be the last."""
    found = []
    for index in range(draw(st.integers(0, 5))):
        start = FIRST + timedelta(days=draw(st.integers(0, 100)))
        length = draw(st.none() | st.integers(0, 30))
        end = None if length is None else start + timedelta(days=length)
        found.append(
            Period(id=str(index), lane=PeriodLane.WORK, start=start, end=end, country="FR")
        )
    return tuple(found)


def days(start, end):
    """Every day until the end of the picture."""
    last = end or FIRST + timedelta(days=200)
    return {start + timedelta(days=index) for index in range((last - start).days + 1)}


@given(spans())
def test_gaps_are_the_days_that_nothing_covers(periods):
    empty = {day for gap in gaps(periods) for day in days(gap.start, gap.end)}
    covered = set().union(*(days(item.start, item.end) for item in periods)) if periods else set()
    whole = days(min(covered), max(covered)) if covered else set()
    assert empty == whole - covered


@given(spans())
def test_overlaps_are_the_days_that_two_cover(periods):
    found = {
        frozenset((item.one.id, item.other.id)): days(item.days.start, item.days.end)
        for item in overlaps(periods)
    }
    by_hand = {}
    for index, one in enumerate(periods):
        for other in periods[index + 1 :]:
            both = days(one.start, one.end) & days(other.start, other.end)
            if both:
                by_hand[frozenset((one.id, other.id))] = both
    assert found == by_hand


def work(**more):
    made = Period(
        id="t1",
        lane=PeriodLane.WORK,
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        country="FR",
        status="employee",
        place="Lyon",
        employer="Example Corporation",
        description="Commissioning of presses at the Lyon plant",
        evidence=("ev1",),
    )
    return replace(made, **more)


def refused(period, **more):
    with pytest.raises(InputError) as caught:
        check_period(period, acme(**more))
    return {problem.path: problem for problem in caught.value.problems}


def test_a_whole_period_is_taken():
    check_period(work(), acme())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Worked in France this year",
        "worked in France 2026",
        "Work",
        "Various projects",
        "Mostly Lyon",
        "Several clients etc.",
    ],
)
def test_a_vague_period_is_refused(text):
    assert set(refused(work(description=text))) == {"description"}


def test_a_period_without_place_status_employer_or_country_is_refused():
    assert set(refused(work(place="", status="", country=""))) == {"place", "status", "country"}
    assert set(refused(work(employer=""))) == {"employer"}
    assert set(refused(work(end=date(2025, 1, 1)))) == {"end"}


def test_work_elsewhere_in_the_log_is_a_hidden_change():
    stay = Stay(id="s", start=date(2026, 5, 4), end=date(2026, 5, 8), country="DE", worked=True)
    problem = refused(work(), stays=(stay,))["country"]
    assert "Germany 4 May 2026 to 8 May 2026" in problem.found
    assert "before 4 May 2026" in problem.remedy
    check_period(work(), acme(stays=(replace(stay, worked=False),)))


def test_a_change_of_the_collecting_country_is_a_hidden_change():
    lane = PeriodLane.CONTRIBUTIONS
    paid = (
        Period(id="1", lane=lane, start=date(2025, 1, 1), end=date(2026, 6, 30), country="US"),
        Period(id="2", lane=lane, start=date(2026, 7, 1), end=None, country="FR"),
    )
    assert "1 July 2026" in refused(work(), periods=paid)["start"].found


def test_a_document_that_says_otherwise_is_a_hidden_change():
    item = document(title="New contract", day=date(2026, 9, 1))
    item = replace(item, readings=(Reading(place="engagements[x].employer.name", value="Beta SA"),))
    problem = refused(work(), evidence=(item,))["employer"]
    assert "“New contract” says Beta SA" in problem.found
    assert "1 September 2026" in problem.remedy


def test_a_mixed_case_is_split_or_held():
    assert mixed_case(acme(), {"FR", "DE"}) is None
    two = acme(periods=(work(), work(id="t2", country="DE")))
    split, held = mixed_case(two, {"FR", "DE"}), mixed_case(two, {"FR"})
    assert split is not None
    assert held is not None
    assert split.action == "split"
    assert (held.action, held.outside) == ("hold", ("DE",))


def test_only_the_place_of_work_decides():
    places = places_of(acme(evidence=(document(pay__country="CH"),)))
    assert [(item.what, item.country) for item in places if item.decides] == [("work", "FR")]
    assert ("pay", "CH") in {(item.what, item.country) for item in places}


def test_timeline_findings_name_gaps_and_missing_proof():
    kinds = {
        item.kind
        for item in timeline_findings(
            acme(periods=(work(), work(id="t2", start=date(2027, 2, 1), end=None)))
        )
    }
    assert kinds == {"gap", "no_proof"}


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(case_files())
def test_every_file_has_its_places(file):
    deciding = {item.country for item in places_of(file) if item.decides}
    mixed = mixed_case(file, {"FR"})
    assert mixed is None or set(mixed.countries) == deciding
