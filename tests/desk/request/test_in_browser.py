"""Request and tracking in a real browser: nothing for axe to find, at both widths, at every stage; pictures of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
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
            axe(narrow_page)
            wide = narrow_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 390, f"{tab} is {wide} px wide on a phone"
