"""A person at a browser: she opens pages, fills in what has a name, presses buttons by their words, and looks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.web.conftest import NARROW, WIDE, Axe, Shoot, opened
from tests.web.settling import fits, settle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

MOST_TABS = 120
PASSWORD = "correct-horse-battery-staple"  # noqa: S105 - of people who do not exist


class Person:
    """Somebody with a browser of her own."""

    def __init__(self, page: Page, axe: Axe, shoot: Shoot, walk: str) -> None:
        self.page, self.axe, self.shoot, self.walk = page, axe, shoot, walk
        self.pictures = 0

    def sign_in(self, email: str) -> None:
        """Sign in on the page that asks for it."""
        if "/accounts/login/" not in self.page.url:
            self.page.goto("/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main button[type=submit]").first.click()
        self.page.wait_for_url("**/desk/**")

    def go(self, address: str) -> None:
        """Open a page; it must be there."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"

    def look(self, name: str) -> None:
        """The page is accessible, and pictured at both widths."""
        settle(self.page)
        self.unfold()
        self.axe(self.page)
        self.page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        fits(self.page)
        self.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        self.pictures += 1
        self.shoot(self.page, f"walk-{self.walk}-{self.pictures:02d}-{name}")

    def unfold(self) -> None:
        """Open everything that is folded."""
        for one in self.page.locator("details").all():
            one.evaluate("element => element.open = true")

    def send_by_hand(self, address: str, **form: str) -> int:
        """Send a form that no page offers; answers the status."""
        field = self.page.locator("[name=csrfmiddlewaretoken]").first
        sent: dict[str, Any] = {**form, "csrfmiddlewaretoken": field.input_value()}
        answer = self.page.request.post(
            address, form=sent, headers={"Referer": self.page.url}, max_redirects=0
        )
        return answer.status

    def fill(self, form: str = "", /, **fields: Any) -> None:
        """Fill in fields by their names, whatever they are; `form` narrows to a part of the page."""
        part = self.page.locator(form or "main")
        for name, value in fields.items():
            field = part.locator(f'[name="{name}"]')
            kind = field.first.get_attribute("type")
            tag = field.first.evaluate("element => element.tagName")
            if kind == "file":
                field.set_input_files(str(value))
            elif kind == "radio":
                part.locator(f'[name="{name}"][value="{value}"] + label').click()
            elif kind == "checkbox":
                if field.first.is_checked() != value:
                    part.locator(f'label[for="{field.first.get_attribute("id")}"]').click()
            elif tag == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def tab_to(self, wanted: str) -> None:
        """Press Tab until the focus is there; wherever it is on the way, it can be seen."""
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.locator(":focus")
            expect(focus).to_be_visible()
            drawn = focus.evaluate("element => getComputedStyle(element).outlineStyle")
            assert drawn != "none", f"No focus is drawn: {focus.evaluate('one => one.outerHTML')}"
            if focus.evaluate("(element, wanted) => element.matches(wanted)", wanted):
                return
        message = f"Tab never comes to {wanted}"
        raise AssertionError(message)

    def press(self, button: str, within: str = "main", *, refused: bool = False) -> None:
        """Press a button and wait for what comes back: what was refused only where that is meant."""
        self._move(self.page.locator(within).get_by_role("button", name=button).first.click)
        errors = self.page.locator(
            ".usa-error-message, .usa-alert--error, [role=alert]"
        ).all_inner_texts()
        assert bool(errors) is refused, f"{button}: {errors}"

    def follow(self, link: str) -> None:
        """Follow a link of the page by its words."""
        self._move(self.page.locator("main").get_by_role("link", name=link).first.click)

    def _move(self, act: Any) -> None:
        # The page that comes back, boosted or not, has a main element of its own.
        self.page.locator("main").evaluate("main => main.dataset.old = 'yes'")
        act()
        expect(self.page.locator("main[data-old]")).to_have_count(0)
        expect(self.page.locator("main h1").first).to_be_visible()
        settle(self.page)

    def reads(self, text: str) -> None:
        """The page says this somewhere."""
        expect(self.page.locator("body")).to_contain_text(text)

    def must_not_read(self, text: str) -> None:
        """The page does not say this."""
        expect(self.page.locator("body")).not_to_contain_text(text)

    def take(self, link: str, folder: Path) -> Path:
        """Download what a link leads to."""
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=link).first.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path


@contextmanager
def person(
    browser: Browser, server: LiveServer, axe: Axe, shoot: Shoot, walk: str, **options: Any
) -> Iterator[Person]:
    """A person before a desk screen."""
    with opened(browser, server, viewport=WIDE, accept_downloads=True, **options) as page:
        yield Person(page, axe, shoot, walk)
