"""Registers in a real browser: accessible at both widths, looked at, and the whole way without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.desk.cast import NOW
from tests.registers.samples import FRENCH, OPEN, handed_in
from tests.web.settling import fits
from totalis.webbase.registers.services import confirm_mapping, confirm_reading, take

pytestmark = pytest.mark.browser

HERE = "/desk/borealis/registers/"
MAPPING = {"label": "Libellé", "amount": "Montant", "period_start": "Début", "currency": "Devise"}


def read_through(actor, row, mapping=None):
    row = confirm_reading(actor=actor, register=row, answers={}, at=NOW)
    return confirm_mapping(actor=actor, register=row, mapping=mapping or MAPPING, at=NOW)


def test_pages_are_looked_at(cast, page, sign_in, axe, shoot):
    ada = cast.act("ada")
    sign_in(page, "ada")
    page.goto(HERE)
    axe(page)
    shoot(page, "registers-none")
    doubtful = handed_in(ada, OPEN, file_name="payslips of March.csv")
    windows = handed_in(ada, FRENCH.encode("cp1252"), file_name="charges 2024.csv")
    mapped = confirm_reading(actor=ada, register=handed_in(ada), answers={}, at=NOW)
    read = read_through(ada, handed_in(ada, FRENCH + "\nAutre;1;2;3\n"))
    taken = take(actor=ada, register=read_through(ada, handed_in(ada, FRENCH + "\n")), at=NOW)
    refused = read_through(ada, handed_in(ada, "label,b\nrefuse me,1\n"), {"label": "label"})
    take(actor=ada, register=refused, at=NOW)
    for name, address in {
        "list": HERE,
        "new": f"{HERE}new/",
        "reading-doubts": f"{HERE}{doubtful.pk}/reading/",
        "reading-encoding": f"{HERE}{windows.pk}/reading/",
        "columns": f"{HERE}{mapped.pk}/columns/",
        "lines": f"{HERE}{read.pk}/",
        "taken": f"{HERE}{taken.pk}/",
        "refused": f"{HERE}{refused.pk}/",
    }.items():
        page.goto(address)
        axe(page)
        shoot(page, f"registers-{name}")


@pytest.mark.usefixtures("cast")
def test_the_whole_way_without_a_script(page_without_javascript, sign_in, tmp_path):
    page = page_without_javascript
    sign_in(page, "ada")
    file = tmp_path / "mars.csv"
    file.write_bytes(OPEN.encode())
    page.goto(HERE)
    page.get_by_role("link", name="Hand in register").first.click()
    page.get_by_label("What it is").select_option(label="Sample lines")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at file").click()
    expect(page.get_by_role("heading", name="Please confirm")).to_be_visible()
    page.get_by_role("button", name="Confirm reading").click()
    expect(
        page.get_by_text("Say how days are written; the file does not settle it.")
    ).to_be_visible()
    page.locator("label", has_text="1,234.50").click()
    page.locator("label", has_text="31/01/2026").click()
    page.get_by_role("button", name="Confirm reading").click()
    expect(page.get_by_label("Label", exact=False).first).to_have_value("label")
    page.get_by_role("button", name="Read all lines").click()
    page.get_by_role("button", name="Take 2 rows").click()
    expect(page.get_by_text("2 rows of mars.csv are taken.")).to_be_visible()


def test_on_a_phone(cast, narrow_page, sign_in, axe):
    ada = cast.act("ada")
    read = read_through(ada, handed_in(ada))
    waiting = handed_in(ada, OPEN)
    sign_in(narrow_page, "ada")
    for address in (HERE, f"{HERE}{read.pk}/", f"{HERE}{waiting.pk}/reading/"):
        narrow_page.goto(address)
        axe(narrow_page)
        fits(narrow_page)
