"""Start the demo as a person would, be people of the desk and of both agencies in a real browser, take a proof away and check it, stop the demo.

Ends with 0 when all of it went well, and with a sentence on what did not otherwise.
"""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING

from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own name for it

from tests.web import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Request

TOTALIS = str(Path(sys.executable).with_name("totalis"))
COMMAND = (TOTALIS, "demo", "--no-open", "--port", "0")
ADDRESS = re.compile(r"Serving on (http://127\.0\.0\.1:\d+)/")
AGENCY = re.compile(r"The agency of ([A-Z]{2}): (http://127\.0\.0\.1:\d+)/")
PUBLIC = ("/", "/decide/", "/law/", "/api/docs")
POSTING = "Rivera to Lyon"
SERVICE = ("", "status/", "check/", "confidentiality/")
HOUSE = ("", "queue/", "second/", "register/", "partners/")
EXAMINERS = {"US": "Nora Fielding", "FR": "Julie Mercier"}
TABS = (
    "facts",
    "timeline",
    "travel",
    "evidence",
    "request",
    "tracking",
    "certificate",
    "delivery",
    "history",
)
START_SECONDS = 300
"""Ten cases are played before it serves; a machine may be busy with other things."""
STOP_SECONDS = 30
OK = 200
HEADING_MILLISECONDS = 30_000
"""Some pages are drawn by their scripts."""
LEFT = "net::ERR_ABORTED"
"""What a browser says of a picture that it no longer needs, because somebody went on to the next page."""


def lines_of(stream: IO[str]) -> queue.Queue[str | None]:
    """The lines of a stream as they come; None at its end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def houses_in(lines: queue.Queue[str | None]) -> dict[str, str]:
    """The addresses that the demo says it serves on: of the desk, and of each agency by its country."""
    until = monotonic() + START_SECONDS
    said: list[str] = []
    while (left := until - monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            sys.exit(f"The demo ended before it served. It said:\n{''.join(said)}")
        said.append(line)
        if match := ADDRESS.search(line):
            return {"desk": match[1], **dict(AGENCY.findall("".join(said)))}
    sys.exit(f"The demo did not serve within {START_SECONDS} s. It said:\n{''.join(said)}")


@contextmanager
def demo() -> Iterator[dict[str, str]]:
    """The running demo, in a data folder of its own; gives its addresses, `desk`, `US` and `FR`."""
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            COMMAND,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TOTALIS_DATA_DIR": data, "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        with process.stdout as said:
            try:
                yield houses_in(lines_of(said))
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


@contextmanager
def person(browser: Browser, address: str, name: str, *, width: int = 1280) -> Iterator[Page]:
    """A page on which somebody of the cast has signed in by her button."""
    context = browser.new_context(
        base_url=address, locale="en-US", viewport={"width": width, "height": 900}
    )
    try:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_role("button", name=f"Sign in as {name}").click()
        page.wait_for_url(re.compile("/(desk|authority)/"))
        yield page
    finally:
        context.close()


def open_case(page: Page, organisation: str, title: str) -> str:
    """Open a case from the list by its title; answers its address."""
    page.goto(f"/desk/{organisation}/cases/")
    page.get_by_role("row").filter(has_text=title).get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/cases/TC-[\d-]+/$"))
    return page.url


def look_at(page: Page, url: str) -> list[str]:
    """What is wrong with a page; nothing, where it answers with a heading and its scripts run."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{url}: script error: {error}"))

    def not_loaded(request: Request) -> None:
        if request.failure != LEFT:
            faults.append(f"{url}: not loaded: {request.url}")

    page.on("requestfailed", not_loaded)
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != OK:
        faults.append(f"{url}: answered {answer.status if answer else 'nothing'}, expected {OK}")
    else:
        try:
            page.locator("h1").first.wait_for(timeout=HEADING_MILLISECONDS)
            print(f"smoke: {url} · {page.title()}")
        except TimeoutError:
            faults.append(f"{url}: no heading is to be seen")
    return faults


def desk_of(browser: Browser, address: str) -> list[str]:
    """Be the preparer: the dashboard, every case, and every page of the posting to France."""
    with person(browser, address, "Ada Lindqvist") as page:
        faults = look_at(page, f"{address}/desk/borealis/")
        page.goto("/desk/borealis/cases/")
        cases = page.locator(".cases-table__reference").evaluate_all(
            "links => links.map(link => link.href)"
        )
        if not cases:
            faults.append("the list of cases is empty")
        posting = open_case(page, "borealis", POSTING)
        tabs = [f"{posting}{tab}/" for tab in TABS]
        return faults + [fault for url in [*cases, *tabs] for fault in look_at(page, url)]


def proof_of(browser: Browser, address: str) -> list[str]:
    """Be the auditor: take the proof of the posting away and check it with the command, as a stranger would."""
    with (
        person(browser, address, "Dev Banerjee") as page,
        tempfile.TemporaryDirectory() as folder,
    ):
        page.goto(f"{open_case(page, 'borealis', POSTING)}export/")
        page.get_by_role("button", name="Make proof").click()
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download proof").first.click()
        proof = Path(folder) / coming.value.suggested_filename
        coming.value.save_as(proof)
        done = subprocess.run(
            [TOTALIS, "verify", str(proof)], capture_output=True, text=True, check=False
        )
    print(f"smoke: {proof.name} · totalis verify ended with {done.returncode}")
    return [f"{proof.name} does not verify:\n{done.stdout}"] if done.returncode else []


def agency_of(browser: Browser, address: str, country: str) -> list[str]:
    """Be everybody at an agency, and be an examiner there."""
    public = [f"{address}/service/{name}" for name in SERVICE]
    faults = [fault for url in public for fault in look_at(browser.new_page(), url)]
    with person(browser, address, EXAMINERS[country]) as page:
        house = page.url
        pages = [f"{house}{name}" for name in HOUSE]
        return faults + [fault for url in pages for fault in look_at(page, url)]


def main() -> None:
    """Visit, take the proof, and report."""
    path = chromium.executable()
    if path is None:
        sys.exit("smoke: Chromium is not installed. `make system-deps` says how to get it.")
    with demo() as houses, chromium.launched(path) as browser:
        address = houses["desk"]
        faults = [fault for name in PUBLIC for fault in look_at(browser.new_page(), address + name)]
        faults += desk_of(browser, address) + proof_of(browser, address)
        for country, url in houses.items():
            if country != "desk":
                faults += agency_of(browser, url, country)
    if faults:
        sys.exit("smoke: failed\n" + "\n".join(faults))
    print("smoke: every page answered in a browser, and the proof is genuine")


if __name__ == "__main__":
    main()
