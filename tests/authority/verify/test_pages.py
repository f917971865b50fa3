"""The public check as somebody at a desk and somebody with a telephone sees it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from totalis.webbase.files.selectors import content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_ways(page, axe, shoot, office):  # noqa: ARG001 - the office must be there
    page.goto("/service/check/")
    axe(page)
    shoot(page, "service-check")


def test_the_square_on_the_paper(narrow_page, axe, shoot, issued):
    """A telephone opens the address in the square; number and code never leave it before somebody presses the button."""
    certificate = issued()
    asked = []
    narrow_page.on("request", lambda request: asked.append(request.url))
    link = f"/service/check/#number={certificate.number}&code={certificate.check_code}"
    narrow_page.goto(link)
    typed = narrow_page.get_by_label("Number of the certificate")
    expect(typed).to_have_value(certificate.number)
    expect(narrow_page).to_have_url(re.compile("/service/check/$"))
    assert not any(certificate.number in url for url in asked)
    narrow_page.get_by_label("Day that it should cover").last.fill("2027-06-01")
    narrow_page.keyboard.press("Tab")
    narrow_page.get_by_role("button", name="Check number and code").press("Enter")
    narrow_page.get_by_role("heading", name="Yes").wait_for()
    assert certificate.number not in narrow_page.url
    axe(narrow_page)
    shoot(narrow_page, "service-check-paper")


def test_an_altered_file(page, axe, shoot, issued, tmp_path):
    data = content(issued().document)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(data[:9000] + bytes([data[9000] ^ 1]) + data[9001:])
    page.goto("/service/check/")
    page.get_by_label("File of the certificate").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("heading", name="No").wait_for()
    expect(
        page.get_by_text("The file was altered after it was signed.", exact=True)
    ).to_be_visible()
    axe(page)
    shoot(page, "service-check-altered")


def test_a_genuine_file_without_javascript(page_without_javascript, issued, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content(issued().document))
    page = page_without_javascript
    page.goto("/service/check/")
    page.get_by_label("File of the certificate").set_input_files(path)
    page.get_by_label("Day that it should cover").first.fill("2027-06-01")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Genuine, and in force on the day asked about.")).to_be_visible()
