"""The house in a real browser: axe finds nothing at either width, and a request goes from the queue to a second person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.authority.cast import NOW, assessed, sent, too_long, undetermined
from tests.web.settling import fits
from totalis.authority.services import asking, assigning, deciding
from totalis.authority.services.deciding import Given

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(office):
    """Requests in every state."""
    clear = sent(office, at=NOW - timedelta(days=9))
    other = {"worker_ssn": "212-48-1234", "worker_full_name": "Ada Long"}
    issued = sent(office, answers=other, at=NOW - timedelta(days=5))
    deciding.decide(
        actor=office.act("otto"),
        request=issued,
        assessment=assessed(issued),
        given=Given(kind="issue"),
        at=NOW - timedelta(days=2),
    )
    open_ = undetermined(
        office,
        answers={"worker_ssn": "212-48-1235", "worker_full_name": "Bo Long"},
        at=NOW - timedelta(days=60),
    )
    asking.ask(
        actor=office.act("nora"),
        request=open_,
        text="Is there a section 3121(l) agreement for Borealis France SAS?",
        fields=["affiliate_3121l"],
        answer_by=NOW.date() + timedelta(days=20),
        at=NOW,
    )
    beyond = too_long(office, answers={"worker_ssn": "212-48-1236"})
    assigning.prioritise(
        actor=office.act("nora"), request=beyond, priority=2, reason="Travels on Monday.", at=NOW
    )
    return {"clear": clear, "issued": issued, "open": open_, "beyond": beyond}


def test_the_house_is_accessible_and_readable(
    house, office, page, narrow_page, sign_in, axe, shoot
):
    requests = {f"request-{key}": f"requests/{one.control_number}/" for key, one in house.items()}
    pages = {"overview": "", "queue": "queue/", "second": "second/", "history": "history/"}
    for browser_page in (page, narrow_page):
        sign_in(browser_page, "petra")
        for name, path in (pages | requests).items():
            browser_page.goto(office.house + path)
            if browser_page is page:
                shoot(page, f"house-{name}")
            axe(browser_page)
            fits(browser_page)


def test_the_administrators_pages_are_accessible(office, page, sign_in, axe, shoot):
    sign_in(page, "silas")
    for path in ("policy/", "agency/"):
        page.goto(office.house + path)
        axe(page)
        shoot(page, f"house-{path.strip('/')}")


def test_an_exception_goes_from_the_queue_to_a_second_person(
    house, office, page, sign_in, axe, shoot
):
    number = house["beyond"].control_number
    sign_in(page, "nora")
    page.goto(office.house)
    page.get_by_role("link", name=number).first.click()
    page.get_by_role("button", name="Take up request").click()
    page.locator("label", has_text="Issue").first.click()
    page.get_by_label("Article").fill("6(1)")
    page.get_by_label("Covered by").select_option("US")
    page.get_by_label("Exempt in").select_option("FR")
    page.get_by_role("button", name="Record decision").click()
    page.get_by_text("waits for one").wait_for()
    # No partner is connected: the letter on which the exception rests is entered before anybody confirms.
    page.get_by_label("Who agreed").fill("Cleiss, Mme Martin")
    page.get_by_label("In which document").fill("Letter DRI/2026/118")
    page.get_by_label("Day of the document").fill("2026-11-03")
    axe(page)
    shoot(page, "house-consent")
    page.get_by_role("button", name="Enter agreement").click()
    page.get_by_text("entered that Cleiss, Mme Martin agreed on 3 November 2026").wait_for()
    page.context.clear_cookies()
    sign_in(page, "petra")
    page.goto(f"{office.house}second/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name="Confirm decision").click()
    page.get_by_role("heading", name="Issued").wait_for()
    house["beyond"].refresh_from_db()
    assert house["beyond"].outcome == "issued"
