"""Timeline and travel log: what is refused, what stays in the history, logs handed in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.cast import NOW, case_address, empty_case, posting_to_france
from totalis.casework.models import TravelStay, WorkPeriod
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.timeline import timeline_of
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.casework.services.timeline import (
    GivenPeriod,
    add_period,
    change_period,
    remove_period,
)
from totalis.casework.services.travel import GivenStay, add_stay, import_calendar, import_csv
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import PeriodLane

TABLE = b"""start,end,country,worked,purpose
2026-01-05,2026-01-09,France,yes,Plant
2026-02-30,2026-03-02,France,yes,Nowhere
2026-03-01,2026-03-04,Atlantis,no,Sea
2026-04-09,2026-04-01,France,no,Backwards
2026-05-01,2026-05-03,GB,perhaps,Fair
2026-06-01,2026-06-10,Germany,no,Holiday
2026-01-05,2026-01-09,France,yes,Plant again
"""
CALENDAR = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r
DTSTART;VALUE=DATE:20260301\r\nDTEND;VALUE=DATE:20260306\r\nSUMMARY:Plant\r\nLOCATION:Lyon, France\r\nEND:VEVENT\r
BEGIN:VEVENT\r\nUID:2\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260401\r\nSUMMARY:Dentist\r\nEND:VEVENT\r
END:VCALENDAR\r\n"""


@pytest.fixture
def case(cast):
    return posting_to_france(cast.act("ada"))


def work(**more):
    return GivenPeriod(
        **{
            "lane": PeriodLane.WORK,
            "start": date(2026, 1, 1),
            "end": date(2026, 6, 30),
            "country": "US",
            "status": "self_employed",
            "place": "Boston",
            "description": "Designs optical instruments",
            **more,
        }
    )


def test_a_period_is_added_changed_and_removed_and_nothing_is_lost(cast, case):
    common = {"actor": cast.act("ada"), "case": case, "at": NOW}
    first = add_period(**common, given=work())
    second = change_period(**common, period=first, given=work(end=date(2026, 5, 31)))
    assert [one.end for one in case_file(case).periods] == [date(2026, 5, 31)]
    with pytest.raises(ChangedMeanwhileError):
        change_period(**common, period=first, given=work())
    remove_period(**common, period=second)
    assert not case_file(case).periods
    assert WorkPeriod.objects.filter(case=case).count() == 2


def test_a_mixed_case_is_named_and_places_stand_apart(cast, case, as_user):
    address = f"/desk/borealis/cases/{case.reference}/timeline/"
    assert "Mixed case" not in as_user("ada").get(address).content.decode()
    common = {"actor": cast.act("ada"), "case": case, "at": NOW}
    period = add_period(**common, given=work(country="DE"))
    page = as_user("ada").get(address).content.decode()
    assert "Mixed case: split it" in page
    assert "never one certificate for all" in page
    change_period(**common, period=period, given=work(country="CN"))
    page = as_user("ada").get(address).content.decode()
    assert "Mixed case: on hold" in page
    assert "There is no agreement with China" in page
    assert "Places, kept apart" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": date(2025, 1, 1)},
        {"country": ""},
        {"place": ""},
        {"description": "Worked in France this year"},
        {"status": ""},
    ],
)
def test_a_period_that_cannot_be_is_refused(cast, case, wrong):
    with pytest.raises(InputError):
        add_period(actor=cast.act("ada"), case=case, given=work(**wrong), at=NOW)
    assert not WorkPeriod.objects.filter(case=case).exists()


def test_a_period_that_hides_a_change_is_refused_with_the_day(cast, case):
    common = {"actor": cast.act("ada"), "case": case, "at": NOW}
    stay = GivenStay(
        start=date(2026, 3, 2), end=date(2026, 3, 6), country="FR", worked=True, purpose="Plant"
    )
    add_stay(**common, given=stay)
    with pytest.raises(InputError) as refused:
        add_period(**common, given=work())
    assert "2 March 2026" in refused.value.diagnostics()


def test_a_refused_period_keeps_what_was_typed(as_user, case):
    client = as_user("ada")
    address = case_address(case, "timeline") + "add/work/"
    typed = {
        "start": "2026-01-01",
        "country": "FR",
        "place": "Lyon",
        "status": "self_employed",
        "description": "Worked in France this year",
    }
    response = client.post(address, typed)
    assert response.status_code == 422
    assert 'value="Worked in France this year"' in response.content.decode()
    typed["description"] = "Designs optical instruments"
    assert client.post(address, typed).status_code == 302
    shown = client.get(case_address(case, "timeline")).content.decode()
    assert "Work in France" in shown
    assert "style=" not in re.sub(r"<link[^>]*>", "", shown)
    assert client.get(case_address(case, "timeline") + "add/holidays/").status_code == 404


def test_the_picture_marks_gaps_overlaps_and_payroll(cast, case):
    common = {"actor": cast.act("ada"), "case": case, "at": NOW}
    for start, end, country in (
        (date(2020, 1, 1), date(2023, 12, 31), "US"),
        (date(2024, 3, 1), date(2026, 3, 31), "US"),
        (date(2026, 3, 1), None, "FR"),
    ):
        given = GivenPeriod(lane=PeriodLane.RESIDENCE, start=start, end=end, country=country)
        add_period(**common, given=given)
    drawing = timeline_of(case_file(case), NOW.date()).drawing
    assert drawing is not None
    kinds = {bar.kind for lane in drawing.lanes for bar in lane.bars}
    assert {"residence", "gap", "overlap", "withhold"} <= kinds
    assert [mark.kind for mark in drawing.marks] == ["today"]
    assert "Lives in France" in drawing.says


def test_a_table_is_imported_without_its_bad_rows(cast, case):
    made = import_csv(actor=cast.act("ada"), case=case, data=TABLE, file_name="trips.csv", at=NOW)
    assert (made.stays, made.known) == (2, 1)
    assert {one.country for one in case_file(case).stays} == {"FR", "DE"}
    assert {one.evidence_id for one in TravelStay.objects.filter(case=case)} == {made.evidence.pk}
    with pytest.raises(InputError):
        import_csv(actor=cast.act("ada"), case=case, data=TABLE, file_name="trips.csv", at=NOW)


def test_a_calendar_is_imported(cast, case):
    made = import_calendar(
        actor=cast.act("ada"), case=case, data=CALENDAR, file_name="trips.ics", at=NOW
    )
    stay = case_file(case).stays[0]
    assert made.stays == 1
    assert (stay.start, stay.end, stay.country) == (date(2026, 3, 1), date(2026, 3, 5), "FR")


@pytest.mark.parametrize(("name", "data"), [("trips.csv", TABLE), ("trips.ics", CALENDAR)])
def test_a_log_is_looked_at_before_it_is_taken(as_user, case, name, data):
    client = as_user("ada")
    base = case_address(case, "travel")
    look = client.post(base + "look/", {"file": SimpleUploadedFile(name, data)})
    shown = look.content.decode()
    assert "cannot be read" in shown
    assert not TravelStay.objects.filter(case=case).exists()
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token is not None
    response = client.post(base + "take/", {"token": token[1]}, follow=True)
    assert "in the log" in response.content.decode()
    assert TravelStay.objects.filter(case=case).exists()
    assert "Days by country and tax year" in response.content.decode()


def test_a_look_of_another_case_or_a_forged_one_takes_nothing(as_user, cast, case):
    client = as_user("ada")
    look = client.post(
        case_address(case, "travel") + "look/", {"file": SimpleUploadedFile("t.csv", TABLE)}
    )
    token = re.search(r'name="token" value="([^"]+)"', look.content.decode())
    assert token is not None
    other = empty_case(cast.act("ada"))
    for forged in (token[1], token[1][:-2] + "xx", ""):
        client.post(case_address(other, "travel") + "take/", {"token": forged})
    assert not TravelStay.objects.filter(case=other).exists()


@pytest.mark.parametrize(
    ("name", "data"), [("trips.csv", b"a,b\n1,2\n"), ("trips.csv", b""), ("trips.exe", b"MZ")]
)
def test_a_file_that_is_no_log_is_refused(as_user, case, name, data):
    response = as_user("ada").post(
        case_address(case, "travel") + "look/", {"file": SimpleUploadedFile(name, data)}
    )
    assert response.status_code == 422
    assert "usa-error-message" in response.content.decode()


def test_a_typed_stay_enters_once(as_user, case):
    client = as_user("ada")
    base = case_address(case, "travel")
    typed = {"start": "2026-03-01", "end": "2026-03-05", "country": "FR", "worked": "yes"}
    assert client.post(base + "add/", typed).status_code == 302
    assert client.post(base + "add/", typed).status_code == 422
    assert client.post(base + "add/", typed | {"end": "2026-02-01"}).status_code == 422
    stay = TravelStay.objects.get(case=case)
    assert stay.worked is True
    assert client.post(f"{base}{stay.pk}/remove/").status_code == 302
    assert not case_file(case).stays


@pytest.mark.parametrize("who", ["ben", "cora", "dev", "eve"])
def test_who_may_not_prepare_may_only_look(as_user, case, who):
    client = as_user(who)
    for tab in ("timeline", "travel"):
        assert client.get(case_address(case, tab)).status_code == 200
    for tail in ("timeline/add/work/", "travel/add/", "travel/look/", "travel/take/"):
        assert client.post(case_address(case) + tail).status_code == 403
