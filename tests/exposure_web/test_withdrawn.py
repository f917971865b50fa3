"""Typed lines that were a mistake: taken back with a reason, still to be seen, and counted by nothing."""

from __future__ import annotations

import pytest

from tests.desk.cast import NOW
from tests.exposure_web.samples import UNKNOWN, classified_run, typed_run, unknown_line
from tests.exposure_web.test_pages import text_of
from totalis.exposure.models import ChargeAnswer, ChargeRun, Classification
from totalis.exposure.selectors.risk import classified_runs
from totalis.exposure.selectors.runs import run_lines, withdrawn_runs
from totalis.exposure.services.classifying import classify_run
from totalis.exposure.services.resolutions import resolve
from totalis.exposure.services.runs import classify_again, withdraw_run
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.registers.services import withdraw

pytestmark = pytest.mark.django_db
DESK = "/desk/borealis/exposure/"


def test_nothing_counts_what_was_taken_back_and_it_is_still_seen(cast):
    ada = cast.act("ada")
    run, other = typed_run(ada), typed_run(ada)
    withdraw_run(actor=ada, run=run, reason="The payslip of somebody else", at=NOW)
    assert [one.run for one in run_lines(ada)] == [other]
    assert classified_runs(ada) == [other]
    assert not ChargeAnswer.objects.filter(line__run=run).exists()
    [gone] = withdrawn_runs(ada)
    said_of = (gone.run.withdrawn_as, gone.run.withdrawn_because)
    assert said_of == (ada.label, "The payslip of somebody else")
    assert {(line.label, amount) for line, amount in gone.typed} == {
        ("Sécurité sociale plafonnée", "276.35 EUR"),
        (UNKNOWN, "40.00 EUR"),
    }
    entry = AuditEntry.objects.get(verb="withdrew charge lines")
    assert entry.details["because"] == "The payslip of somebody else"


def test_an_answer_given_later_does_not_reach_it(cast):
    ada = cast.act("ada")
    run, other = typed_run(ada), typed_run(ada)
    withdraw_run(actor=ada, run=run, reason="Twice", at=NOW)
    found = resolve(
        actor=ada, run=other, line=unknown_line(other), category="not_covered", why="Letter", at=NOW
    )
    assert found.lines == 1


def test_a_worker_that_is_at_it_stops(cast):
    ada = cast.act("ada")
    run = typed_run(ada)
    work = Classification.objects.create(
        organisation=ada.organisation,
        run=run,
        number=9,
        catalogue="x",
        working_since=NOW,
        made_as="x",
        made_at=NOW,
    )
    withdraw_run(actor=ada, run=run, reason="Twice", at=NOW)
    assert classify_run(number=work.pk, at=NOW) == 0
    run.refresh_from_db()
    assert run.current is None


def test_what_is_refused(cast):
    ada = cast.act("ada")
    run, filed = typed_run(ada), classified_run(ada)
    with pytest.raises(MissingRightError):
        withdraw_run(actor=cast.act("dev"), run=run, reason="x", at=NOW)
    with pytest.raises(ChargeRun.DoesNotExist):
        withdraw_run(actor=cast.act("hana"), run=run, reason="x", at=NOW)
    with pytest.raises(InputError, match="reason"):
        withdraw_run(actor=ada, run=run, reason=" ", at=NOW)
    with pytest.raises(InputError, match="at run"):
        withdraw_run(actor=ada, run=filed, reason="x", at=NOW)
    withdraw_run(actor=ada, run=run, reason="x", at=NOW)
    for again in (
        lambda: withdraw_run(actor=ada, run=run, reason="x", at=NOW),
        lambda: classify_again(actor=ada, run=run, at=NOW),
    ):
        with pytest.raises(InputError):
            again()


def test_on_the_page_and_in_the_list(as_user, cast):
    ada = cast.act("ada")
    run, filed = typed_run(ada), classified_run(ada)
    browser = as_user("ada")
    assert "Withdraw the file" in text_of(browser.get(f"{DESK}charges/{filed.pk}/"))
    address = f"{DESK}charges/{run.pk}/"
    assert browser.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}withdraw/", {"reason": "Typed twice"}).status_code == 302
    assert browser.get(address).status_code == 404
    assert filed.register is not None
    withdraw(actor=ada, register=filed.register, reason="Wrong month", at=NOW)
    listed = text_of(browser.get(DESK))
    assert "Typed twice" in listed
    assert "Wrong month" in listed
    assert as_user("dev").post(f"{address}withdraw/", {"reason": "x"}).status_code == 403
