"""The page frame as a person meets it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.conftest import picture
from tests.web.settling import fits

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.frame_urls")]


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/unreadable/"])
def test_the_frame_is_accessible_wide_and_narrow(page, narrow_page, axe, address):
    for one in (page, narrow_page):
        one.goto(address)
        axe(one)


def test_the_axe_check_finds_a_fault(page, axe):
    page.goto("/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_the_first_key_leads_to_the_skip_link_and_on_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_nothing_runs_over_the_edge_of_a_narrow_page(narrow_page):
    narrow_page.goto("/")
    fits(narrow_page)


def test_the_frame_works_without_javascript(page_without_javascript):
    page_without_javascript.goto("/")
    page_without_javascript.get_by_role("link", name="Decide").click()
    page_without_javascript.wait_for_url("**/decide/")


def test_the_page_keeps_its_own_typeface_and_styles(page):
    page.goto("/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Source Sans Pro Web\"')")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.site-header')).backgroundColor")
        == "rgb(22, 46, 81)"
    )


def test_paper_shows_the_content_without_the_navigation(page):
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="A page")).to_be_visible()
    expect(page.get_by_role("navigation", name="Primary")).to_be_hidden()


def test_pictures_are_taken_at_both_widths(page, shoot, tmp_path):
    page.goto("/nowhere/")
    taken = picture(page, "frame-404", tmp_path)
    assert [path.name for path in taken] == ["frame-404-1280.png", "frame-404-390.png"]
    assert all(path.stat().st_size > 1000 for path in taken)
    shoot(page, "frame-404")
    page.goto("/")
    shoot(page, "frame")
