"""Lanes, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.procedure.request.examples import AFFILIATE, EMPLOYER, SHEET, changed, french
from totalis.procedure.casefile import Lane, Party, PartyRole
from totalis.procedure.lanes import (
    lane_book,
    lane_of,
    submitters_disagree,
    who_may_submit,
)

OWN = (Party(role=PartyRole.OWN_BUSINESS_US, employer=EMPLOYER),)


@pytest.mark.parametrize(
    ("facts", "lane"),
    [
        ({}, Lane.EMPLOYER),
        ({"category": "performer"}, Lane.PERFORMER),
        ({"kind": None}, Lane.HOLD),
        ({"kind": "self_employment", "us_class": "employment"}, Lane.EMPLOYER),
    ],
)
def test_the_lane_follows_how_us_law_sees_the_work(facts: dict[str, Any], lane: Lane):
    assert lane_of(french(changed(SHEET, **facts)))[0] is lane


def test_a_case_without_facts_is_on_hold():
    lane, reason = lane_of(french(facts=(), determinations=()))
    assert lane is Lane.HOLD
    assert "fact sheet" in reason


def test_facts_and_parties_that_disagree_hold():
    assert lane_of(french(parties=OWN))[0] is Lane.HOLD
    own_work = changed(SHEET, kind="self_employment", employer=None)
    assert lane_of(french(own_work, periods=()))[0] is Lane.HOLD
    assert lane_of(french(own_work, parties=OWN, periods=()))[0] is Lane.SELF_EMPLOYED
    both = (*OWN, Party(role=PartyRole.FOREIGN_EMPLOYER, employer=AFFILIATE))
    assert lane_of(french(own_work, parties=both, periods=()))[0] is Lane.SELF_EMPLOYED


@pytest.mark.parametrize("label", ["self_employed", "contractor", "gig_worker"])
def test_a_label_of_the_house_in_the_timeline_holds(label: str):
    case = french()
    periods = (replace(case.periods[0], status=label),)
    lane, reason = lane_of(replace(case, periods=periods))
    assert lane is Lane.HOLD
    assert label.replace("_", " ") in reason


def test_an_employee_with_a_trade_beside_the_job_is_not_held():
    case = french()
    beside = replace(case.periods[0], id="t2", status="self_employed")
    assert lane_of(replace(case, periods=(*case.periods, beside)))[0] is Lane.EMPLOYER


def test_the_three_lanes_have_the_names_of_the_service():
    assert {lane.name for lane in lane_book().lanes.values()} == {
        "Employer Certificate",
        "Self-Employed Certificate",
        "Performer Certificate",
    }


def test_the_slovak_manual_refuses_what_the_general_one_allows():
    # RS 02002.310 against RS 01901.450.
    found = who_may_submit("SK", Lane.EMPLOYER)
    assert submitters_disagree(found, "employee")
    assert {item.may for item in found if item.who == "employee"} == {"yes", "no"}
    assert found[0].countries


def test_where_sources_agree_nothing_is_in_dispute():
    assert not submitters_disagree(who_may_submit("BE", Lane.EMPLOYER), "employee")
    assert not submitters_disagree(who_may_submit("SK", Lane.SELF_EMPLOYED), "employee")


def test_nobody_knows_who_asks_for_a_performer():
    found = who_may_submit("FR", Lane.PERFORMER)
    assert any(item.may == "not_named" for item in found)
