"""The benefits tab of a worker's file: begun with what the cases know, never stored, for who may read numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from playwright.sync_api import expect

from tests.desk.cast import NOW, posting_to_france
from totalis.casework.selectors.benefits import known_of
from totalis.casework.services.timeline import GivenPeriod, add_period
from totalis.procedure.casefile import PeriodLane
from totalis.webbase.audit.models import AuditEntry

TODAY = NOW.date()
EARNINGS = {"earnings-1999": "9876.54"}


@pytest.fixture
def case(cast):
    ada = cast.act("ada")
    case = posting_to_france(ada)
    spans = (
        (PeriodLane.CONTRIBUTIONS, "FR", date(2015, 1, 1), date(2017, 12, 31)),
        (PeriodLane.WORK, "FR", date(2017, 7, 1), date(2018, 6, 30)),
        (PeriodLane.WORK, "US", date(2019, 1, 1), date(2019, 12, 31)),
        (PeriodLane.RESIDENCE, "FR", date(2015, 1, 1), None),
    )
    for lane, country, start, end in spans:
        given = GivenPeriod(lane=lane, start=start, end=end, country=country)
        if lane is PeriodLane.WORK:
            given = replace(given, status="self_employed", place="Lyon", description="Optics")
        add_period(actor=ada, case=case, given=given, at=NOW)
    return case


def address(case):
    return f"/desk/{case.organisation.slug}/workers/{case.worker_id}/benefits/"


def test_periods_abroad_are_one_stretch_and_us_work_and_residence_are_none(cast, case):
    known = known_of(cast.act("ada"), case.worker, TODAY)
    assert known.typed["birth_date"] == case.worker.birth_date
    rows = {name: value for name, value in known.typed.items() if name != "birth_date"}
    assert rows == {"country-0": "FR", "start-0": "2015-01-01", "end-0": "2018-06-30"}
    assert known.notes == ("From the cases: France, 1 January 2015 to 30 June 2018.",)


def test_another_house_s_file_says_nothing(cast, case):
    known = known_of(cast.act("hana"), case.worker, TODAY)
    assert "country-0" not in known.typed


def test_the_tab_for_those_who_read_numbers(as_user, case):
    page = as_user("ada").get(f"/desk/borealis/workers/{case.worker_id}/")
    assert address(case) in page.content.decode()
    assert as_user("ada").get(address(case)).status_code == 200
    assert as_user("hana").get(address(case)).status_code == 404


def test_nothing_of_the_earnings_is_kept(as_user, case):
    client = as_user("ada")
    before = {model: model._default_manager.count() for model in apps.get_models()}
    facts = {
        "birth_date": "1964-05-02",
        "claim_month": "2026-08",
        "country-0": "FR",
        "start-0": "1990-01-01",
        "end-0": "2010-12-31",
        "do": "estimate",
        **EARNINGS,
    }
    answer = client.post(address(case), facts)
    assert answer.status_code == 200
    assert "9876.54" in answer.content.decode()
    assert {model: model._default_manager.count() for model in apps.get_models()} == before
    assert not AuditEntry.objects.filter(verb__contains="benefit").exists()


@pytest.mark.browser
def test_it_is_looked_at(case, page, sign_in, shoot, axe):
    sign_in(page, "ada")
    page.goto(address(case))
    axe(page)
    page.get_by_label("Day of birth of the worker").fill("1964-05-02")
    page.get_by_label("First month of the benefit").fill("2026-08")
    page.get_by_label("Paste the earnings table").fill("1998 $20,000\n1999 $21,000\n2000 $22,000")
    page.get_by_role("button", name="Go on to the years").click()
    expect(page.locator("#country-0")).to_have_value("FR")
    page.get_by_text("Family and former pensions", exact=True).click()
    page.locator("#relation-0").select_option("child")
    axe(page)
    page.get_by_role("button", name="Estimate the benefit").click()
    expect(page.locator("#family")).to_contain_text("nothing is due to the family")
    expect(page.locator("h1")).to_contain_text("No US benefit on these facts")
    axe(page)
    shoot(page, "desk-benefits")
