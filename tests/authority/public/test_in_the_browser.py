"""The public pages in a real browser: by keyboard, at phone width, without scripts, and under axe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.authority.public.filling import example_answers
from totalis.authority.models import CoverageRequest, Draft
from totalis.authority.services import drafting
from totalis.lawbook.forms.book import edition
from totalis.webbase import clock

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.authority.cast import Office
    from tests.web.conftest import Axe, Shoot

pytestmark = pytest.mark.django_db(transaction=True)
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


def test_pages_before_a_form(office: Office, page: Page, axe: Axe, shoot: Shoot) -> None:
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


def test_a_form_by_keyboard(office: Office, page: Page, axe: Axe, shoot: Shoot) -> None:
    page.goto("/service/new/fr/")
    page.locator(".service-offer button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/**")
    axe(page)
    shoot(page, "service-step-first")
    while "/step/worker/" not in page.url:
        page.get_by_role("button", name="Save and go on").focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        if page.get_by_role("button", name="complete this later").count():
            page.get_by_role("button", name="complete this later").focus()
            page.keyboard.press("Enter")
            page.wait_for_load_state()
    shoot(page, "service-step-worker")
    page.get_by_role("button", name="Save and go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#wrong")
    axe(page)
    shoot(page, "service-step-wrong")


def test_looking_over_and_sending(
    office: Office, france: Draft, page: Page, axe: Axe, shoot: Shoot
) -> None:
    _open(page, france)
    page.wait_for_url("**/review/")
    axe(page)
    shoot(page, "service-review")
    page.get_by_label("I declare").focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Send the request")
    button.dblclick()
    page.wait_for_url("**/sent/", timeout=30_000)
    axe(page)
    shoot(page, "service-sent")
    number = page.locator(".service-number").inner_text()
    assert CoverageRequest.objects.get().control_number == number
    page.get_by_role("link", name="See the status").click()
    page.wait_for_url("**/request/**")
    axe(page)
    shoot(page, "service-request")
