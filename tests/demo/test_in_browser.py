"""The cast on the sign-in page, in a real browser."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cast", "demonstration")]


def test_the_cast_is_readable_and_its_buttons_lead_in(page, axe):
    page.goto("/accounts/login/?next=/desk/me/")
    axe(page)
    page.get_by_role("button", name="Sign in as Ben Okafor").click()
    page.wait_for_url("**/desk/me/")
    assert page.get_by_text("Ben Okafor").first.is_visible()


def test_it_fits_a_phone(narrow_page, axe):
    narrow_page.goto("/accounts/login/")
    axe(narrow_page)
    assert narrow_page.evaluate("document.documentElement.scrollWidth") <= 390
