"""Start the demo as a person would, look at its pages in a real browser, stop it.

Ends with 0 when every page answered, and with a sentence on what did not otherwise.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING

from tests.web import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (str(Path(sys.executable).with_name("totalis")), "demo", "--no-open", "--port", "0")
ADDRESS = re.compile(r"Serving on (http://127\.0\.0\.1:\d+)/")
PAGES = ("/", "/decide/", "/law/")
START_SECONDS = 60
STOP_SECONDS = 10
OK = 200


def lines_of(stream: IO[str]) -> queue.Queue[str | None]:
    """The lines of a stream as they come; None at its end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def address_in(lines: queue.Queue[str | None]) -> str:
    """The address that the demo says it serves on."""
    until = monotonic() + START_SECONDS
    said: list[str] = []
    while (left := until - monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            sys.exit(f"smoke: the demo ended before it served. It said:\n{''.join(said)}")
        said.append(line)
        if match := ADDRESS.search(line):
            return match[1]
    sys.exit(f"smoke: the demo did not serve within {START_SECONDS} s. It said:\n{''.join(said)}")


@contextmanager
def demo() -> Iterator[str]:
    """The running demo, in a data folder of its own; gives its address."""
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            COMMAND,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TOTALIS_DATA_DIR": data, "PYTHONUNBUFFERED": "1"},
        )
        try:
            yield address_in(lines_of(process.stdout))  # type: ignore[arg-type] # a pipe was asked for
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def look_at(page: Page, url: str) -> list[str]:
    """What is wrong with a page; nothing, where it answers with a heading and its scripts run."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{url}: script error: {error}"))
    page.on("requestfailed", lambda request: faults.append(f"{url}: not loaded: {request.url}"))
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != OK:
        faults.append(f"{url}: answered {answer.status if answer else 'nothing'}, expected {OK}")
    elif not page.locator("h1").first.is_visible():
        faults.append(f"{url}: no heading is to be seen")
    else:
        print(f"smoke: {url} · {page.title()}")
    return faults


def main() -> None:
    """Visit every page and report."""
    path = chromium.executable()
    if path is None:
        sys.exit("smoke: Chromium is not installed. `make system-deps` says how to get it.")
    with demo() as address, chromium.launched(path) as browser:
        faults = [fault for name in PAGES for fault in look_at(browser.new_page(), address + name)]
    if faults:
        sys.exit("smoke: failed\n" + "\n".join(faults))
    print(f"smoke: {len(PAGES)} pages answered in a browser")


if __name__ == "__main__":
    main()
