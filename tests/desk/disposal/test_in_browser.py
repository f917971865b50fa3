"""The pages of disposal in a browser: read, held, lifted, set, at desk and phone width, with nothing for axe to find."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW
from tests.desk.proof.walk import fresh, released
from tests.web.settling import fits
from totalis.casework.models import Case, CaseHold, DisposalPolicy
from totalis.casework.services.closing import close_case
from totalis.casework.services.disposing import dispose_due
from totalis.casework.services.keeping import hold_case, set_disposal
from totalis.webbase import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(days=366 * 12)


@pytest.fixture
def over(cast):
    case, _certificate = released(cast)
    close_case(actor=cast.act("ada"), case=case, reason="It is over.", at=NOW)
    before = NOW - timedelta(days=366 * 8)
    Case.objects.update(closed_at=before, keep_until=NOW.date() - timedelta(days=1))
    return fresh(case)


def test_a_case_is_held_and_the_hold_is_lifted(cast, page, sign_in, over, axe, shoot):
    sign_in(page, "ada")
    page.goto(f"/desk/borealis/cases/{over.reference}/history/")
    page.get_by_role("link", name="See the holds of this case").click()
    page.get_by_role("heading", name=f"Hold {over.reference}").wait_for()
    page.get_by_label("What it is kept for").fill("Audit of 2027")
    page.get_by_role("button", name="Hold case").press("Enter")
    page.get_by_text("The case is held: nothing disposes of it.").wait_for()
    axe(page)
    shoot(page, "disposal-hold")
    page.context.clear_cookies()
    sign_in(page, "eve")
    page.goto("/desk/borealis/disposal/")
    page.get_by_role("link", name=f"See holds of {over.reference}").click()
    page.get_by_text("Lift it").click()
    page.get_by_label("Why it need not be kept any longer").fill("The audit is over")
    page.get_by_role("button", name="Lift hold").press("Enter")
    page.get_by_text("The hold is lifted.").wait_for()
    assert CaseHold.objects.get().lifted_by == cast.eve


def test_the_policy_is_read_and_set(cast, page, sign_in, over, axe, shoot):
    hold_case(actor=cast.act("ada"), case=over, why="Audit of 2027", at=NOW)
    sign_in(page, "eve")
    page.goto("/desk/borealis/settings/")
    page.get_by_role("link", name="Disposal").click()
    page.get_by_role("heading", name="Disposal of closed cases").wait_for()
    page.get_by_text("It is held: Audit of 2027").wait_for()
    axe(page)
    page.get_by_label("Closed cases whose years are over").select_option("yes")
    page.get_by_label("Law or order").fill("Schedule 12.")
    page.get_by_role("button", name="Set policy").press("Enter")
    page.get_by_text("The policy is set.").wait_for()
    shoot(page, "disposal-policy")
    assert DisposalPolicy.objects.get().allowed


@pytest.mark.usefixtures("over")
def test_on_a_phone_nothing_is_cut_off(narrow_page, sign_in, axe, shoot):
    sign_in(narrow_page, "eve")
    narrow_page.goto("/desk/borealis/disposal/")
    narrow_page.get_by_role("heading", name="Disposal of closed cases").wait_for()
    axe(narrow_page)
    shoot(narrow_page, "disposal-policy-narrow")
    fits(narrow_page)


def test_what_is_left_of_a_case(cast, page, sign_in, over, axe, shoot):
    set_disposal(actor=cast.act("eve"), allowed=True, reason="Schedule 12.", at=NOW)
    assert dispose_due(LATER) == 1
    with clock.stopped_at(NOW + timedelta(hours=1)):
        sign_in(page, "ada")
        page.goto(f"/desk/borealis/cases/{over.reference}/")
        page.get_by_role("heading", name="Disposed of on").wait_for()
        axe(page)
        shoot(page, "disposal-left")
        page.goto("/desk/borealis/cases/")
        page.get_by_role("link", name=over.reference).first.wait_for()
        axe(page)
        shoot(page, "disposal-list")
        fits(page)
