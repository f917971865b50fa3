"""Request and tracking in a real browser: nothing for axe to find, at both widths, at every stage; pictures of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
from tests.web.settling import fits, settle
from totalis.casework.services.tracking import record_check, record_communication

pytestmark = pytest.mark.django_db(transaction=True)


def look(page, axe, shoot, address, name):
    assert page.goto(address).status == 200
    for one in page.locator("details").all():
        one.evaluate("element => element.open = true")
    axe(page)
    shoot(page, f"request-{name}")


@pytest.fixture
def stages(cast):
    """Cases at five stages: stopped, being filled in, waiting for approval, approved, sent."""
    actor = cast.act("ada")
    filling = walk.decided_case(cast)
    walk.begin_request(actor=actor, case=filling, at=NOW)
    waiting = walk.built(cast)
    approved = walk.approved(cast)
    lodged = walk.sent(cast, NOW - timedelta(days=30))
    record_check(
        actor=actor,
        case=lodged.case,
        verbatim="Your request is being processed.\nNo action is needed.",
        label="Pending",
        checked_at=NOW - timedelta(days=2),
        at=NOW - timedelta(days=2),
    )
    record_communication(
        actor=actor,
        case=lodged.case,
        direction="in",
        channel="mail",
        counterpart="Office of Earnings and International Operations",
        verbatim="We received your request.",
        happened_at=NOW - timedelta(days=20),
        at=NOW - timedelta(days=19),
    )
    return {
        "empty": walk.empty_case(actor),
        "begun": filling,
        "waiting": waiting.case,
        "approved": approved.case,
        "sent": lodged.case,
    }


def test_nothing_for_axe_to_find(page, narrow_page, stages, sign_in, axe, shoot):
    pages = [
        ("ada", "empty", "request", "stopped"),
        ("ada", "begun", "request", "begun"),
        ("ada", "begun", "request/fields", "fields"),
        ("ada", "begun", "request/channel/ask", "channel"),
        ("ada", "waiting", "request", "waiting"),
        ("ada", "waiting", "request/packets/1", "packet-of-preparer"),
        ("ben", "waiting", "request/packets/1", "packet-of-approver"),
        ("ada", "approved", "request/packets/1/send", "send"),
        ("ada", "sent", "request", "sent"),
        ("ada", "empty", "tracking", "tracking-empty"),
        ("ada", "sent", "tracking", "tracking"),
        ("ada", "sent", "tracking/check", "check"),
        ("ada", "sent", "tracking/follow-up", "follow-up"),
        ("ben", "sent", "tracking/follow-up", "follow-up-override"),
    ]
    for who, stage, tab, name in pages:
        sign_in(page, who)
        look(page, axe, shoot, case_address(stages[stage], tab), name)
    sign_in(narrow_page, "ada")
    for who, stage, tab, _name in pages:
        if who == "ada":
            assert narrow_page.goto(case_address(stages[stage], tab)).status == 200
            for one in narrow_page.locator("details").all():
                one.evaluate("element => element.open = true")
            axe(narrow_page)
            fits(narrow_page)


def test_from_fields_to_sending_by_hand(page, cast, sign_in, live_server):
    case = walk.ready(cast)
    sign_in(page, "ada")
    page.goto(case_address(case, "request"))
    page.get_by_role("link", name="Change fields").click()
    page.get_by_label("Citizenship", exact=False).first.fill("Atlantis")
    page.get_by_role("button", name="Save fields").click()
    page.get_by_text("“Atlantis” is no country that we know").wait_for()
    page.get_by_label("Citizenship", exact=False).first.fill("United States, Ireland")
    page.get_by_role("button", name="Save fields").click()
    page.get_by_text("United States, Ireland").wait_for()
    page.get_by_role("button", name="Build packet").click()
    page.get_by_text("Packet 1 stands.").wait_for()
    page.get_by_role("link", name="Packet 1").first.click()
    page.get_by_text("You built this packet.").wait_for()
    settle(page)
    expect(page.get_by_role("button", name="Approve packet")).to_have_count(0)
    picture = page.locator(".packet-pages__page").first
    picture.scroll_into_view_if_needed()
    assert (
        picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }")
        > 500
    )

    page.context.clear_cookies()
    sign_in(page, "ben")
    page.goto(case_address(case, "request"))
    page.get_by_role("link", name="Look at packet and decide").click()
    page.get_by_role("button", name="Refuse packet").click()
    page.get_by_text("Nothing was decided").wait_for()
    page.get_by_role("button", name="Approve packet").click()
    page.get_by_text("approved", exact=True).first.wait_for()

    page.context.clear_cookies()
    sign_in(page, "ada")
    page.goto(case_address(case, "request"))
    page.get_by_role("link", name="Send packet").click()
    page.get_by_label("Control number").fill("C-77 4711")
    page.get_by_role("button", name="Record sending").click()
    page.get_by_role("heading", name="Packet 1, sent 22 November 2026").wait_for()
    assert page.url.startswith(live_server.url)
