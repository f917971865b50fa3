"""The interview, its result and the law pages, in a real browser."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import yaml
from playwright.sync_api import expect

from tests.web import front_interview as interview
from tests.web.settling import fits
from totalis.webbase import clock

pytestmark = pytest.mark.browser

CASES = {
    "assigned": (
        interview.POSTED,
        "The United States covers this work.",
        "One country covers the work",
    ),
    "undetermined": (interview.AFFILIATE, "cannot be decided yet", "Not decided yet"),
    "beyond": (interview.SEVEN_YEARS, "Beyond the limit France covers", "Beyond the limit"),
    "no-agreement": (
        interview.SINGAPORE,
        "no social security agreement in force with Singapore",
        "No agreement",
    ),
    "disputed": (interview.BELGIUM, "contradict each other", "Sources contradict each other"),
    "election": (interview.ITALY, "may choose between the two systems", "The worker may choose"),
}
MOST_PRESSES = 400
"""A list of countries is long."""
LAW_PAGES = (
    "/law/",
    "/law/fr/",
    "/law/it/",
    "/law/common/",
    "/law/not-in-force/",
    "/law/search/?q=3121",
)


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("name", list(CASES))
def test_an_interview_leads_to_its_result(page, axe, name):
    answers, sentence, tag = CASES[name]
    interview.go_through(page, answers)
    expect(page.locator("h1")).to_contain_text(sentence)
    expect(page.locator(".outcome").first).to_contain_text(tag)
    axe(page)


def test_each_question_says_why_it_is_asked_what_shows_it_and_where_answers_lead(page, axe):
    page.goto("/decide/")
    axe(page)
    answers = interview.AFFILIATE | {"engagement.affiliate_3121l": "true"}
    while not interview.on_result(page):
        expect(page.locator("form.question")).to_contain_text("Why we ask:")
        expect(page.locator("form.question")).to_contain_text("Shown by:")
        expect(page.locator("form.question").get_by_text("→").first).to_be_attached()
        axe(page)
        interview.answer_page(page, answers)
    expect(page.locator("h1")).to_contain_text("The United States covers")


def test_the_whole_interview_by_keyboard_alone(page):
    page.goto("/decide/")
    for _turn in range(interview.MOST_QUESTIONS):
        if interview.on_result(page):
            break
        interview.move_on(page, lambda: answer_by_keyboard(page))
        # Focus moves to the new heading once the swap has settled.
        expect(page.locator("main h1:focus")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("The United States covers this work.")


IS_CHOSEN = "answer => document.activeElement.value === answer"


def press_until(page, key, wanted, about):
    """Press a key until what is wanted is so: at once, or as often as a page has fields and links."""
    for _press in range(MOST_PRESSES):
        if page.evaluate(wanted, about):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} never leads to {about}")


def answer_by_keyboard(page):
    for path in interview.asked(page):
        answer = interview.POSTED[path]
        press_until(page, "Tab", "path => document.activeElement.name?.startsWith(path)", path)
        kind = page.evaluate("document.activeElement.type")
        if kind == "radio":
            page.keyboard.press("Space")
            press_until(page, "ArrowDown", IS_CHOSEN, answer)
        elif kind == "checkbox":
            wanted = "true" if answer == "none" else answer
            press_until(page, "Tab", IS_CHOSEN, wanted)
            page.keyboard.press("Space")
        elif kind == "date":
            year, month, day = answer.split("-")
            page.keyboard.type(month + day + year)
        else:
            page.keyboard.type(answer)
    page.keyboard.press("Enter")


def test_the_whole_interview_without_javascript(page_without_javascript):
    page = page_without_javascript
    interview.go_through(page, interview.AFFILIATE)
    expect(page.locator("h1")).to_contain_text("cannot be decided yet")
    missing = page.locator(".missing__item")
    expect(missing).to_have_count(1)
    missing.get_by_role("button", name="Yes").click()
    expect(page.locator("h1")).to_contain_text("The United States covers this work.")


def test_a_country_is_added_to_a_list_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/decide/")
    page.get_by_label("Country", exact=True).fill("france")
    page.get_by_role("button", name="Add another").click()
    page.get_by_label("Country 2").fill("United States")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".answers__list")).to_contain_text("France, United States")


def test_a_mistyped_country_is_named_with_a_hint_and_kept(page, axe):
    page.goto("/decide/")
    page.get_by_label("Country", exact=True).fill("Frence")
    interview.press(page, "Continue")
    expect(page.locator("#errors")).to_contain_text("Did you mean France?")
    expect(page.get_by_label("Country", exact=True)).to_have_value("Frence")
    expect(page.locator("#errors")).to_be_focused()
    axe(page)


def test_changing_an_answer_keeps_the_later_ones_and_decides_again(page):
    interview.go_through(page, interview.POSTED)
    expect(page.locator("h1")).to_contain_text("The United States covers")
    page.locator("summary", has_text="All facts").click()
    interview.move_on(
        page, lambda: page.get_by_role("button", name="Change Expected last day").click()
    )
    page.get_by_label("Last day").fill("2034-06-30")
    interview.press(page, "Continue")
    expect(page.locator("h1")).to_contain_text("Beyond the limit France covers")
    page.locator("summary", has_text="All facts").click()
    expect(page.get_by_role("button", name="Change Company worked for there")).to_be_visible()


def test_the_answer_can_be_seen_at_any_time_and_questions_go_on(page, axe):
    page.goto("/decide/")
    interview.answer_page(page, interview.POSTED)
    interview.press(page, "Show the answer now")
    expect(page.locator("h1")).to_contain_text("cannot be decided yet")
    axe(page)
    interview.press(page, "Go on with the questions")
    assert interview.asked(page)


def test_the_browsers_back_leads_to_the_question_before_with_its_answer(page):
    page.goto("/decide/")
    first = interview.asked(page)
    interview.answer_page(page, interview.POSTED)
    second = interview.asked(page)
    assert second != first
    page.go_back()
    expect(page.locator('form.question input[name="asked"]')).to_have_value(" ".join(first))
    page.go_forward()
    expect(page.locator('form.question input[name="asked"]')).to_have_value(" ".join(second))
    expect(page.locator(".answers__list")).to_contain_text("France")


def test_nothing_of_the_facts_stands_in_the_address_or_in_storage(page):
    interview.go_through(page, interview.POSTED)
    page.wait_for_url("**/decide/")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "engagements" not in stored
    assert "France" not in stored
    assert [cookie["name"] for cookie in page.context.cookies()] == ["totalis_csrf"]


def test_facts_are_saved_and_opened_again(page, tmp_path):
    interview.go_through(page, interview.AFFILIATE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save facts YAML").click()
    path = tmp_path / "facts.yaml"
    download.value.save_as(path)
    sheet = yaml.safe_load(path.read_text())
    assert sheet["engagements"][0]["works_for"] == "affiliate"
    page.goto("/decide/")
    page.locator("summary", has_text="Open a fact sheet").click()
    page.get_by_label("Fact sheet, YAML or JSON").set_input_files(path)
    page.get_by_role("button", name="Open the sheet").click()
    expect(page.locator("h1")).to_contain_text("cannot be decided yet")


def test_the_determination_can_be_taken_along(page):
    interview.go_through(page, interview.POSTED)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download determination JSON").click()
    content = json.loads(download.value.path().read_text())
    assert content["engagements"][0]["outcome"] == "assigned"


def test_a_sheet_that_does_not_read_says_where_and_what_to_do(page, axe, tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("schema: totalis/facts/1\nengagements:\n  - id: e1\n    work_contry: FR\n")
    page.goto("/decide/")
    page.locator("summary", has_text="Open a fact sheet").click()
    page.get_by_label("Fact sheet, YAML or JSON").set_input_files(path)
    page.get_by_role("button", name="Open the sheet").click()
    expect(page.locator("h1")).to_have_text("We could not read these facts")
    expect(page.locator(".problems")).to_contain_text("work_country")
    expect(page.locator(".problems")).to_contain_text("broken.yaml:4")
    axe(page)


def test_the_timeline_is_a_picture_and_a_table(page):
    interview.go_through(page, interview.SEVEN_YEARS)
    picture = page.locator("svg.timeline__picture")
    expect(picture).to_have_attribute(
        "aria-label",
        "Work in France from 1 January 2027 to 31 December 2033. The limit ends on 31 December 2031.",
    )
    expect(page.locator(".timeline__bar--beyond")).to_have_count(1)
    page.locator("summary", has_text="The same as a table").click()
    expect(page.get_by_role("region", name="Timeline as a table")).to_contain_text("1 January 2032")


def test_another_day_of_the_law_is_used_when_asked(page):
    interview.go_through(page, interview.POSTED)
    page.get_by_label("Law of which day").fill("1980-01-01")
    interview.press(page, "Use this day")
    expect(page.locator("h1")).to_contain_text("it is not in force on 1 January 1980")


@pytest.mark.parametrize(
    "address",
    ["/", "/decide/sample/three-years-in-lyon/", "/decide/sample/affiliate-in-france/", *LAW_PAGES],
)
def test_pages_are_accessible_and_fit_a_phone(page, narrow_page, axe, address):
    page.goto(address)
    axe(page)
    narrow_page.goto(address)
    axe(narrow_page)
    fits(narrow_page)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/law/sources/", "/law/freshness/"])
def test_long_law_pages_are_accessible(page, axe, address):
    page.goto(address)
    axe(page)


def test_an_interview_fits_a_phone(narrow_page):
    narrow_page.goto("/decide/")
    while not interview.on_result(narrow_page):
        fits(narrow_page)
        interview.answer_page(narrow_page, interview.POSTED)
    fits(narrow_page)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_result_prints_whole(page, paper, tmp_path):
    import pdfplumber  # noqa: PLC0415 - only here

    page.goto("/decide/sample/three-years-in-lyon/")
    path = tmp_path / "result.pdf"
    page.pdf(path=path, format=paper, print_background=True)
    with pdfplumber.open(path) as document:
        text = "\n".join(sheet.extract_text() or "" for sheet in document.pages)
        assert len(document.pages) <= 5
    assert "The United States covers this work." in text
    assert "Decision support, not legal advice." in text
    assert "Timeline" in text
    assert "Download memo" not in text


def test_a_rule_has_an_address_of_its_own(page):
    page.goto("/decide/sample/three-years-in-lyon/")
    page.get_by_role("link", name="Article 6(1); 6(3)").click()
    page.wait_for_url("**/law/fr/#fr.employment.detached_us_to_fr")
    expect(page.locator("article:target h3")).to_contain_text("sends to France")
