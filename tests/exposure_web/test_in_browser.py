"""The pages of exposure in a real browser: accessible at both widths, without scripts and by keyboard, and looked at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.desk.cast import NOW
from tests.desk.request.walk import decided_case
from tests.exposure_web.samples import (
    classified_run,
    contributions_run,
    pay_said,
    typed_run,
    unknown_line,
)
from tests.exposure_web.test_late import late_certificate
from tests.web.settling import fits
from totalis.casework.services.decisions import determine_case
from totalis.exposure.models import ChargeRun
from totalis.exposure.services.resolutions import resolve
from totalis.exposure.services.runs import withdraw_run

pytestmark = pytest.mark.browser
DESK = "/desk/borealis/exposure/"


@pytest.fixture
def addresses(cast):
    ada = cast.act("ada")
    row = late_certificate(ada)
    run, tested = classified_run(ada), contributions_run(ada)
    typed = typed_run(ada)
    given = resolve(
        actor=ada,
        run=run,
        line=unknown_line(run),
        category="not_covered",
        why="Collective agreement, annex 2: the plan of the house",
        at=NOW,
    )
    twice = tested.overlaps.get(finding="same_earnings")
    determine_case(actor=ada, case=row.case, as_of=NOW.date(), at=NOW)
    row.case.refresh_from_db()
    pay_said(ada, row.case, amount=Decimal(14_000))
    empty = decided_case(cast)
    withdraw_run(actor=ada, run=typed_run(ada), reason="Typed twice", at=NOW)
    split = run.charge_lines.exclude(answers__part="").first()
    pages = {
        "home": "",
        "type": "charges/new/",
        "run": f"charges/{run.pk}/",
        "typed-run": f"charges/{typed.pk}/",
        "line": f"charges/{run.pk}/lines/{unknown_line(run, 'employer').pk}/",
        "answers": "answers/",
        "answer": f"answers/{given.resolution.pk}/",
        "same": "same-earnings/",
        "same-run": f"same-earnings/{tested.pk}/",
        "same-stream": f"same-earnings/{tested.pk}/streams/{twice.pk}/",
        "money": "money/",
        "money-answer": f"money/?pay=8000&first=2025-01-01&last=2025-03-31&country=FR&run={run.pk}",
        "late": "late/",
        "money-law": "money/?pay=8000&currency=local&first=2025-11-01&last=2026-02-28&country=GB&per_dollar=0.78&rate_source=Bank+of+England",
        "late-one": f"late/{row.case.reference}/{row.pk}/",
        "case-money": f"cases/{row.case.reference}/",
        "case-money-none": f"cases/{empty.reference}/",
        "case": f"../cases/{row.case.reference}/",
        "case-none": f"../cases/{empty.reference}/",
    }
    if split is not None:
        pages["line-split"] = f"charges/{run.pk}/lines/{split.pk}/"
    return pages


def test_pages_are_looked_at(addresses, page, sign_in, shoot, axe):
    sign_in(page, "ada")
    for name, address in addresses.items():
        page.goto(f"{DESK}{address}")
        axe(page)
        shoot(page, f"exposure-{name}")


def test_nothing_lies_beyond_the_edge_of_a_phone(addresses, narrow_page, sign_in, axe):
    sign_in(narrow_page, "ada")
    for address in addresses.values():
        narrow_page.goto(f"{DESK}{address}")
        fits(narrow_page)
        axe(narrow_page)


@pytest.mark.usefixtures("cast")
def test_a_payslip_is_typed_and_resolved_without_scripts(page_without_javascript, sign_in):
    page = page_without_javascript
    sign_in(page, "ada")
    page.goto(f"{DESK}charges/new/")
    page.get_by_label("What to call it").fill("Payslip of January 2026")
    page.get_by_label("Country of the charges").select_option("FR")
    page.get_by_label("Charge of line 1").fill("Prime du plan maison")
    page.get_by_label("Amount of line 1").fill("40.00")
    page.get_by_role("button", name="Classify lines").click()
    expect(page.get_by_role("heading", name="1 kind of line to clear up")).to_be_visible()
    page.get_by_role("link", name="Say what it is").click()
    page.get_by_text("Not covered: Outside").click()
    page.get_by_label("Which document shows it").fill("Annex 2")
    page.get_by_role("button", name="Remember answer").click()
    expect(page.locator(".desk-messages")).to_contain_text("1 line has it now")
    assert ChargeRun.objects.count() == 1


@pytest.mark.usefixtures("addresses")
def test_the_line_is_reached_by_keyboard(page, sign_in):
    sign_in(page, "ada")
    run = ChargeRun.objects.earliest("pk")
    page.goto(f"{DESK}charges/{run.pk}/")
    link = page.get_by_role("link", name="Say what it is").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What is this line?")).to_be_visible()
