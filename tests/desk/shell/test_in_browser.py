"""The shell in a real browser: accessible at both widths, and looked at."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.desk.cast import (
    NOW,
    case_address,
    empty_case,
    posting_sheet,
    posting_to_france,
    worker_of,
)
from tests.web.settling import fits
from totalis.casework.services.decisions import determine_case

pytestmark = pytest.mark.browser


@pytest.fixture
def cases(cast):
    ada = cast.act("ada")
    posted = posting_to_france(ada)
    determine_case(actor=ada, case=posted, as_of=NOW.date(), at=NOW)
    unclear = posting_to_france(
        ada,
        title="Chen to Paris",
        worker=worker_of(ada, given_names="Lin", family_names="Chen", ssn="", staff_number="B-118"),
        sheet=posting_sheet("affiliate-in-france"),
    )
    determine_case(actor=ada, case=unclear, as_of=NOW.date(), at=NOW)
    away = posting_to_france(
        ada,
        title="Osei to Singapore",
        worker=worker_of(ada, given_names="Kofi", family_names="Osei", ssn=""),
        sheet=posting_sheet("a-year-in-singapore"),
        partner="SG",
    )
    determine_case(actor=ada, case=away, as_of=NOW.date(), at=NOW)
    bare = empty_case(
        ada, title="Somebody to Japan", worker=worker_of(ada, family_names="Sato"), owner=cast.finn
    )
    return [posted, unclear, away, bare]


def test_pages_are_looked_at(cases, page, sign_in, shoot, axe):
    sign_in(page, "ada")
    posted, unclear, _away, bare = cases
    desk = "/desk/borealis/"
    for name, address in {
        "dashboard": desk,
        "cases": f"{desk}cases/",
        "case-posted": case_address(posted),
        "case-unclear": case_address(unclear),
        "case-bare": case_address(bare),
        "case-title": case_address(posted, "title"),
        "case-parties": case_address(posted, "parties"),
        "case-new": f"{desk}cases/new/",
        "workers": f"{desk}workers/",
        "worker": f"{desk}workers/{posted.worker_id}/",
        "worker-change": f"{desk}workers/{posted.worker_id}/change/",
        "employers": f"{desk}employers/",
        "employer-new": f"{desk}employers/new/",
        "me": "/desk/me/",
    }.items():
        page.goto(address)
        axe(page)
        shoot(page, f"desk-{name}")


@pytest.mark.usefixtures("cases")
def test_the_door_and_one_s_own_page_are_looked_at(page, sign_in, shoot, axe):
    sign_in(page, "finn")
    page.goto("/desk/")
    axe(page)
    shoot(page, "desk-organisations")
    page.goto("/desk/me/")
    page.get_by_role("button", name="Make address").click()
    page.get_by_label("Address for your calendar program").wait_for()
    axe(page)
    shoot(page, "desk-me")


@pytest.mark.usefixtures("cast")
def test_an_empty_desk_says_how_to_begin(page, sign_in, shoot, axe):
    sign_in(page, "gia")
    for name in ("", "cases/", "workers/", "employers/"):
        page.goto(f"/desk/gia-moss/{name}")
        axe(page)
    page.goto("/desk/gia-moss/")
    shoot(page, "desk-empty")


@pytest.mark.usefixtures("cast")
def test_opening_a_case_by_keyboard_alone(page, sign_in):
    sign_in(page, "ada")
    page.goto("/desk/borealis/cases/new/")
    reach(page, "Family names of a new worker")
    page.keyboard.type("Rivera")
    reach(page, "Open case", role="button")
    page.keyboard.press("Enter")
    expect(page.locator(".case-head__who")).to_contain_text("Rivera")
    expect(page.locator(".desk-messages")).to_contain_text("TC-2026-0001 is open")


@pytest.mark.usefixtures("cases")
def test_the_list_works_without_javascript(page_without_javascript, sign_in):
    page = page_without_javascript
    sign_in(page, "ada")
    page.goto("/desk/borealis/cases/")
    page.get_by_label("Search reference, name, employer, control number").fill("chen")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".cases-table tbody tr")).to_have_count(1)
    page.get_by_label("Stage").select_option("in_force")
    page.get_by_role("button", name="Show cases").click()
    expect(page.get_by_role("heading", name="No case fits")).to_be_visible()


@pytest.mark.parametrize("path", ["", "cases/", "workers/", "employers/"])
def test_nothing_lies_beyond_the_edge_of_a_phone(cases, narrow_page, sign_in, axe, path):
    sign_in(narrow_page, "ada")
    narrow_page.goto(f"/desk/borealis/{path}")
    axe(narrow_page)
    fits(narrow_page)
    narrow_page.goto(case_address(cases[1]))
    axe(narrow_page)
    fits(narrow_page)


def reach(page, name, role=None):
    """Press Tab until the control of that name has the focus."""
    wanted = page.get_by_role(role, name=name) if role else page.get_by_label(name)
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab does not reach {name}")
