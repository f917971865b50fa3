"""How many queries a page of the case file takes: bounded, and the same whether the case is small or large."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.cast import NOW, case_address, posting_to_france
from tests.desk.file.papers import pdf
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.evidence import add_document, newest_version, read_document
from totalis.casework.services.facts import prove_fact
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.casework.services.travel import GivenStay, add_stay
from totalis.procedure.casefile import PeriodLane

BOUND = 45
PAGES = (
    "facts/",
    "facts/edit/work/",
    "facts/questions/",
    "facts/answer/",
    "facts/gates/",
    "timeline/",
    "travel/",
    "evidence/",
    "evidence/strength/",
    "evidence/findings/",
    "evidence/sources/",
)


def grow(cast, case, *, papers, periods, stays, proofs):
    ada = cast.act("ada")
    common = {"actor": ada, "case": case, "at": NOW}
    for number in range(papers):
        paper = add_document(
            **common,
            title=f"Paper {number}",
            kind="other",
            data=pdf(f"Paper {number}"),
            file_name="paper.pdf",
        )
        version = newest_version(paper)
        read_document(**common, version=version, place="worker.name", value="Maria Rivera")
    day = date(2010, 1, 1)
    for number in range(periods):
        start = day + timedelta(days=100 * number)
        given = GivenPeriod(
            lane=PeriodLane.RESIDENCE, start=start, end=start + timedelta(days=99), country="US"
        )
        add_period(**common, given=given)
    for number in range(stays):
        start = day + timedelta(days=10 * number)
        add_stay(**common, given=GivenStay(start=start, end=start, country="FR"))
    for number in range(proofs):
        prove_fact(**common, place="worker.residence", basis="Known", seen_version=number + 1)


@pytest.fixture
def cases(cast):
    small, large = posting_to_france(cast.act("ada")), posting_to_france(cast.act("ada"))
    for case in (small, large):
        determine_case(actor=cast.act("ada"), case=case, as_of=NOW.date(), at=NOW)
    grow(cast, small, papers=1, periods=1, stays=1, proofs=1)
    grow(cast, large, papers=6, periods=8, stays=12, proofs=5)
    return small, large


def count(client, address):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_no_page_asks_more_for_a_larger_case(as_user, cases):
    client = as_user("ada")
    small, large = cases
    found = {}
    for tail in PAGES:
        few = count(client, case_address(small) + tail)
        many = count(client, case_address(large) + tail)
        found[tail] = (few, many)
    assert all(many <= few <= BOUND for few, many in found.values()), found


def test_a_document_takes_as_few(as_user, cases):
    client = as_user("ada")
    small, large = cases
    addresses = [
        f"{case_address(case)}evidence/{case.evidence_set.first().pk}/" for case in (small, large)
    ]
    few, many = (count(client, address) for address in addresses)
    assert many <= few <= BOUND, (few, many)
