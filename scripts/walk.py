"""Take the pictures of docs/walk.md from the demonstration: `python -m scripts.walk [NAME …]`, all of them without names.

The demonstration is played anew, so its days are those of today; pictures of an older day are as good until pages change.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from scripts.smoke import demo, open_case, person
from tests.web import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
BOREALIS, COBALT, GIA = "borealis", "cobalt", "gia-moreno"
ADA, BEN, CORA, DEV, HANA, GIA_MORENO = (
    "Ada Lindqvist",
    "Ben Okafor",
    "Cora Whitfield",
    "Dev Banerjee",
    "Hana Whitaker",
    "Gia Moreno",
)
DESK, PHONE = 1280, 390
COLOURS = 64
"""Pages are a few colours and the grey edges of letters."""


@dataclass(frozen=True)
class Shot:
    """A picture: who looks, at the page of which case (or at an address), and how large the window is.

    `follow` is the text of links and buttons to press on the way; `see` what stands at the lower edge of the picture.
    """

    name: str
    who: str = ""
    house: str = BOREALIS
    case: str = ""
    page: str = ""
    follow: tuple[str, ...] = ()
    see: str = ""
    width: int = DESK
    height: int = 900


SHOTS = (
    Shot("home-1280", page="/", height=1000),
    Shot("home-390", page="/", width=PHONE, height=844),
    Shot("walk-sign-in", page="/accounts/login/", height=1000),
    Shot("walk-dashboard", ADA, page="/desk/borealis/", height=1250),
    Shot("walk-dashboard-phone", ADA, page="/desk/borealis/", width=PHONE, height=844),
    Shot("walk-case", ADA, case="Rivera to Lyon", height=1150),
    Shot("walk-case-phone", ADA, case="Rivera to Lyon", width=PHONE, height=1100),
    Shot("walk-answer", ADA, case="Rivera to Lyon", page="facts/answer/", height=1150),
    Shot("walk-timeline", ADA, case="Rivera to Lyon", page="timeline/", height=1150),
    Shot("walk-evidence", ADA, case="Rivera to Lyon", page="evidence/", height=1050),
    Shot("walk-request", ADA, case="Okonkwo to Valencia", page="request/", height=1150),
    Shot(
        "walk-packet-preparer",
        ADA,
        case="Okonkwo to Valencia",
        page="request/packets/1/",
        see="section[aria-labelledby=decide]",
        height=900,
    ),
    Shot(
        "walk-packet-approver",
        BEN,
        case="Okonkwo to Valencia",
        page="request/packets/1/",
        see="section[aria-labelledby=decide]",
        height=900,
    ),
    Shot("walk-tracking", ADA, case="Haddad to Perth", page="tracking/", height=1100),
    Shot(
        "walk-certificate",
        HANA,
        COBALT,
        "Sato to Dayton",
        "certificate/",
        follow=("JP/USA 44871",),
        height=1250,
    ),
    Shot("walk-delivery", ADA, case="Feldmann in Zürich", page="delivery/", height=1000),
    Shot("walk-return", GIA_MORENO, GIA, "My work in Berlin", "delivery/", height=1000),
    Shot("walk-payroll", CORA, page="/desk/borealis/cases/", height=1000),
    Shot("walk-history", DEV, case="Rivera to Lyon", page="history/", height=1000),
    Shot(
        "walk-proof",
        DEV,
        case="Rivera to Lyon",
        page="export/",
        follow=("Make proof",),
        height=1250,
    ),
)


def take(page: Page, shot: Shot) -> None:
    """Open the page of a shot in a window of its size, and keep the picture."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    address = open_case(page, shot.house, shot.case) if shot.case else ""
    page.goto(f"{address}{shot.page}", wait_until="networkidle")
    for text in shot.follow:
        button = page.get_by_role("button", name=text)
        (button if button.count() else page.get_by_role("link", name=text)).first.click()
        page.wait_for_load_state("networkidle")
    if shot.see:
        page.locator(shot.see).evaluate("part => part.scrollIntoView({block: 'end'})")
        page.wait_for_load_state("networkidle")
    page.wait_for_function("document.fonts.status == 'loaded'")
    keep(page.screenshot(), shot.name)


def keep(png: bytes, name: str) -> None:
    """Write a picture with few colours, which makes it a quarter as large."""
    path = FOLDER / f"{name}.png"
    with Image.open(BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


def take_all(browser: Browser, address: str, shots: list[Shot]) -> None:
    """Take the pictures, one person after the other."""
    for who in dict.fromkeys(shot.who for shot in shots):
        with ExitStack() as stack:
            if who:
                page = stack.enter_context(person(browser, address, who))
            else:
                context = browser.new_context(base_url=address, locale="en-US")
                stack.callback(context.close)
                page = context.new_page()
            for shot in shots:
                if shot.who == who:
                    take(page, shot)


def main() -> None:
    """Take what was asked for."""
    path = chromium.executable()
    if path is None:
        sys.exit("walk: Chromium is not installed. `make system-deps` says how to get it.")
    named = set(sys.argv[1:])
    if unknown := named - {shot.name for shot in SHOTS}:
        sys.exit(f"walk: no picture is called {', '.join(sorted(unknown))}.")
    chosen = [shot for shot in SHOTS if not named or shot.name in named]
    with demo() as houses, chromium.launched(path) as browser:
        take_all(browser, houses["desk"], chosen)


if __name__ == "__main__":
    main()
