"""A whole register decided, each row as it would be alone; cases opened from it, each once."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW
from tests.population import samples
from totalis.casework.models import Case, CaseDetermination, Employer, Worker
from totalis.evaluate import determine
from totalis.evaluate.population.cells import sheet_of
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.errors import InputError
from totalis.population.models import CaseOpening, ScreenedRow, ScreeningRun
from totalis.population.selectors.runs import Chosen, csv_rows, summary_of
from totalis.population.services import opening, screening
from totalis.population.services.opening import open_cases
from totalis.population.services.screening import start_screening
from totalis.population.tasks import wake_screenings
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.registers.services import withdraw

pytestmark = pytest.mark.django_db
BASE = "/desk/borealis/screening/"


@pytest.fixture
def ada(cast):
    return cast.act("ada")


@pytest.fixture
def run(ada):
    return samples.screened(ada)


def rows_by_worker(run):
    return {row.worker_id: row for row in run.screened.all()}


def test_each_row_is_what_determine_says_of_it_alone(run):
    rows = rows_by_worker(run)
    assert {name: row.outcome for name, row in rows.items()} == {
        "E-1": "undetermined",
        "E-2": "assigned",
        "E-3": "undetermined",
        "E-4": "invalid",
        "E-5": "no_agreement",
    }
    for name in ("E-1", "E-2", "E-3", "E-5"):
        row = rows[name]
        alone = json.loads(
            determine(sheet_of(row.facts, {}), as_of=NOW.date(), law=lawbook()).to_json()
        )["engagements"][0]
        assert row.outcome == alone["outcome"], name
        assert row.covered_by == (alone["covered_by"] or ""), name
        assert row.rule == (alone["rule"] or ""), name
        assert len(row.missing.split("|")) == len(alone["missing"]) or not row.missing, name
    assert "XX" in rows["E-4"].error
    assert rows["E-2"].facts["employer_american"] == "false"  # the file says "no"


def test_what_is_at_risk_is_known_only_where_it_can_be(run):
    rows = rows_by_worker(run)
    posted = rows["E-2"]
    assert (posted.covered_by, posted.exempt_in, posted.issuer) == ("DE", "US", "DE")
    # 12 x 8,000 USD = 96,000 lies below the wage base of 184,500 (2026): 15.3 percent, both shares.
    assert posted.at_risk == 122400
    assert all(row.at_risk is None for name, row in rows.items() if name != "E-2")


def test_the_same_day_is_not_screened_twice_and_another_is_beside_it(ada, run):
    with pytest.raises(InputError, match="as_of"):
        start_screening(actor=ada, register=run.register, as_of=NOW.date(), at=NOW)
    earlier = start_screening(actor=ada, register=run.register, as_of=date(2010, 1, 1), at=NOW)
    assert earlier.done == run.done == 5
    assert ScreeningRun.objects.count() == 2


def test_a_stopped_worker_is_taken_up_where_it_stood(ada, monkeypatch):
    monkeypatch.setattr(screening, "DIRECT", 0)
    monkeypatch.setattr(screening, "PORTION", 2)
    run = samples.screened(ada)
    assert (run.done, run.finished_at) == (0, None)
    calls = iter((None, RuntimeError("killed")))
    decide = screening._decide

    def dies(run, rows):
        error = next(calls, RuntimeError("killed"))
        if error is not None:
            raise error
        decide(run, rows)

    monkeypatch.setattr(screening, "_decide", dies)
    with pytest.raises(RuntimeError, match="killed"):
        screening.carry_on(run.pk, NOW)
    run.refresh_from_db()
    assert (run.done, run.screened.count()) == (2, 2)
    monkeypatch.setattr(screening, "_decide", decide)
    ScreeningRun.objects.update(working_since=NOW - timedelta(hours=1))
    assert wake_screenings(NOW) == 1
    assert screening.carry_on(run.pk, NOW) == 5
    run.refresh_from_db()
    assert run.finished_at is not None
    assert [row.line for row in run.screened.order_by("line")] == [2, 3, 4, 5, 6]


def test_cases_are_opened_with_facts_and_decision_each_once(cast, ada, run):
    made = open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    assert (made.wanted, made.opened, made.left_out) == (4, 3, 1)
    rows = rows_by_worker(run)
    assert rows["E-4"].case is None
    assert rows["E-5"].case is None
    assert "nobody is registered as E-5" in rows["E-5"].left_out
    posted = rows["E-1"].case
    assert posted.owner == cast.ada
    assert posted.worker.staff_number == "E-1"
    assert CaseDetermination.objects.get(case=posted).document["engagements"][0]["outcome"] == (
        rows["E-1"].outcome
    )
    assert Employer.objects.filter(name="Acme").count() == 1
    with pytest.raises(InputError, match="rows"):
        open_cases(
            actor=ada, run=run, chosen=run.screened.filter(worker_id__in=("E-1", "E-4")), at=NOW
        )
    Worker.objects.create(
        organisation=ada.organisation, family_names="Eve", staff_number="E-5", created_at=NOW
    )
    again = open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    assert (again.wanted, again.opened) == (1, 1)
    assert Case.objects.count() == 4
    assert AuditEntry.objects.filter(verb="ordered cases from screening").count() == 2


def test_many_cases_are_opened_by_the_worker_and_a_stop_doubles_none(ada, run, monkeypatch):
    monkeypatch.setattr(opening, "DIRECT", 0)
    made = open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    assert Case.objects.count() == 0
    opened = opening._open

    def once(actor, row, at):
        opened(actor, row, at)
        message = "killed"
        raise RuntimeError(message)

    monkeypatch.setattr(opening, "_open", once)
    with pytest.raises(RuntimeError, match="killed"):
        opening.open_ordered.call(made.pk)
    assert Case.objects.count() == 0  # the case and the mark of its row are one
    monkeypatch.setattr(opening, "_open", opened)
    assert opening.open_ordered.call(made.pk) == 3
    assert opening.open_ordered.call(made.pk) == 3
    assert Case.objects.count() == 3
    assert CaseOpening.objects.get().finished_at is not None


def test_withdrawing_the_register_keeps_what_became_cases(ada, run):
    open_cases(actor=ada, run=run, chosen=run.screened.filter(worker_id="E-1"), at=NOW)
    withdraw(actor=ada, register=run.register, reason="The wrong file", at=NOW)
    run.refresh_from_db()
    assert run.withdrawn_at == NOW
    assert [row.worker_id for row in run.screened.all()] == ["E-1"]


def test_who_may_only_look_opens_and_screens_nothing(cast, run):
    for name in ("ben", "cora", "dev"):
        with pytest.raises(PermissionDenied):
            open_cases(actor=cast.act(name), run=run, chosen=run.screened.all(), at=NOW)
        with pytest.raises(PermissionDenied):
            start_screening(
                actor=cast.act(name), register=run.register, as_of=date(2020, 1, 1), at=NOW
            )


def test_the_file_holds_every_row_and_no_formula(ada):
    run = samples.screened(ada, samples.POSTED.replace("E-1", "=E-1"))
    lines = list(csv.DictReader(StringIO("".join(csv_rows(run, Chosen())))))
    assert [line["worker_id"] for line in lines] == ["'=E-1"]
    assert lines[0]["outcome"] == run.screened.get().outcome


def test_the_summary_counts_what_the_rows_say(run):
    summary = summary_of(run)
    assert sum(bar.rows for bar in summary.outcomes) == 5
    assert {bar.key: bar.rows for bar in summary.countries}["FR"] >= 2
    assert summary.without_case == 4
    assert summary.missing


def test_pages_say_it_and_open_cases(as_user, run):
    client = as_user("ada")
    home = client.get(BASE).content.decode()
    assert "staff.csv" in home
    page = client.get(f"{BASE}{run.pk}/").content.decode()
    assert "Not decided yet: facts are missing" in page
    one = run.screened.get(worker_id="E-1")
    row = client.get(f"{BASE}{run.pk}/rows/{one.pk}/").content.decode()
    assert "What is missing" in row
    wrong = run.screened.get(worker_id="E-4")
    assert (
        "Why it cannot be read" in client.get(f"{BASE}{run.pk}/rows/{wrong.pk}/").content.decode()
    )
    answer = client.post(f"{BASE}{run.pk}/cases/", {"which": "ticked", "row": [one.pk]})
    assert answer.status_code == 302
    assert ScreenedRow.objects.get(pk=one.pk).case is not None
    nothing = client.post(f"{BASE}{run.pk}/cases/", {"which": "ticked"})
    assert nothing.status_code == 422
    assert "No case was opened" in nothing.content.decode()
    everything = client.post(f"{BASE}{run.pk}/cases/?outcome=no_agreement", {"which": "all"})
    assert everything.status_code == 302
    assert run.screened.get(worker_id="E-5").left_out
    assert as_user("hana").get(f"{BASE}{run.pk}/").status_code == 404


def test_another_day_can_be_asked_for_on_the_page(as_user, run):
    client = as_user("ada")
    empty = client.post(f"{BASE}{run.pk}/again/", {"as_of": ""})
    assert empty.status_code == 422
    assert "Choose a day." in empty.content.decode()
    made = client.post(f"{BASE}{run.pk}/again/", {"as_of": "2012-06-30"})
    assert made.status_code == 302
    assert ScreeningRun.objects.get(as_of=date(2012, 6, 30)).done == 5
