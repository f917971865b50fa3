"""When a page may be read: a browser answers questions about a page at any moment, half of it there or none.

Playwright waits before it clicks and fills, and `expect(...)` waits for what it names; `evaluate`, `count`, `all`,
`is_visible` and `url` answer at once. Whoever asks them after a click first says what the next page shows, or settles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 90_000
"""Milliseconds: what a person would wait for on a machine that is busy with other tests."""

ON_ITS_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
"""What htmx marks from the moment it asks until what came is in its place."""

expect.set_options(timeout=PATIENCE)


def settle(page: Page) -> None:
    """Wait until the page is there: loaded, swapped in where htmx asked for a part, and in its own typeface."""
    page.wait_for_load_state("load")
    expect(page.locator(ON_ITS_WAY)).to_have_count(0)
    page.evaluate("document.fonts.ready.then(() => true)")


def fits(page: Page) -> None:
    """The page, once it is there, is no wider than its window."""
    settle(page)
    window = page.viewport_size
    assert window is not None
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= window["width"], f"{page.url} is {wide} px wide, its window {window['width']} px"
