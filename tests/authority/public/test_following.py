"""Requests that refer to an earlier one, and corrections that meet: none is lost, no two mend the same certificate.

The races run in threads with connections of their own; on PostgreSQL (`--database postgresql`) they wait for rows, on SQLite for
the writer's lock.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connections, transaction

from tests.authority.cast import FR_ANSWERS, NOW, assessed, sent
from tests.authority.filing.conftest import known_to
from tests.authority.public.filling import hidden
from totalis.authority.models import Client, CoverageRequest, Draft, RetentionPolicy
from totalis.authority.services import drafting
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.deciding import Given, confirm, decide
from totalis.authority.services.disposing import dispose, set_retention
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.book import edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.authority.cast import Office

CORRECTION = "us-fr-employer-correction-2026-11"
REPLACEMENT = "us-fr-employer-replacement-2026-11"
EXCEPTION = "us-fr-employer-exception-2026-11"
BORN = FR_ANSWERS["date_of_birth"]
LATER = NOW.replace(year=NOW.year + 9)


def issue(office: Office, row: CoverageRequest) -> CoverageRequest:
    """Nora decides that it is issued."""
    nora, given = office.act("nora"), Given(kind="issue")
    decide(actor=nora, request=row, assessment=assessed(row), given=given, at=NOW)
    row.refresh_from_db()
    return row


def mend(office: Office, earlier: CoverageRequest, form: str = CORRECTION, **more: Any) -> Any:
    """A request to correct what was issued, as the form sends it: the earlier one by its control number."""
    said = {"earlier_reference": earlier.control_number, "place_of_birth": "Boston"}
    said |= (
        {"exception_reason": "She alone knows it.", "exception_until": "2031-12-31"}
        if form == EXCEPTION
        else {"what_to_mend": "The town."}
    )
    return sent(office, edition=form, answers=said, **more)


def refusal(act: Callable[[], Any]) -> str:
    """What was found wrong."""
    with pytest.raises(InputError) as error:
        act()
    return error.value.problems[0].found


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What comes of acts that begin together, each on a connection of its own; a refusal is the word of its path."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=60)
            return act()
        except InputError as error:
            return error.problems[0].path
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def behind(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What comes of the second where the first has acted and is not committed yet for half a second."""
    acted = Event()

    def slow() -> None:
        with transaction.atomic():
            first()
            acted.set()
            time.sleep(0.5)

    def after() -> Any:
        acted.wait(timeout=60)
        return second()

    return at_once(slow, after)[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_to_mend_one_certificate_one_is_taken(office: Office) -> None:
    row = issue(office, sent(office))
    forms = [CORRECTION, REPLACEMENT, CORRECTION, REPLACEMENT]
    found = at_once(*(lambda form=form: mend(office, row, form) for form in forms))
    assert found.count("refers_to") == 3, "the others are told, none vanishes"
    assert CoverageRequest.objects.filter(refers_to=row).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_desk_that_sends_its_correction_twice_at_once_is_answered_twice(
    office: Office, client_row: Any
) -> None:
    row = issue(office, sent(office))
    named = {"client": client_row, "client_reference": "c:1", "refers_to": row}
    found = at_once(*[lambda: mend(office, row, **named).control_number] * 3)
    assert len(set(found)) == 1
    assert found[0] == CoverageRequest.objects.get(refers_to=row).control_number


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_comes_while_the_earlier_one_is_issued_waits_and_is_taken(
    office: Office,
) -> None:
    row = sent(office)
    made = behind(lambda: issue(office, row), lambda: mend(office, row))
    assert isinstance(made, CoverageRequest), made
    assert made.refers_to == row


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_comes_while_the_earlier_one_is_withdrawn_is_refused(
    office: Office,
) -> None:
    row = sent(office)
    away: dict[str, Any] = {"request": row, "reason": "No.", "at": NOW, "actor": office.public}
    assert behind(lambda: withdraw(**away), lambda: mend(office, row)) == "refers_to"
    assert CoverageRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_refers_to_what_is_disposed_of_at_that_moment(office: Office) -> None:
    row = issue(office, sent(office))
    silas = office.act("silas")
    set_retention(actor=silas, allowed=True, years=5, reason="Schedule 12.", at=NOW)
    policy = RetentionPolicy.objects.get()

    def away() -> None:
        assert dispose(request=row, policy=policy, at=LATER)

    assert behind(away, lambda: mend(office, row, EXCEPTION, refers_to=row)) == "refers_to"
    made = mend(office, row, EXCEPTION)
    assert made.refers_to is None, "a number that is typed names nothing any more"


def later_by(office: Office) -> dict[str, Any]:
    """A correction that was begun from what was sent first, and is sent five minutes later."""
    return {"at": NOW + timedelta(minutes=5), "begun_from": 1, "actor": office.public}


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_that_touch_other_fields_both_stand(office: Office) -> None:
    row = sent(office)

    def wrong(**said: str) -> Callable[[], Any]:
        whole = {**row.answers, **said}
        more = later_by(office)
        return lambda: correct(request=row, answers=whole, reason="A slip.", **more)

    found = at_once(wrong(place_of_birth="Boston"), wrong(end_date="2029-06-30"))
    row.refresh_from_db()
    assert {one.number for one in found} == {2, 3}
    assert (row.answers["place_of_birth"], row.answers["end_date"]) == ("Boston", "2029-06-30")
    newest = row.requestversions.latest("number")
    assert newest.answers == row.answers
    assert assessed(row).version_digest == newest.digest


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_of_one_field_one_is_told(office: Office) -> None:
    row = sent(office)
    more = later_by(office)

    def to(town: str) -> Callable[[], Any]:
        whole = {**row.answers, "place_of_birth": town}
        return lambda: correct(request=row, answers=whole, reason="A slip.", **more)

    found = at_once(to("Boston"), to("Salem"))
    assert found.count("answers") == 1
    row.refresh_from_db()
    assert row.requestversions.count() == 2
    assert row.answers["place_of_birth"] in ("Boston", "Salem")


# ── one after the other ──


def test_a_correction_that_took_its_time_before_another_began_and_came_after_is_not_undone(
    office: Office,
) -> None:
    """The first has its time and waits for the request; the second begins from what is there still, at a later time."""
    row = sent(office)
    begun = drafting.begin(
        agency=office.agency,
        edition=edition(row.edition),
        language="en",
        at=NOW + timedelta(minutes=1),
        corrects=row,
    )
    assert begun.begun_from == 1
    slip: dict[str, Any] = {"request": row, "reason": "A slip.", "actor": office.public}
    correct(answers={"place_of_birth": "Boston"}, partial=True, at=NOW, **slip)
    second = {**begun.answers, "place_of_hire": "Salem"}
    correct(answers=second, begun_from=begun.begun_from, at=LATER, **slip)
    row.refresh_from_db()
    assert (row.answers["place_of_birth"], row.answers["place_of_hire"]) == ("Boston", "Salem")
    again = drafting.begin(
        agency=office.agency, edition=edition(row.edition), language="en", at=NOW, corrects=row
    )
    assert again.begun_from == 3


@pytest.mark.parametrize(("begun", "number"), [(-1, 1), (1, 1), (3, 2), (9, 3)])
def test_corrections_under_way_get_the_version_of_their_time(
    office: Office, begun: int, number: int
) -> None:
    """The migration: versions of now and of two and four minutes later, a draft that knows none."""
    row = sent(office)
    slip: dict[str, Any] = {"request": row, "reason": "A slip.", "actor": office.public}
    for minutes, town in ((2, "Boston"), (4, "Salem")):
        at = NOW + timedelta(minutes=minutes)
        correct(answers={"place_of_birth": town}, partial=True, at=at, **slip)
    form: dict[str, Any] = {"edition": edition(row.edition), "language": "en"}
    at = NOW + timedelta(minutes=begun)
    draft = drafting.begin(agency=office.agency, corrects=row, at=at, **form)
    other = drafting.begin(agency=office.agency, at=at, **form)
    Draft.objects.update(begun_from=None)
    import_module("totalis.authority.migrations.0005_correction_begun_from").from_the_time(
        apps, None
    )
    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.begun_from, other.begun_from) == (number, None)


def test_what_may_be_mended(office: Office) -> None:
    row = sent(office)
    assert "nothing is decided" in refusal(lambda: mend(office, row))
    issue(office, row)
    first = mend(office, row)
    assert "another request" in refusal(lambda: mend(office, row, REPLACEMENT))
    assert mend(office, row, EXCEPTION).refers_to == row, "an exception mends nothing"
    withdraw(request=first, reason="No.", at=NOW, actor=office.public)
    second = mend(office, row)
    issued = Given(kind="issue", override_reason="A slip of the pen.")
    nora, petra = office.act("nora"), office.act("petra")
    made = decide(actor=nora, request=second, assessment=assessed(second), given=issued, at=NOW)
    confirm(actor=petra, decision=made, at=NOW)
    assert "no document counts" in refusal(lambda: mend(office, row))
    second.refresh_from_db()
    third = mend(office, second)
    assert (third.refers_to, third.state) == (second, "received")


def test_what_asks_for_the_same_days_again_meets_the_request_it_names(office: Office) -> None:
    row = sent(office)
    again = sent(office, refers_to=row)
    assert not assessed(again).is_clear
    assert any(point["key"].startswith("overlap:") for point in assessed(again).points)
    exception = mend(office, row, EXCEPTION)
    keys = {point["key"] for point in assessed(exception).points}
    assert f"overlap:{row.control_number}" not in keys
    assert f"overlap:{again.control_number}" in keys


def look_up(visitor: Any, row: CoverageRequest) -> str:
    """Prove the day of birth, and see the page."""
    day = dict(zip(("born_on_0", "born_on_1", "born_on_2"), BORN.split("-"), strict=True))
    visitor.post("/service/status/", {"number": row.control_number, "born_on": BORN, **day})
    return str(visitor.get(f"/service/request/{row.control_number}/").content.decode())


def test_the_page_offers_to_mend_only_what_may_be_mended(office: Office, visitor: Any) -> None:
    row = issue(office, sent(office))
    offered = [f"/follow/{product}/" for product in ("correction", "replacement", "exception")]
    page = look_up(visitor, row)
    assert [one in page for one in offered] == [True, True, True]
    mend(office, row)
    page = look_up(visitor, row)
    assert [one in page for one in offered] == [False, False, True]


def test_two_tabs_with_a_correction_lose_neither(office: Office, visitor: Any, later: Any) -> None:
    row = sent(office)
    look_up(visitor, row)
    tabs = [visitor.post(f"/service/request/{row.control_number}/correct/") for _tab in range(3)]
    towns = {"place_of_birth": "Boston"}, {"place_of_hire": "Salem"}, {"place_of_birth": "Lowell"}
    for tab, town in zip(tabs, towns, strict=True):
        handle = tab["Location"].removesuffix("review/").rstrip("/").rpartition("/")[2]
        drafting.write(draft=Draft.objects.get(handle=handle), answers=town, at=NOW)
    answers = []
    for number, tab in enumerate(tabs):
        with later(timedelta(minutes=number + 1)):
            ticket = hidden(visitor.get(tab["Location"]).content.decode(), "ticket")
        with later(timedelta(minutes=number + 1, seconds=30)):
            data = {"declaration": "on", "reason": "A slip", "ticket": ticket}
            answers.append(visitor.post(tab["Location"], data))
    assert [one.status_code for one in answers] == [302, 302, 422]
    said = answers[-1].content.decode()
    assert "Begin the correction again from what the request says now." in said
    row.refresh_from_db()
    assert (row.answers["place_of_birth"], row.answers["place_of_hire"]) == ("Boston", "Salem")
    assert Draft.objects.filter(sent_at=None).count() == 1, "what was typed is not lost"


@pytest.fixture
def client_row(office: Office) -> Any:
    """A connected desk."""
    known_to(office, "Borealis Instruments")
    return Client.objects.get()
