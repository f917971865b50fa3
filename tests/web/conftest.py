"""Pages in a real browser: `page`, `narrow_page`, `page_without_javascript`, `axe`, `shoot`.

A page opens at the address of the live server, so `page.goto("/decide/")` is enough. At the end of a test it must have
nothing to complain of: no script error, no refusal by the content security policy, no missing file, no call to another host.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.web import chromium
from tests.web.settling import PATIENCE, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
    from pytest_django.live_server_helper import LiveServer

# Playwright's synchronous door runs an event loop in the test's thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# Every rule is run on every element; only what breaks one is described and sent over, which is the larger part of the time.
LOOK = """([within, tags]) => axe
    .run(within, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(found => ({violations: found.violations, passes: found.passes.length}))"""


class Axe(Protocol):
    """Fails the test where a page, once it is there, breaks WCAG 2.2 A or AA."""

    def __call__(self, page: Page, *, within: str = "html") -> None:
        """Look at the part of the page that a CSS selector names."""


class Shoot(Protocol):
    """Shows a page at both widths, and takes full-page pictures where somebody looks at them."""

    def __call__(self, page: Page, name: str) -> list[Path]:
        """Picture the page, once it is there; answers the files, in `shots/`."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process; without one the tests are skipped by name, in CI they fail."""
    path = chromium.executable()
    if path is None:
        reason = (
            "Chromium is not installed: run `make system-deps`, or name it in TOTALIS_CHROMIUM."
        )
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium.launched(path) as browser:
        yield browser


def listen(context: BrowserContext, origin: str) -> list[str]:
    """What pages of a context complain of, as it comes. An answer of 4xx to the page itself is the test's business."""
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    def on_response(response: Response) -> None:
        if not response.url.startswith((origin, "data:", "blob:")):
            complaints.append(f"another host: {response.url}")
        elif response.status >= 400 and response.request.resource_type not in ("document", "xhr"):
            complaints.append(f"{response.status}: {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    context.on("response", on_response)
    return complaints


@contextmanager
def opened(browser: Browser, server: LiveServer, **options: Any) -> Iterator[Page]:
    """A page of a fresh context, which must have nothing to complain of at the end."""
    context = browser.new_context(base_url=server.url, locale="en-US", timezone_id="UTC", **options)
    context.set_default_timeout(PATIENCE)
    complaints = listen(context, server.url)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not complaints, "The page complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page as wide as a desk screen."""
    with opened(browser, live_server, viewport=WIDE) as page:
        yield page


@pytest.fixture
def narrow_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page as wide as a phone."""
    with opened(browser, live_server, viewport=NARROW, has_touch=True) as page:
        yield page


@pytest.fixture
def page_without_javascript(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    with opened(browser, live_server, viewport=WIDE, java_script_enabled=False) as page:
        yield page


@pytest.fixture(scope="session")
def axe_source(repository: Path) -> str:
    """The text of axe-core."""
    return (repository / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def axe(axe_source: str) -> Axe:
    """The accessibility check. It enters through the debugger, so the page keeps its content security policy."""

    def check(page: Page, *, within: str = "html") -> None:
        settle(page)
        page.evaluate(axe_source)
        result = page.evaluate(LOOK, [within, WCAG_22_AA])
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(
                f"    {node['html']}\n    {node['failureSummary']}" for node in violation["nodes"]
            )
            for violation in result["violations"]
        ]
        assert not found, f"{page.url} breaks WCAG 2.2 A or AA:\n" + "\n".join(found)
        assert result["passes"], f"axe-core looked at nothing on {page.url}"

    return check


def picture(page: Page, name: str, folder: Path | None) -> list[Path]:
    """Show the page, once it is there, at both widths; answers the pictures, none where no folder is given."""
    settle(page)
    before = page.viewport_size
    taken = []
    for size in (WIDE, NARROW):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        if folder is not None:
            taken.append(folder / f"{name}-{size['width']}.png")
            page.screenshot(path=taken[-1], full_page=True)
    if before is not None:
        page.set_viewport_size(before)
    return taken


@pytest.fixture(scope="session")
def shoot(repository: Path) -> Shoot:
    """Pictures for a person to look at, in `shots/`, which git ignores; not in a run of many at once, which nobody watches."""
    watched = "PYTEST_XDIST_WORKER" not in os.environ
    return partial(picture, folder=repository / "shots" if watched else None)
