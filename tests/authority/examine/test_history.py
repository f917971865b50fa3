"""Proving the house's chain: at once where it is short, by the worker in parts where it is long, never by looking at a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from tests.authority.cast import NOW
from tests.webbase_store.test_audit import tamper
from totalis.cli.work import drain
from totalis.webbase.audit import proving as proving_service
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.proved import last_found, proving
from totalis.webbase.audit.proving import have_proved, prove_on
from totalis.webbase.audit.selectors import begin_proof, go_on, verify_chain
from totalis.webbase.audit.services import record
from totalis.webbase.notices.models import Notice
from totalis.webbase.once.tokens import FIELD, new_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.authority.cast import Office

pytestmark = pytest.mark.django_db


def write(office: Office, count: int) -> None:
    """So many entries more."""
    for number in range(count):
        record(actor=office.act("nora"), verb="tried", subject=f"thing {number}", at=NOW)


def post(client: Client, office: Office) -> str:
    """Press the button, and see the page that follows."""
    data = {FIELD: new_token()}
    return client.post(f"{office.house}history/check/", data, follow=True).content.decode()


def work() -> None:
    """What the worker does, inside the test's own transaction: what is tampered with here must not outlast it."""
    while (
        row := DBTaskResult.objects.ready().filter(task_path__endswith="prove_on").first()
    ) is not None:
        row.set_successful(prove_on.call(*row.args_kwargs["args"]))


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chains of more than three entries are long, and a part has four."""
    monkeypatch.setattr(proving_service, "AT_ONCE", 3)
    monkeypatch.setattr(proving_service, "PART", 4)


def test_looking_proves_nothing_and_the_button_does(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    write(office, 120)
    nora = as_person("nora")
    with CaptureQueriesContext(connection) as asked:
        page = nora.get(f"{office.house}history/?check=1").content.decode()
    read = [one["sql"] for one in asked if 'FROM "audit_auditentry"' in one["sql"]]
    assert read
    assert all("LIMIT" in sql for sql in read), "no look at a page reads the chain whole"
    assert "The chain is" not in page
    assert nora.get(f"{office.house}history/check/").status_code == 405
    assert "The chain is whole: 120 entries, each follows on the one before." in post(nora, office)
    assert not DBTaskResult.objects.filter(task_path__endswith="prove_on").exists()


def test_a_broken_chain_is_said_to_be(office: Office, as_person: Callable[[str], Client]) -> None:
    write(office, 6)
    tamper("UPDATE audit_auditentry SET subject = 'another' WHERE number = 4")
    assert "The chain is broken. Entry 4 was changed" in post(as_person("nora"), office)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("long")
def test_a_long_chain_is_proved_by_the_worker_in_parts_once(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    write(office, 10)
    nora, otto = as_person("nora"), as_person("otto")
    assert "0 of 10 entries so far" in post(nora, office)
    assert "Check the chain" not in otto.get(f"{office.house}history/").content.decode()
    assert "0 of 10 entries so far" in post(otto, office)
    assert DBTaskResult.objects.filter(task_path__endswith="prove_on").count() == 1
    write(office, 3)  # the house goes on working
    drain()
    parts = DBTaskResult.objects.filter(task_path__endswith="prove_on").order_by("enqueued_at")
    assert [one.return_value["number"] for one in parts] == [4, 8, 12, 13]
    assert [one.return_value["done"] for one in parts] == [False, False, False, True]
    page = nora.get(f"{office.house}history/").content.decode()
    assert "whole, 13 entries" in page
    assert "Check the chain" in page
    notice = Notice.objects.get()
    assert (notice.user, notice.subject) == (office.people["nora"], "The chain is whole")
    assert notice.link == f"{office.house}history/"


@pytest.mark.usefixtures("long")
def test_what_the_worker_finds_broken_stands_on_the_page(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    write(office, 11)
    tamper(
        "UPDATE audit_auditentry SET subject = 'another' WHERE number = 3",
        "DELETE FROM audit_auditentry WHERE number IN (8, 9)",
    )
    expected = verify_chain(office.organisation)
    assert len(expected) == 2
    nora = as_person("nora")
    post(nora, office)
    work()
    found = last_found(office.organisation)
    assert found is not None
    assert list(found.proof.problems) == expected, "in parts as at once"
    page = nora.get(f"{office.house}history/").content.decode()
    assert "The chain is broken" in page
    assert all(line in page for line in expected)
    assert Notice.objects.get().subject == "The chain is broken"


@pytest.mark.parametrize("most", [1, 2, 3, 5, 7, 100])
def test_parts_of_any_size_find_what_the_whole_finds(office: Office, most: int) -> None:
    write(office, 7)
    tamper(
        "UPDATE audit_auditentry SET verb = 'x' WHERE number = 2",
        "DELETE FROM audit_auditentry WHERE number IN (5, 7)",
    )
    expected = verify_chain(office.organisation)
    assert [line.split()[1] for line in expected] == ["2", "5", "7"]
    proof = begin_proof(office.organisation)
    while not proof.done:
        proof = go_on(office.organisation, proof, most)
    assert list(proof.problems) == expected


def test_what_is_added_between_two_parts_is_no_break_and_what_is_taken_away_is(
    office: Office,
) -> None:
    write(office, 5)
    begun = go_on(office.organisation, begin_proof(office.organisation), 2)
    write(office, 2)
    assert go_on(office.organisation, begun).problems == ()
    tamper("DELETE FROM audit_auditentry WHERE number > 4")
    assert go_on(office.organisation, begun).problems == ("Entry 5 is missing.",)


@pytest.mark.usefixtures("long")
def test_a_part_whose_worker_was_stopped_keeps_nobody_from_asking_again(office: Office) -> None:
    write(office, 9)
    actor = office.act("nora")
    assert not have_proved(actor=actor, link="/", at=NOW).done
    task = DBTaskResult.objects.get(task_path__endswith="prove_on")
    task.status, task.started_at = "RUNNING", NOW
    task.save()
    assert proving(office.organisation, NOW) is not None
    later: Any = NOW.replace(hour=13)
    assert proving(office.organisation, later) is None
    assert not have_proved(actor=actor, link="/", at=later).done
    assert DBTaskResult.objects.filter(task_path__endswith="prove_on").count() == 2


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("long")
def test_the_page_while_it_is_checked_and_after(
    office: Office,
    sign_in: Callable[[Page, str], None],
    live_server: LiveServer,
    page: Page,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    write(office, 9)
    sign_in(page, "nora")
    page.goto(f"{live_server.url}{office.house}history/")
    page.get_by_role("button", name="Check the chain").click()
    page.get_by_text("The chain is being checked: 0 of 9 entries so far.").wait_for()
    axe(page)
    shoot(page, "authority-history-checking")
    drain()
    page.get_by_role("link", name="See how far it is").click()
    page.get_by_text("Last checked in the background").wait_for()
    axe(page)
    shoot(page, "authority-history-checked")
    assert AuditEntry.objects.count() == 9, "looking and proving write nothing into the chain"
