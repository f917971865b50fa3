"""The whole way through the houses that run: desk, American agency, French agency, each a process of `totalis demo`.

No part is played by a test: three databases, signed HTTP between them, and a browser that is each person in turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from scripts.smoke import demo, person
from tests.authority.public.filling import example_answers
from tests.web.settling import settle
from totalis.authority.forms.public import PREFIX
from totalis.lawbook.forms.book import edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.slow

OFFICE, BUREAU = "/authority/demo-certificates-us/", "/authority/demo-certificates-fr/"
SELF_EMPLOYED = "us-de-self-employed-certificate-2026-11"
BORN = "1985-04-17"
PATIENCE = 180
"""Seconds until news have come from one house to the other; workers look every second or so."""


@dataclass(frozen=True)
class Houses:
    """A browser and the addresses."""

    browser: Browser
    at: dict[str, str]

    def be(self, name: str, house: str = "desk"):
        """Be somebody in a house."""
        return person(self.browser, self.at[house], name)


@pytest.fixture(scope="module")
def houses(browser: Browser) -> Iterator[Houses]:
    """The demonstration, running."""
    with demo() as addresses:
        yield Houses(browser, addresses)


def test_two_houses(houses: Houses) -> None:
    a_posting_to_france(houses)
    an_extension_that_both_agencies_agree_to(houses)
    somebody_self_employed_who_is_asked_and_refused(houses)


# ── one click, an examiner, the gate ──


def a_posting_to_france(houses: Houses) -> None:
    with houses.be("Ada Lindqvist") as ada:
        case = open_case(ada, "Marseille")
        ada.goto(f"{case}request/")
        ada.get_by_role("button", name="File with").click()
        number = control_number(ada, case)
        assert payroll(ada, case).startswith("hold")
    with houses.be("Nora Fielding", "US") as nora:
        take_up(nora, number)
        reads(nora, "Proposed: Issue")
        reads(nora, "Article 6(1)")
        choose(nora, "Issue")
        nora.get_by_role("button", name="Record decision").click()
        nora.get_by_text("The decision is on record").wait_for()
    accepted(houses, case)
    with houses.be("Cora Whitfield") as cora:
        cora.goto(f"{case}certificate/")
        open_certificate(cora)
        assert payroll(cora, case).startswith("hold"), "nothing is exempt before the release"
        cora.goto(f"{case}certificate/")
        open_certificate(cora)
        cora.get_by_role("button", name="Release to payroll").click()
        settle(cora)
        cora.goto(case)
        assert payroll(cora, case) == "exempt"


def accepted(houses: Houses, case: str) -> None:
    """The certificate comes and is compared by itself, and is accepted by somebody who did not file it."""
    arrived(houses, case)
    with houses.be("Ben Okafor") as ben:
        ben.goto(f"{case}certificate/")
        open_certificate(ben)
        reads(ben, "out of what is signed inside it")
        for box in ben.locator("main input[type=checkbox]").all():
            ben.locator(f"label[for={box.get_attribute('id')}]").click()
        ben.get_by_label("Reason").fill("It is the agency of this demonstration.")
        ben.get_by_role("button", name="Accept certificate").click()
        reads(ben, "Accepted")


def arrived(houses: Houses, case: str) -> None:
    """The desk looks every five minutes; who does not want to wait asks now."""
    with houses.be("Ada Lindqvist") as ada:
        ada.goto(f"{case}tracking/")
        ada.get_by_role("button", name="Ask now").click()
        settle(ada)
        until(ada, f"{case}certificate/", lambda page: certificates(page).count() > 0)


# ── two countries ──


def an_extension_that_both_agencies_agree_to(houses: Houses) -> None:
    with houses.be("Ada Lindqvist") as ada:
        case = open_case(ada, "Toulouse")
        ada.goto(f"{case}request/")
        ada.get_by_role("button", name="File with").click()
        number = control_number(ada, case)
    with houses.be("Nora Fielding", "US") as nora:
        take_up(nora, number)
        reads(nora, "both agencies must agree")
        choose(nora, "Issue")
        nora.get_by_role("button", name="Record decision").click()
        nora.get_by_text("The decision is on record").wait_for()
    messages = f"{OFFICE}requests/{number}/messages/"
    with houses.be("Owen Marsh", "US") as owen:
        confirm(owen, f"{OFFICE}requests/{number}/")
        owen.goto(messages)
        reads(owen, "has not answered yet")
    with houses.be("Julie Mercier", "FR") as julie:
        until(julie, f"{BUREAU}queue/", lambda page: requests(page).count() > 0)
        requests(julie).first.click()
        settle(julie)
        theirs = julie.url
        julie.get_by_role("button", name="Take up request").click()
        settle(julie)
        choose(julie, "Issue")
        julie.get_by_role("button", name="Record decision").click()
        julie.get_by_text("The decision is on record").wait_for()
    with houses.be("Karim Benali", "FR") as karim:
        confirm(karim, theirs)
    with houses.be("Nora Fielding", "US") as nora:
        until(nora, messages, lambda page: "agreed on" in page.locator("main").inner_text())
        nora.goto(f"{OFFICE}requests/{number}/")
        reads(nora, "Completed, issued")
    arrived(houses, case)


# ── the public form ──


def somebody_self_employed_who_is_asked_and_refused(houses: Houses) -> None:
    context = houses.browser.new_context(base_url=houses.at["US"], locale="en-US")
    page = context.new_page()
    number = filed_by_hand(page)
    with houses.be("Nora Fielding", "US") as nora:
        take_up(nora, number)
        nora.get_by_text("Ask for information").click()
        nora.get_by_label("What you need to know").fill("On what day did you move your business?")
        nora.get_by_role("button", name="Send question").click()
        settle(nora)
    answer(page, number)
    with houses.be("Nora Fielding", "US") as nora:
        nora.goto(f"{OFFICE}requests/{number}/")
        reads(nora, "I moved it on the first day")
        choose(nora, "Refuse")
        nora.get_by_label("Article").first.fill("6(1)")
        nora.get_by_label("Reasons for the requester").fill(
            "The activity was not carried on in the United States before it moved."
        )
        if not nora.get_by_label("Why you differ from the engine").is_visible():
            nora.get_by_text("Other days, other countries, another opinion").click()
        nora.get_by_label("Why you differ from the engine").fill("Its books begin after the move.")
        nora.get_by_role("button", name="Record decision").click()
        nora.get_by_text("The decision is on record").wait_for()
    with houses.be("Owen Marsh", "US") as owen:
        confirm(owen, f"{OFFICE}requests/{number}/")
    page.goto(f"/service/request/{number}/")
    reads(page, "The activity was not carried on in the United States before it moved.")
    reads(page, "6(1)")
    context.close()


def filed_by_hand(page: Page) -> str:
    """Fill in the German form for the self-employed and send it; answers the control number."""
    form = edition(SELF_EMPLOYED)
    answers = example_answers(form)
    page.goto("/service/new/de/")
    page.locator(f"form:has(input[name=lane][value={form.lane.value}]) button").first.click()
    page.wait_for_url("**/step/**")
    for _step in form.steps:
        if "/step/" not in page.url:
            break
        fill(page, answers)
        page.get_by_role("button", name="Save and go on").click()
        settle(page)
    if "/review/" not in page.url:
        page.goto(re.sub(r"/step/.*|/documents/.*", "/review/", page.url))
    page.get_by_text("I declare").click()
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/sent/", timeout=60_000)
    return page.locator(".service-number").inner_text()


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer what a step asks; an answer may bring another question along."""
    for key, text in answers.items():
        box = page.locator(f"[name='{PREFIX}{key}']")
        settle(page)
        if not box.count():
            continue
        if box.first.get_attribute("type") == "radio":
            chosen = page.locator(f"[name='{PREFIX}{key}'][value='{text}']")
            page.locator(f"label[for={chosen.get_attribute('id')}]").click()
        elif box.first.evaluate("element => element.tagName") == "SELECT":
            box.first.select_option(text)
        else:
            box.first.fill(text)


def answer(page: Page, number: str) -> None:
    """Answer the examiner's question on the status page."""
    page.goto("/service/status/")
    if page.get_by_label("Control number").count():
        page.get_by_label("Control number").fill(number)
        page.get_by_label("day of birth").fill(BORN)
        page.get_by_role("button", name="Show the status").click()
        page.wait_for_url("**/request/**")
    page.goto(f"/service/request/{number}/")
    page.locator("main textarea").first.fill("I moved it on the first day of the work.")
    page.get_by_role("button", name=re.compile("Send|Answer")).first.click()
    settle(page)


# ── what everybody does ──


def reads(page: Page, text: str) -> None:
    """The page shows this, or will in a moment."""
    expect(page.locator("main")).to_contain_text(text, use_inner_text=True)


def open_case(page: Page, words: str) -> str:
    page.goto(f"/desk/borealis/cases/?q={words}")
    page.get_by_role("row").filter(has_text=words).get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/cases/TC-[\d-]+/$"))
    return page.url


def control_number(page: Page, case: str) -> str:
    """The control number, once the service has answered."""
    shape = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")

    def there(page: Page) -> bool:
        return bool(shape.search(page.locator("main").inner_text()))

    until(page, f"{case}tracking/", there)
    found = shape.search(page.locator("main").inner_text())
    assert found
    return found[0]


def payroll(page: Page, case: str) -> str:
    """The word of payroll on a case's page."""
    if not page.url.startswith(case):
        page.goto(case)
    found = re.search(
        r"Payroll\s+(withhold|hold|exempt|changed)", page.locator("main").inner_text()
    )
    assert found
    return found[1]


def certificates(page: Page) -> Locator:
    return page.locator("main a[href*='/certificate/']").filter(has_text=re.compile(r"US\d\d-"))


def open_certificate(page: Page) -> None:
    certificates(page).first.click()
    settle(page)


def requests(page: Page) -> Locator:
    return page.locator("main table a[href*='/requests/']")


def take_up(page: Page, number: str) -> None:
    page.goto(f"{OFFICE}requests/{number}/")
    page.get_by_role("button", name="Take up request").click()
    settle(page)


def choose(page: Page, word: str) -> None:
    page.locator("label", has_text=re.compile(rf"^\s*{word}\s*$")).first.click()


def confirm(page: Page, address: str) -> None:
    """Be the second person."""
    page.goto(address)
    page.get_by_role("button", name=re.compile("Confirm")).first.click()
    settle(page)


def until(page: Page, address: str, holds: Callable[[Page], bool]) -> None:
    """Look again until something has come."""
    end = monotonic() + PATIENCE
    while True:
        page.goto(address)
        if holds(page):
            return
        assert monotonic() < end, f"{address} did not change:\n{page.locator('main').inner_text()}"
        sleep(1)
