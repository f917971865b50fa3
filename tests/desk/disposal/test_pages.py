"""The pages of disposal: what goes when, by the policy that stands, and the way to the holds for who lifts them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW
from tests.desk.proof.walk import fresh, released
from totalis.casework.services.closing import close_case
from totalis.casework.services.keeping import hold_case, set_disposal
from totalis.webbase import clock

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=366 * 12)
SAID = {
    "none": "Nobody has set a policy: none of these cases goes.",
    "off": "Disposal is switched off: none of these cases goes.",
    "grace": "Nothing goes before",
    "on": "These cases go tonight.",
}


@pytest.mark.parametrize(
    ("state", "allowed", "days"),
    [("none", None, 0), ("off", False, 30), ("grace", True, 6), ("on", True, 7)],
)
def test_the_page_says_of_each_state_what_goes(cast, as_user, state, allowed, days):
    case, _certificate = released(cast)
    close_case(actor=cast.act("ada"), case=case, reason="It is over.", at=NOW)
    if allowed is not None:
        at = LATER - timedelta(days=days)
        set_disposal(actor=cast.act("eve"), allowed=allowed, reason="Schedule 12.", at=at)
    with clock.stopped_at(LATER):
        shown = as_user("eve").get("/desk/borealis/disposal/").content.decode()
    assert case.reference in shown
    assert [one for one, text in SAID.items() if text in shown] == [state]


def test_who_lifts_holds_reaches_them_from_open_and_closed_cases(cast, as_user):
    case, _certificate = released(cast)
    base = f"/desk/borealis/cases/{case.reference}"
    for who in ("eve", "ada"):
        assert f'href="{base}/holds/"' in as_user(who).get(f"{base}/history/").content.decode()
    close_case(actor=cast.act("ada"), case=fresh(case), reason="It is over.", at=NOW)
    for who in ("eve", "ada"):
        assert f'href="{base}/holds/"' in as_user(who).get(f"{base}/history/").content.decode()


def test_the_kept_lead_to_their_holds(cast, as_user):
    case, _certificate = released(cast)
    close_case(actor=cast.act("ada"), case=case, reason="It is over.", at=NOW)
    hold_case(actor=cast.act("ada"), case=fresh(case), why="Audit", at=NOW)
    with clock.stopped_at(LATER):
        shown = as_user("eve").get("/desk/borealis/disposal/").content.decode()
    assert f'href="/desk/borealis/cases/{case.reference}/holds/"' in shown
