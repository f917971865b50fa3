"""The pages of screening in a browser: from a file to a case, at desk and phone width, with nothing for axe to find."""

from __future__ import annotations

import pytest

from tests.population import samples
from tests.web.settling import fits
from totalis.casework.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def run(cast):
    return samples.screened(cast.act("ada"))


@pytest.mark.usefixtures("run")
def test_a_screening_is_read_and_a_case_opened_by_keyboard(page, sign_in, axe, shoot):
    sign_in(page, "ada")
    page.goto("/desk/borealis/screening/")
    axe(page)
    page.get_by_role("link", name="staff.csv").click()
    page.get_by_role("heading", name="Answers").wait_for()
    axe(page)
    shoot(page, "screening")
    page.locator("#id_outcome").select_option("assigned")
    page.get_by_role("button", name="Show rows").press("Enter")
    page.get_by_role("status").filter(has_text="1 row").wait_for()
    page.get_by_label("E-2").check()
    page.get_by_role("button", name="Open cases for the ticked rows").press("Enter")
    page.get_by_text("1 opened, 0 left out.").wait_for()
    assert Case.objects.get().worker.staff_number == "E-2"
    page.get_by_role("link", name="E-2").first.click()
    page.get_by_role("heading", name="What the row says").wait_for()
    axe(page)
    shoot(page, "screened-row")


def test_on_a_phone_nothing_is_cut_off(narrow_page, sign_in, run, axe, shoot):
    sign_in(narrow_page, "ada")
    narrow_page.goto(f"/desk/borealis/screening/{run.pk}/")
    axe(narrow_page)
    shoot(narrow_page, "screening-narrow")
    fits(narrow_page)


def test_without_scripts_cases_are_opened_too(page_without_javascript, sign_in, run):
    page = page_without_javascript
    sign_in(page, "ada")
    page.goto(f"/desk/borealis/screening/{run.pk}/?outcome=assigned")
    page.get_by_role("button", name="Open cases for all 1 row shown by the filter").click()
    page.get_by_text("1 opened, 0 left out.").wait_for()
