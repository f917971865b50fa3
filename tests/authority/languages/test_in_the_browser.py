"""A page of each language in a real browser, as wide as a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.catalogues import LANGUAGES
from totalis.authority.models import Draft
from totalis.authority.services import drafting

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Axe, Shoot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("office")]
NAMES = {"fr": "Français", "es": "Español", "de": "Deutsch"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_chooses_a_language_and_begins(
    narrow_page: Page, axe: Axe, shoot: Shoot, language: str
) -> None:
    page = narrow_page
    page.goto("/service/new/fr/")
    page.get_by_role("button", name=NAMES[language]).click()
    page.wait_for_function("want => document.documentElement.lang === want", arg=language)
    page.locator(".service-offer button").first.click()
    page.wait_for_url("**/step/**")
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
    shoot(page, f"service-step-{language}")
    draft = Draft.objects.get()
    assert draft.language == language
    page.goto(f"/service/resume/{drafting.link_secret(draft.handle)}/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
