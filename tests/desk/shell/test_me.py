"""One's own page: notices, mail, and a calendar that says nothing to strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.desk.cast import NOW, posting_to_france
from totalis.casework.models import CalendarFeed, Case, CaseDetermination
from totalis.casework.services.decisions import determine_case
from totalis.casework.tasks.nightly import turn_the_day
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice
from totalis.webbase.notices.services import notify


@pytest.fixture
def decided(cast):
    ada = cast.act("ada")
    case = posting_to_france(ada)
    determine_case(actor=ada, case=case, as_of=NOW.date(), at=NOW)
    return Case.objects.get(pk=case.pk)


def feed_address(client):
    client.post("/desk/me/calendar/")
    return client.get("/desk/me/").context["new_address"].removeprefix("http://testserver")


def events(client, address):
    calendar = Calendar.from_ical(client.get(address).content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_the_feed_holds_the_dates_of_the_case(as_user, client, decided):
    found = events(client, feed_address(as_user("ada")))
    limit = found[f"borealis:{decided.reference}:limit@totalis"]
    assert limit["dtstart"].dt.isoformat() == "2030-12-31"
    assert str(limit["summary"]).startswith("TC-2026-0001, France: ")
    assert str(limit["url"]).endswith("/desk/borealis/cases/TC-2026-0001/")


def test_a_date_that_moves_keeps_its_uid(as_user, client, decided):
    address = feed_address(as_user("ada"))
    before = events(client, address)
    for one in decided.dates:
        one["day"] = "2031-06-30"
    decided.save()
    after = events(client, address)
    assert set(after) >= set(before)
    assert {event["dtstart"].dt.isoformat() for event in after.values()} == {"2031-06-30"}


@pytest.mark.usefixtures("decided")
def test_the_feed_names_no_person_and_no_number(as_user, client):
    text = client.get(feed_address(as_user("ada"))).content.decode()
    for word in ("Rivera", "Maria", "4399", "Okafor"):
        assert word not in text


@pytest.mark.usefixtures("decided")
def test_the_feed_is_read_again_only_when_it_changed(as_user, client):
    address = feed_address(as_user("ada"))
    first = client.get(address)
    assert "max-age" in first["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("decided")
def test_a_revoked_or_replaced_address_is_gone(as_user, client):
    ada = as_user("ada")
    old = feed_address(ada)
    new = feed_address(ada)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    ada.post("/desk/me/calendar/revoke/")
    assert client.get(new).status_code == 404
    assert client.get("/desk/calendar/guess.ics").status_code == 404


@pytest.mark.usefixtures("decided")
def test_the_secret_is_kept_nowhere_and_shown_once(as_user):
    ada = as_user("ada")
    secret = feed_address(ada).rsplit("/", 1)[1].removesuffix(".ics")
    assert secret not in str(CalendarFeed.objects.values())
    assert ada.get("/desk/me/").context["new_address"] == ""
    verbs = AuditEntry.objects.values_list("verb", flat=True)
    assert "opened calendar feed" in verbs
    assert secret not in str(list(AuditEntry.objects.values()))


@pytest.mark.usefixtures("decided")
def test_who_left_sees_nothing_more(as_user, cast, client):
    address = feed_address(as_user("ada"))
    assert events(client, address)
    cast.ada.memberships.update(ends=NOW.date())
    assert events(client, address) == {}


@pytest.mark.usefixtures("decided")
def test_another_houses_cases_stay_out(as_user, client):
    assert events(client, feed_address(as_user("hana"))) == {}
    assert events(client, feed_address(as_user("dev"))) == {}


def test_notices_are_marked_as_seen_up_to_what_was_shown(as_user, cast):
    told = {"user": cast.ada, "organisation": cast.borealis, "body": "…"}
    notify(**told, key="a", subject="First", at=NOW - timedelta(hours=2))
    client = as_user("ada")
    shown = client.get("/desk/me/").context["until"]
    notify(**told, key="b", subject="Came meanwhile", at=NOW)
    client.post("/desk/me/seen/", {"until": shown})
    assert set(Notice.objects.filter(seen_at=None).values_list("key", flat=True)) == {"b"}


def test_mail_is_turned_off_and_on(as_user, cast):
    client = as_user("ada")
    client.post("/desk/me/mail/")
    cast.ada.refresh_from_db()
    assert cast.ada.mail_notices is False
    client.post("/desk/me/mail/", {"mail": "on"})
    cast.ada.refresh_from_db()
    assert cast.ada.mail_notices is True


def test_each_step_nearer_is_told_once(cast, decided):
    limit = next(one for one in decided.dates if one["kind"] == "limit")
    assert limit["day"] == "2030-12-31"
    for days_before, told in ((100, 0), (89, 1), (89, 1), (60, 1), (30, 2), (7, 3), (0, 4), (0, 4)):
        at = NOW.replace(year=2030, month=12, day=31) - timedelta(days=days_before)
        with clock.stopped_at(at):
            turn_the_day(at)
        found = Notice.objects.filter(user=cast.ada, key__contains=":limit:")
        assert found.count() == told, days_before


def test_the_day_moves_a_case_and_leaves_it_unchanged_otherwise(decided):
    decided.next_action, before = "something old", decided.changed_at
    decided.save()
    turn_the_day(NOW + timedelta(days=1))
    decided.refresh_from_db()
    assert decided.next_action != "something old"
    assert decided.changed_at == before


def test_a_case_that_fails_at_night_stops_no_other(cast, decided, caplog):
    ada = cast.act("ada")
    broken, later = posting_to_france(ada), posting_to_france(ada)
    for case in (broken, later):
        determine_case(actor=ada, case=case, as_of=NOW.date(), at=NOW)
    CaseDetermination.objects.filter(case=broken).update(document={"engagements": 7})
    Case.objects.update(next_action="something old", next_due=NOW.date())
    with pytest.raises(RuntimeError, match=str(broken.pk)):
        turn_the_day(NOW + timedelta(days=1))
    for case in (decided, later):
        case.refresh_from_db()
        assert case.next_action != "something old"
    assert f"Case {broken.pk} could not be brought to the day" in caplog.text
