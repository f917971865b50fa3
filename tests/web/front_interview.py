"""Going through the interview as a person would, whatever order the engine asks in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.settling import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Locator, Page

UNKNOWN = "unknown"
MOST_QUESTIONS = 40

POSTED = {
    "engagement.work_country": "France",
    "engagement.kind": "employment",
    "engagement.category": "ordinary",
    "engagement.sent_by_employer": "true",
    "engagement.employer.country": "US",
    "engagement.sent_from": "US",
    "engagement.employed_before_transfer": "true",
    "engagement.works_for": "sending_employer",
    "engagement.employer.american": "true",
    "engagement.start": "2027-01-01",
    "engagement.end": "2029-12-31",
    "engagement.earlier_postings": "none",
    "worker.citizenships": "US",
    "worker.us_status": "citizen",
    "worker.residence": "US",
    "worker.private_health_insurance": "true",
    "worker.accompanying_family": "true",
    "engagement.hired_in": "US",
    "engagement.second_job_in": "none",
}
AFFILIATE = POSTED | {"engagement.works_for": "affiliate", "engagement.affiliate_3121l": UNKNOWN}
SEVEN_YEARS = POSTED | {"engagement.end": "2033-12-31"}
SINGAPORE = POSTED | {"engagement.work_country": "Singapore"}
BELGIUM = {
    "engagement.work_country": "Belgium",
    "engagement.kind": "self_employment",
    "engagement.category": "ordinary",
    "engagement.normally_in": "US",
    "engagement.same_activity_transferred": "true",
    "engagement.start": "2027-01-01",
    "engagement.end": "2028-12-31",
    "engagement.earlier_postings": "none",
    "worker.citizenships": "US",
    "worker.us_status": "citizen",
    "worker.residence": "US",
}
ITALY = {
    "engagement.work_country": "Italy",
    "engagement.kind": "employment",
    "engagement.category": "ordinary",
    "engagement.sent_by_employer": "true",
    "engagement.employer.country": "US",
    "engagement.employer.american": "true",
    "engagement.employed_before_transfer": "true",
    "engagement.works_for": "sending_employer",
    "engagement.hired_in": "US",
    "engagement.start": "2027-01-10",
    "engagement.end": "2028-12-31",
    "worker.citizenships": "IT",
    "worker.us_status": "resident_alien",
    "worker.residence": "US",
    "engagement.elected": "none",
}


def asked(page: Page) -> list[str]:
    """The facts that the page asks."""
    return page.locator('form.question input[name="asked"]').input_value().split()


def on_result(page: Page) -> bool:
    """Whether the result is shown."""
    return page.locator(".result").count() > 0


def move_on(page: Page, act: Callable[[], None]) -> None:
    """Do something that sends a form, and wait for the page that comes back."""
    page.locator("main").evaluate("main => main.dataset.old = 'yes'")
    act()
    expect(page.locator("main[data-old]")).to_have_count(0)
    expect(page.locator("main h1").first).to_be_visible()
    settle(page)


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that comes back."""
    move_on(page, lambda: page.get_by_role("button", name=name, exact=True).click())


def choose(box: Locator) -> None:
    """Choose a radio button or a checkbox by its label: the design system draws the boxes itself."""
    if not box.is_checked():
        box.locator("xpath=following-sibling::label").click()


def fill(page: Page, path: str, answer: str) -> None:
    """Put an answer into the field of a fact."""
    field = page.locator(f'fieldset[id="{path.replace(".", "-")}"]')
    radio = field.locator(f'input[type="radio"][value="{answer}"]')
    if path == "engagement.earlier_postings":
        choose(field.locator('input[type="checkbox"]'))
    elif radio.count():
        choose(radio)
    elif field.locator('input[type="checkbox"][name="' + path + '"]').count():
        choose(field.locator(f'input[type="checkbox"][value="{answer}"]'))
    else:
        field.locator(f'input[name="{path}"]').first.fill(answer)


def answer_page(page: Page, answers: Mapping[str, str]) -> None:
    """Answer what the page asks; what the answers leave out is not known."""
    paths = asked(page)
    known = [path for path in paths if answers.get(path, UNKNOWN) != UNKNOWN]
    for path in known:
        fill(page, path, answers[path])
    if len(known) == len(paths):
        press(page, "Continue")
    elif page.get_by_role("button", name="I do not know").count():
        move_on(page, page.get_by_role("button", name="I do not know").first.click)
    else:
        fill(page, paths[0], UNKNOWN)
        press(page, "Continue")


def go_through(page: Page, answers: Mapping[str, str]) -> list[str]:
    """Answer every question until the result is shown; answers the facts that were asked, in order."""
    page.goto("/decide/")
    seen: list[str] = []
    for _turn in range(MOST_QUESTIONS):
        if on_result(page):
            return seen
        seen.extend(asked(page))
        answer_page(page, answers)
    message = f"The interview did not end: {seen}"
    raise AssertionError(message)
