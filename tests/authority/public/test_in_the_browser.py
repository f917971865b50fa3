"""The public pages in a real browser: by keyboard, at phone width, without scripts, and under axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from tests.authority.cast import written_request
from tests.authority.public.filling import example_answers
from tests.web.settling import fits
from totalis.authority.models import CoverageRequest, Decision, Draft, Question
from totalis.authority.services import drafting
from totalis.authority.services.assessing import assess
from totalis.authority.views.public_door import REQUESTS
from totalis.lawbook.forms.book import edition
from totalis.webbase import clock

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam
    from playwright.sync_api import Page

    from tests.authority.cast import Office
    from tests.web.conftest import Axe, Shoot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]
FRANCE = "us-fr-employer-certificate-2026-11"


@pytest.fixture
def france(office: Office) -> Draft:
    """A French form that is filled in."""
    form = edition(FRANCE)
    return drafting.begin(
        agency=office.agency,
        edition=form,
        language="en",
        at=clock.now(),
        answers=example_answers(form),
    )


def _open(page: Page, draft: Draft) -> None:
    page.goto(f"/service/resume/{drafting.link_secret(draft.handle)}/")


def test_pages_before_a_form(page: Page, axe: Axe, shoot: Shoot) -> None:
    for address, name in (
        ("/service/", "service-start"),
        ("/service/new/", "service-choose"),
        ("/service/new/fr/", "service-forms"),
        ("/service/confidentiality/", "service-confidentiality"),
        ("/service/status/", "service-status"),
    ):
        page.goto(address)
        axe(page)
        shoot(page, name)


def test_a_form_by_keyboard(page: Page, axe: Axe, shoot: Shoot) -> None:
    page.goto("/service/new/fr/")
    page.locator(".service-offer button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/worker/")
    axe(page)
    shoot(page, "service-step-worker")
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#wrong")
    axe(page)
    shoot(page, "service-step-wrong")


def test_looking_over_and_sending(france: Draft, page: Page, axe: Axe, shoot: Shoot) -> None:
    _open(page, france)
    page.wait_for_url("**/review/")
    axe(page)
    shoot(page, "service-review")
    page.get_by_label("I declare").focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Send the request")
    button.dblclick()
    page.wait_for_url("**/sent/")
    axe(page)
    shoot(page, "service-sent")
    number = page.locator(".service-number").inner_text()
    assert CoverageRequest.objects.get().control_number == number
    page.get_by_role("link", name="See the status").click()
    page.wait_for_url("**/request/**")
    axe(page)
    shoot(page, "service-request")


def test_a_form_without_scripts(page_without_javascript: Page) -> None:
    page = page_without_javascript
    page.goto("/service/new/fr/")
    page.locator(".service-offer button").first.click()
    page.get_by_label("Full name of the worker").fill("髙橋 美咲")
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Name at birth", exact=True).fill("鈴木")
    page.get_by_role("button", name="Go on and complete this later").click()
    page.wait_for_url("**/step/employer/")
    answers = Draft.objects.get().answers
    assert (answers["worker_full_name"], answers["worker_maiden_name"]) == ("髙橋 美咲", "鈴木")


def test_checks_as_one_types(page: Page, axe: Axe) -> None:
    page.goto("/service/new/fr/")
    page.locator(".service-offer button").first.click()
    page.wait_for_url("**/step/**")
    page.get_by_label("US Social Security number").fill("000-12")
    page.keyboard.press("Tab")
    page.locator("#says-worker_ssn .usa-error-message").wait_for()
    page.get_by_text("Yes", exact=True).first.click()
    page.get_by_label("Name at birth", exact=True).wait_for()
    axe(page)
    page.get_by_label("Name at birth", exact=True).fill("Taylor")
    with page.expect_response("**/check/**"):
        page.get_by_label("Full name of the worker").click()
    assert Draft.objects.get().answers["worker_maiden_name"] == "Taylor"
    page.get_by_text("No", exact=True).first.click()
    page.locator("input[name=a-worker_maiden_name]").wait_for(state="detached")


def test_a_whole_request_at_phone_width(france: Draft, narrow_page: Page, axe: Axe) -> None:
    page = narrow_page
    _open(page, france)
    page.wait_for_url("**/review/")
    fits(page)
    page.get_by_text("I declare").click()
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/sent/")
    number = page.locator(".service-number").inner_text()
    page.context.clear_cookies()
    page.goto("/service/status/")
    page.get_by_label("Control number").fill(number.lower())
    page.get_by_label("day of birth").fill("1985-04-17")
    page.get_by_role("button", name="Show the status").click()
    page.wait_for_url("**/request/**")
    axe(page)
    fits(page)


def test_the_status_page_with_a_question_and_a_refusal(
    office: Office, page: Page, axe: Axe, shoot: Shoot
) -> None:
    asked = written_request(office, "ASKD-ASKD-ASKD", state="pending", due_on=clock.today())
    Question.objects.create(
        organisation=office.organisation,
        request=asked,
        text="Who pays the wages while Ms Rivera is in Lyon?",
        answer_by=clock.today(),
        made_at=clock.now(),
    )
    refused = written_request(office, "REFU-REFU-REFU", state="completed", outcome="refused")
    Decision.objects.create(
        organisation=office.organisation,
        request=refused,
        kind="refuse",
        product="certificate",
        assessment=assess(request=refused, at=clock.now()),
        reasons="Nobody sent the worker to France: she went there herself and was hired there.",
        article="6(1)",
        made_at=clock.now(),
    )
    for number, name in (("ASKD-ASKD-ASKD", "asked"), ("REFU-REFU-REFU", "refused")):
        page.goto("/service/status/")
        page.context.add_cookies([_opened(page, number)])
        page.goto(f"/service/request/{number}/")
        axe(page)
        shoot(page, f"service-request-{name}")


def _opened(page: Page, number: str) -> SetCookieParam:
    """A session in which the second fact of a request was named; its number here is none that is given out."""
    session = SessionStore()
    session[REQUESTS] = {number: int(clock.now().timestamp()) + 1800}
    session.save()
    origin = page.url.partition("/service/")[0]
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": session.session_key or "",
        "url": origin,
    }
