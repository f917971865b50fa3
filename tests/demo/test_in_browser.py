"""The cast on the sign-in page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.settling import fits

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cast", "demonstration")]


def test_the_cast_is_readable_and_its_buttons_lead_in(page, axe):
    page.goto("/accounts/login/?next=/desk/me/")
    axe(page)
    page.get_by_role("button", name="Sign in as Ben Okafor").click()
    page.wait_for_url("**/desk/me/")
    expect(page.get_by_text("Ben Okafor").first).to_be_visible()


def test_it_fits_a_phone(narrow_page, axe):
    narrow_page.goto("/accounts/login/")
    axe(narrow_page)
    fits(narrow_page)
