"""Dashboard and list: what they show, to whom, in how many queries; paging, search, download."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from tests.desk.cast import NOW, empty_case, worker_of
from totalis.casework.models import Case, CaseCounter
from totalis.casework.selectors.lists import PAGE, SORTS, harmless
from totalis.procedure.casefile import Stage
from totalis.webbase.audit.models import AuditEntry

DESK = "/desk/borealis/"


@pytest.fixture
def many(cast):
    """A hundred cases without the services' care: what lists read is columns."""
    ada = cast.act("ada")
    workers = [
        worker_of(ada, family_names=name, given_names="A", ssn="")
        for name in ("Zed", "Abel", "Mora")
    ]
    CaseCounter.objects.create(organisation=cast.borealis, year=NOW.year, last=100)
    stages = [Stage.FACTS, Stage.APPROVAL, Stage.WAITING, Stage.IN_FORCE, Stage.CLOSED]
    rights = {Stage.FACTS: "prepare", Stage.APPROVAL: "approve", Stage.WAITING: "lodge"}
    Case.objects.bulk_create(
        Case(
            organisation=cast.borealis,
            reference=f"TC-2026-{number:04d}",
            title=f"Case {number}",
            worker=workers[number % 3],
            owner=cast.ada if number % 2 else cast.finn,
            partner=["FR", "JP", ""][number % 3],
            opened_at=NOW,
            stage=stages[number % 5],
            next_right=rights.get(stages[number % 5], ""),
            payroll="hold" if number % 5 == 2 else "withhold",
            holds=number % 5 == 2,
            flags=number % 50 == 1,
            next_due=NOW.date() + timedelta(days=number) if number % 4 else None,
            expires_on=NOW.date() + timedelta(days=number) if number % 5 == 3 else None,
            since=NOW - timedelta(days=number),
            changed_at=NOW,
            sort_name=f"{workers[number % 3].family_names} a".lower(),
            search_text=f"tc-2026-{number:04d} {workers[number % 3]} case {number}".lower(),
        )
        for number in range(1, 101)
    )
    return cast


@pytest.mark.parametrize("path", ["", "cases/", "cases/?sort=worker", "workers/", "employers/"])
@pytest.mark.usefixtures("many")
def test_pages_take_few_queries_however_many_cases(as_user, path, django_assert_max_num_queries):
    client = as_user("ada")
    with django_assert_max_num_queries(15):
        assert client.get(DESK + path).status_code == 200


def test_counts_are_made_anew_only_after_a_change(as_user, many, django_assert_max_num_queries):
    client = as_user("ada")
    client.get(DESK)
    with django_assert_max_num_queries(10):
        first = client.get(DESK).context["desk"].counts
    assert (first.open, first.closed) == (80, 20)
    empty_case(many.act("ada"), title="One more")
    assert client.get(DESK).context["desk"].counts.open == 81


@pytest.mark.usefixtures("many")
def test_what_needs_me_follows_right_and_ownership(as_user):
    ada = client_lines(as_user("ada"), "only=mine")
    assert ada
    assert all(line.case.owner.name.startswith("Ada") for line in ada)
    assert {line.case.next_right for line in ada} == {"prepare"}, "what rests does not call"
    ben = client_lines(as_user("ben"), "only=mine")
    assert {line.case.next_right for line in ben} == {"approve"}
    assert len(ben) == 20
    assert client_lines(as_user("dev"), "only=mine") == []


@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.usefixtures("many")
def test_pages_forward_and_back_show_every_case_once(as_user, sort):
    client = as_user("ada")
    address, seen, pages = f"{DESK}cases/?sort={sort}", [], []
    while True:
        page = client.get(address).context["page"]
        pages.append([line.case.pk for line in page.lines])
        seen += pages[-1]
        if page.after is None:
            break
        address = f"{DESK}cases/?sort={sort}&after={page.after}"
    assert len(seen) == len(set(seen)) == 100
    assert [len(one) for one in pages] == [PAGE] * (100 // PAGE)
    for earlier in reversed(pages[:-1]):
        assert page.before is not None
        page = client.get(f"{DESK}cases/?sort={sort}&before={page.before}").context["page"]
        assert [line.case.pk for line in page.lines] == earlier
    assert page.before is None


def test_filters_narrow(as_user, many):
    lines = client_lines(as_user("ada"), f"stage=waiting&country=FR&owner={many.ada.pk}")
    assert lines
    assert all(
        (line.case.stage, line.case.partner, line.case.owner) == ("waiting", "FR", many.ada)
        for line in lines
    )
    assert len(client_lines(as_user("ada"), "only=flags")) == 2
    ending = client_lines(as_user("ada"), "only=expiring&sort=expires")
    assert all(line.case.expires_on <= date(2027, 2, 20) for line in ending)


@pytest.mark.parametrize(
    "query", ["stage=nonsense", "owner=x", "after=zz", "sort=;drop", "search=9"]
)
@pytest.mark.usefixtures("many")
def test_what_does_not_read_is_left_aside(as_user, query):
    assert as_user("ada").get(f"{DESK}cases/?{query}").context["page"].count == 100


@pytest.mark.usefixtures("many")
def test_a_name_stands_in_no_address(as_user):
    client = as_user("ada")
    response = client.post(f"{DESK}cases/search/", {"q": "ABEL", "stage": "facts"})
    assert response["Location"] == f"{DESK}cases/?stage=facts&search=1"
    page = client.get(response["Location"])
    assert {str(line.case.worker) for line in page.context["page"].lines} == {"A Abel"}
    assert b"ABEL" in page.content
    elsewhere = as_user("ben").get(response["Location"]).context["page"]
    assert elsewhere.count == 20, "another session knows no such search"


def test_the_download_is_the_list_as_it_is_shown(as_user, many):
    Case.objects.filter(reference="TC-2026-0006").update(title="=SUM(A1)")
    response = as_user("ada").get(f"{DESK}cases/cases.csv?stage=approval&sort=new")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 20
    assert rows[0]["case"] > rows[-1]["case"]
    assert {row["stage"] for row in rows} == {"Approval"}
    assert next(row for row in rows if row["case"] == "TC-2026-0006")["title"] == "'=SUM(A1)"
    kept = AuditEntry.objects.filter(organisation=many.borealis).latest("number")
    assert (kept.verb, kept.user) == ("downloaded case list", many.ada)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"


def client_lines(client, query):
    return client.get(f"{DESK}cases/?{query}").context["page"].lines
