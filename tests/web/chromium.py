"""The browser of the browser tests and of `make smoke`: the Chromium that the system has, never one downloaded."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# The names are those of scripts/system_deps.sh.
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # the tests may run as root, and visit this machine only
    "--disable-gpu",
    # No look-ups and calls of its own:
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> str | None:
    """The path of Chromium: TOTALIS_CHROMIUM, else the first name found; None where there is none."""
    named = os.environ.get("TOTALIS_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


_running: list[Browser] = []
"""The one browser of this process: several folders of tests have its fixture, and Playwright runs once a process."""


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """A running browser without a window; a second call in a process gets the same one."""
    if _running:
        yield _running[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        _running.append(browser)
        try:
            yield browser
        finally:
            _running.clear()
            browser.close()
