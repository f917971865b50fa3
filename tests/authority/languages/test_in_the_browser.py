"""A page of each language in a real browser, as wide as a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from scripts.catalogues import LANGUAGES
from tests.web.settling import fits
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
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(".service-offer button").first.click()
    page.wait_for_url("**/step/**")
    expect(page.locator("html")).to_have_attribute("lang", language)
    fits(page)
    axe(page)
    shoot(page, f"service-step-{language}")
    draft = Draft.objects.get()
    assert draft.language == language
    page.goto(f"/service/resume/{drafting.link_secret(draft.handle)}/")
    axe(page)
    fits(page)
