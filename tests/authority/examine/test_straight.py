"""Straight-through issue: off until an administrator switches it on, only what is clear, and every one names its policy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.authority.cast import NOW, assessed, fr_facts, sent, too_long, undetermined
from totalis.authority.models import Assessment, Decision, IssuedCertificate, IssuePolicy
from totalis.authority.services import asking, assigning, deciding
from totalis.authority.services.deciding import Given
from totalis.authority.services.policy import change_agency, set_policy
from totalis.authority.services.straight import (
    clear_requests,
    is_drawn,
    issue_all_clear,
    issue_clear,
)
from totalis.authority.tasks.examination import issue_what_is_clear
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.models import AuditEntry


def switch(office, **more):
    """A policy for France's employer form, on unless said otherwise."""
    return set_policy(
        **{
            "actor": office.act("silas"),
            "agreement": "FR",
            "lane": "employer",
            "allowed": True,
            "most_months": None,
            "kept_for_people": 0,
            "reason": "Decided by the board.",
            "at": NOW,
            **more,
        }
    )


def test_nothing_is_issued_without_a_policy(office):
    request = sent(office)
    assert issue_clear(request=request, at=NOW) is None
    issue_what_is_clear(NOW)
    assert not Decision.objects.exists()
    switch(office, lane="self_employed")
    switch(office)
    switch(office, allowed=False)
    issue_what_is_clear(NOW)
    assert not Decision.objects.exists()


def test_only_an_administrator_sets_a_policy_and_says_why(office):
    for name in ("nora", "petra", "rosa"):
        with pytest.raises(MissingRightError):
            switch(office, actor=office.act(name))
    for more in (
        {"reason": " "},
        {"agreement": "ZZ"},
        {"lane": "freight"},
        {"most_months": 0},
        {"kept_for_people": 101},
    ):
        with pytest.raises(InputError):
            switch(office, **more)
    assert not IssuePolicy.objects.exists()


def test_a_clear_request_is_issued_under_the_policy_that_it_names(office):
    policy = switch(office)
    clear = sent(office)
    open_ = undetermined(office, answers={"worker_ssn": "212-48-1234"})
    beyond = too_long(office, answers={"worker_ssn": "212-48-1235"})
    assert issue_all_clear(at=NOW) == 1
    made = Decision.objects.get()
    assert (made.request, made.policy, made.straight_through) == (clear, policy, True)
    assert (made.made_by, made.confirmed_by, made.needs_second) == (None, None, False)
    assert IssuedCertificate.objects.get().decision == made
    entry = AuditEntry.objects.get(verb="decided to issue")
    assert (entry.who, entry.details["policy"]) == ("Policy", policy.pk)
    for other in (open_, beyond):
        other.refresh_from_db()
        assert other.outcome == ""
    assert issue_all_clear(at=NOW) == 0


def test_what_somebody_has_taken_up_is_left_to_her(office):
    switch(office)
    request = sent(office)
    assigning.take_up(actor=office.act("nora"), request=request, at=NOW)
    assert issue_all_clear(at=NOW) == 0
    assert issue_clear(request=request, at=NOW) is None


def test_what_a_person_asked_about_or_rejected_is_never_issued_unread(office):
    switch(office)
    asked, rejected = sent(office), sent(office, answers={"worker_ssn": "212-48-1234"})
    question = asking.ask(
        actor=office.act("nora"),
        request=asked,
        text="Is he employed by you?",
        fields=[],
        answer_by=NOW.date() + timedelta(days=30),
        at=NOW,
    )
    asking.answer(
        request=asked,
        question=question,
        text="No, he works on his own account.",
        corrections={},
        files=(),
        at=NOW,
        actor=office.public,
    )
    made = deciding.decide(
        actor=office.act("nora"),
        request=rejected,
        assessment=assessed(rejected),
        given=Given(kind="refuse", article="6(1)", reasons="No.", override_reason="Seen."),
        at=NOW,
    )
    deciding.reject(actor=office.act("petra"), decision=made, reason="Look again.", at=NOW)
    assert issue_all_clear(at=NOW) == 0
    assert issue_clear(request=asked, at=NOW) is None
    assert issue_clear(request=rejected, at=NOW) is None
    assert not IssuedCertificate.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"start": "2027-02-01"},
        {"end": "2029-06-30"},
        {"earlier_postings": [{"start": "2024-01-01", "end": "2025-12-31"}]},
        {"worker": {"citizenships": ["FR"]}},
    ],
)
def test_a_fact_sheet_that_contradicts_the_answers_is_not_clear(office, changes):
    switch(office)
    request = sent(office, facts=fr_facts(**changes))
    found = assessed(request)
    assert any(point["key"].startswith("contradicted:") for point in found.points)
    assert not found.is_clear
    assert issue_clear(request=request, at=NOW) is None
    agreeing = sent(office, facts=fr_facts(), answers={"worker_ssn": "212-48-1234"})
    assert assessed(agreeing).points == []


def test_longer_periods_than_the_policy_allows_are_left_to_people(office):
    switch(office, most_months=35)
    request = sent(office)  # three years, both days inside
    assert issue_clear(request=request, at=NOW) is None
    switch(office, most_months=36)
    assert issue_clear(request=request, at=NOW) is not None


def test_a_share_drawn_at_random_is_left_to_people_and_stays_so(office):
    switch(office, kept_for_people=100)
    request = sent(office)
    assert issue_all_clear(at=NOW) == 0
    assert Assessment.objects.get(request=request).left_to_people
    assert clear_requests(office.organisation) == []


def test_the_draw_takes_about_its_share(office):
    policy = switch(office, kept_for_people=20)
    request = sent(office)
    drawn = 0
    for number in range(2000):
        request.control_number = f"X{number}"
        drawn += is_drawn(policy, request)
    assert 330 <= drawn <= 470  # four standard deviations of 2000 draws at 20 percent, and a little


def test_a_clear_request_under_a_law_of_yesterday_is_put_before_the_engine_first(office):
    switch(office)
    request = sent(office)
    Assessment.objects.filter(request=request).update(law="sha256:" + "0" * 64)
    made = issue_clear(request=request, at=NOW + timedelta(hours=1))
    assert made is not None
    assert made.law == Assessment.objects.get(request=request, is_newest=True).law
    assert made.law != "sha256:" + "0" * 64


def test_country_and_issuer_of_the_agency_stay(office):
    act = {"actor": office.act("silas"), "agency": office.agency, "at": NOW}
    for given in ({"issuer": "https://elsewhere.example"}, {"country": "FR"}, {"name": " "}):
        with pytest.raises(InputError):
            change_agency(**act, given=given)
    row = change_agency(**act, given={"takes_requests": False, "fax": " +1 410 555 0199 "})
    assert (row.takes_requests, row.fax) == (False, "+1 410 555 0199")
    office.agency.refresh_from_db()
    with pytest.raises(InputError):
        sent(office)
