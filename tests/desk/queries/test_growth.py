"""How many queries a page of the desk takes: under a written bound, and no more when there is more.

Numbers of queries, never times: these tests say the same on every machine. How long pages take, `bench/` says.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.cast import NOW, case_address
from tests.desk.proof import walk as proof
from tests.desk.request import walk
from totalis.casework.models import Case, Employer, Worker
from totalis.casework.services.sources import note_source
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.casework.services.tracking import record_check
from totalis.casework.services.travel import GivenStay, add_stay
from totalis.procedure.casefile import PeriodLane, Stage

HOUSE = "/desk/borealis/"
HOUSE_PAGES = {
    "": 15,
    "cases/": 12,
    "cases/?stage=waiting&sort=expires": 12,
    "cases/?only=mine&sort=worker": 12,
    "cases/?country=FR&payroll=hold&sort=changed": 12,
    "workers/": 10,
    "employers/": 10,
    "history/": 10,
}
"""The most queries, with nothing remembered."""
CASE_PAGES = {
    "": 32,
    **dict.fromkeys(("facts", "facts/answer", "facts/questions", "facts/gates"), 32),
    **dict.fromkeys(("timeline", "travel"), 32),
    **dict.fromkeys(("evidence", "evidence/strength", "evidence/findings", "evidence/sources"), 32),
    "request": 42,
    "request/packets/1": 36,
    **dict.fromkeys(("tracking", "certificate", "delivery", "history", "export"), 36),
}


def queries(client, address: str) -> int:
    """The queries of a page with nothing remembered."""
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200, address
    return len(seen)


def add_cases(cast, *, first: int, count: int) -> None:
    """Cases of people and employers of their own: what lists read is columns."""
    stages = list(Stage)
    for number in range(first, first + count):
        worker = Worker.objects.create(
            organisation=cast.borealis,
            given_names="Ines",
            family_names=f"Keller {number}",
            created_at=NOW,
        )
        Employer.objects.create(
            organisation=cast.borealis, name=f"House {number}", country="FR", created_at=NOW
        )
        Case.objects.create(
            organisation=cast.borealis,
            reference=f"TC-2026-{number:04}",
            title=f"Case {number}",
            worker=worker,
            owner=cast.ada if number % 2 else cast.finn,
            partner=["FR", "JP"][number % 2],
            opened_at=NOW,
            stage=stages[number % len(stages)],
            payroll="hold" if number % 3 else "withhold",
            next_right="prepare",
            next_due=NOW.date() + timedelta(days=number),
            expires_on=NOW.date() + timedelta(days=number),
            flags=number % 2,
            holds=number % 3,
            since=NOW,
            changed_at=NOW,
            search_text=f"tc-2026-{number:04} ines keller {number}",
        )


def test_pages_of_an_organisation_take_no_more_for_more_cases(cast, as_user):
    walk.sent(cast)  # so that there are people, employers and a history
    add_cases(cast, first=101, count=24)
    ada = as_user("ada")
    search = ada.post(f"{HOUSE}cases/search/", {"q": "keller"})["Location"]
    pages = {HOUSE + path: bound for path, bound in HOUSE_PAGES.items()} | {search: 12}
    few = {address: queries(ada, address) for address in pages}
    add_cases(cast, first=201, count=70)
    many = {address: queries(ada, address) for address in pages}
    assert many == few
    assert not {address: count for address, count in many.items() if count > pages[address]}


@pytest.fixture
def accepted(cast):
    """A case that has come all the way to an accepted certificate, with one of everything."""
    case = proof.sent_case(cast)
    grow(cast, case, count=1, first=0)
    proof.decided(cast, case, proof.entered(cast, case))
    return proof.fresh(case)


def grow(cast, case, *, count: int, first: int) -> None:
    """More documents, contacts, stays, periods and sources."""
    common = {"actor": cast.act("ada"), "case": case, "at": NOW}
    for number in range(first, first + count):
        walk.letter_for(cast, case)
        record_check(**common, verbatim=f"Pending {number}", checked_at=NOW)
        note_source(**common, title=f"Page {number}", url="", accessed_on=NOW.date(), why="Read")
        day = date(2012, 1, 1) + timedelta(days=100 * number)
        add_stay(**common, given=GivenStay(start=day, end=day, country="FR"))
        given = GivenPeriod(
            lane=PeriodLane.RESIDENCE, start=day, end=day + timedelta(days=99), country="US"
        )
        add_period(**common, given=given)


def test_pages_of_a_case_take_no_more_for_more_records(cast, as_user, accepted):
    ada = as_user("ada")
    few = {tab: queries(ada, case_address(accepted, tab)) for tab in CASE_PAGES}
    grow(cast, accepted, count=7, first=1)
    many = {tab: queries(ada, case_address(accepted, tab)) for tab in CASE_PAGES}
    assert {tab: (few[tab], many[tab]) for tab in many if many[tab] > few[tab]} == {}
    assert not {tab: count for tab, count in many.items() if count > CASE_PAGES[tab]}


def test_a_document_and_a_certificate_take_no_more_for_more_records(cast, as_user, accepted):
    ada = as_user("ada")
    document = accepted.evidence_set.first().pk
    certificate = accepted.certificate_set.first().pk
    pages = {f"evidence/{document}": 42, f"certificate/{certificate}": 36}
    few = {tab: queries(ada, case_address(accepted, tab)) for tab in pages}
    grow(cast, accepted, count=7, first=1)
    many = {tab: queries(ada, case_address(accepted, tab)) for tab in pages}
    assert {tab: (few[tab], many[tab]) for tab in many if many[tab] > few[tab]} == {}
    assert not {tab: count for tab, count in many.items() if count > pages[tab]}
