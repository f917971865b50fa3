"""How many queries the pages of the house take, and that lists of many read columns through indexes and decrypt nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from tests.authority.cast import NOW, sent, written_request
from totalis.authority.models import Assessment, CoverageRequest, State
from totalis.authority.selectors.queue import (
    PAGE,
    SORTS,
    Shown,
    _beyond,
    chosen,
    in_order,
    page_of,
)
from totalis.webbase.secrets import fields

PAGES = {
    "": 22,
    "queue/": 10,
    "queue/?state=all&sort=new": 10,
    "queue/?state=open&only=mine&clear=clear": 10,
    "queue/?state=open&only=late&sort=due": 10,
    "second/": 9,
    "history/": 9,
}
"""The most queries, with nothing remembered."""
STATES = (State.RECEIVED, State.PENDING, State.COMPLETED)


def many(office, count: int, first: int) -> None:
    """Requests as rows; each with what the engine said."""
    template = written_request(office, f"M-{first:06}")
    rows = []
    for number in range(first + 1, first + count):
        row = CoverageRequest.objects.get(pk=template.pk)
        row.pk = None
        row._state.adding = True
        row.control_number = f"M-{number:06}"
        row.state = STATES[number % len(STATES)]
        row.priority = number % 2
        row.received_at = NOW - timedelta(hours=number % 500)
        row.due_on = (NOW + timedelta(days=number % 40 - 20)).date()
        row.assigned_to = office.people["nora"] if number % 4 == 0 else None
        rows.append(row)
    made = CoverageRequest.objects.bulk_create(rows, batch_size=500)
    Assessment.objects.bulk_create(
        (
            Assessment(
                organisation=office.organisation,
                request=row,
                version_digest="v",
                determination={},  # type: ignore[misc] # an encrypted JSON field takes plain data
                determination_digest="d",
                law="l",
                as_of=NOW.date(),
                proposal="issue",
                is_clear=row.pk % 2 == 0,
                made_at=NOW,
            )
            for row in made
        ),
        batch_size=500,
    )


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200, address
    return len(seen)


def test_pages_take_no_more_queries_for_more_requests(office, as_person):
    sent(office)
    many(office, 40, 1000)
    nora = as_person("nora")
    few = {path: queries(nora, office.house + path) for path in PAGES}
    many(office, 200, 2000)
    later = {path: queries(nora, office.house + path) for path in PAGES}
    assert later == few
    assert not {path: count for path, count in later.items() if count > PAGES[path]}


def test_the_queue_decrypts_nothing(office, as_person, monkeypatch):
    many(office, 60, 1000)
    nora = as_person("nora")

    def refuse(_text: str) -> bytes:
        message = "A list decrypted something."
        raise AssertionError(message)

    monkeypatch.setattr(fields, "decrypted", refuse)
    for path in ("", "queue/", "second/", "queue/?state=all&sort=due"):
        assert nora.get(office.house + path).status_code == 200
    assert b"".join(nora.get(f"{office.house}queue.csv?state=all").streaming_content)


@pytest.mark.parametrize("sort", ["turn", "due", "old", "new"])
def test_pages_show_every_request_once_forwards_and_backwards(office, sort):
    many(office, 90, 1000)
    CoverageRequest.objects.filter(pk__lte=CoverageRequest.objects.earliest("pk").pk + 5).update(
        due_on=None
    )
    nora = office.act("nora")
    rows = chosen(nora, Shown(state=""), NOW.date())
    wanted = [row.pk for row in in_order(rows, sort)]
    forwards, after = [], None
    while True:
        page = page_of(nora, rows, sort, NOW.date(), after=after, before=None)
        forwards.append([line.request.pk for line in page.lines])
        if page.after is None:
            break
        after = page.after
    assert [pk for part in forwards for pk in part] == wanted
    backwards, before = [forwards[-1]], forwards[-1][0]
    while True:
        page = page_of(nora, rows, sort, NOW.date(), after=None, before=before)
        backwards.insert(0, [line.request.pk for line in page.lines])
        if page.before is None:
            break
        before = page.before
    assert [pk for part in backwards for pk in part] == wanted
    assert all(len(part) <= PAGE for part in forwards)


@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("state", ["received", ""])
def test_the_queue_in_every_order_is_read_off_an_index(office, sort, state):
    """PostgreSQL and SQLite both: the first page of what was received, and of everything, is no sort of the whole table."""
    many(office, 300, 1000)
    nora = office.act("nora")
    rows = chosen(nora, Shown(state=state), NOW.date())
    plan = in_order(rows, sort)[:PAGE].explain()
    if connection.vendor == "sqlite":
        assert "queue" in plan, plan
        assert "SCAN authority_coveragerequest" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


MANY = 200_000


@pytest.fixture
def a_year(office):
    """As many requests as an agency has in a year or so, a tenth of them open, copied inside the database."""
    if connection.vendor != "postgresql":
        pytest.skip("The plan of a large table is PostgreSQL's")
    template = written_request(office, "M-0")
    columns = [str(field.column) for field in CoverageRequest._meta.local_concrete_fields]
    made = {
        "control_number": "'M-' || n",
        "answers": "'x'",
        "facts": "'x'",
        "second_fact": "'x'",
        "state": "CASE WHEN n % 10 = 0 THEN (CASE WHEN n % 20 = 0 THEN 'received' ELSE 'pending' END) ELSE 'completed' END",
        "priority": "CASE WHEN n % 97 = 0 THEN 2 WHEN n % 13 = 0 THEN 1 ELSE 0 END",
        "received_at": "received_at - n * interval '3 minutes'",
        "due_on": "CASE WHEN n % 49 = 0 THEN NULL ELSE date '2026-11-22' - n % 400 END",
    }
    names = [name for name in columns if name != "id"]
    table = CoverageRequest._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608 - our own columns
            f"SELECT {', '.join(made.get(name, name) for name in names)} "
            f"FROM {table}, generate_series(1, {MANY}) AS n WHERE id = {template.pk}"
        )
        cursor.execute(f"ANALYZE {table}")
    return office


def read_by(plan: dict[str, Any]) -> int:
    """How many rows the scans of a plan read of the requests, those that a filter left aside too."""
    own = 0
    if plan.get("Relation Name") == CoverageRequest._meta.db_table:
        passed_over = plan.get("Rows Removed by Filter", 0)
        own = (plan["Actual Rows"] + passed_over) * plan["Actual Loops"]
    return int(own) + sum(read_by(part) for part in plan.get("Plans", ()))


@pytest.mark.slow
def test_no_page_of_a_large_queue_reads_more_than_it_shows(a_year):
    """Every order and state; the first page, one far inside, and both ways: a full sort would read 20,000 rows or more."""
    nora = a_year.act("nora")
    read = {}
    for sort in SORTS:
        for state in ("open", "received", "completed", ""):
            rows = chosen(nora, Shown(state=state), NOW.date())
            inside = in_order(rows, sort)[5000]
            for backwards in (False, True):
                wanted = in_order(rows, sort, backwards=backwards)
                for part in [Q(), *_beyond(inside, SORTS[sort], backwards=backwards)]:
                    page = wanted.filter(part)[: PAGE + 1]
                    found = json.loads(page.explain(format="json", analyze=True))
                    read[sort, state, backwards, str(part)] = read_by(found[0]["Plan"])
    assert max(read.values()) < MANY / 100, max(read.items(), key=lambda item: item[1])
