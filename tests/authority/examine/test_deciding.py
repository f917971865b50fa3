"""Decisions: what they rest on, when two people are needed, what a refusal says, what becomes of a changed law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.authority.cast import (
    NOW,
    assessed,
    consented,
    fr_facts,
    make_office,
    sent,
    too_long,
    undetermined,
)
from totalis.authority.models import Assessment, Decision, Happened, IssuedCertificate, RequestEvent
from totalis.authority.services import asking, assigning, deciding
from totalis.authority.services.assessing_again import assess_after_changed_law
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.deciding import Given
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit.selectors import verify_chain

ISSUE = Given(kind="issue")
BEYOND = Given(kind="issue", covered_by="US", exempt_in="FR", article="6(1)")
"""An issue where the engine names no countries."""
REFUSAL = Given(
    kind="refuse", article="6(1)", reasons="The worker has no private health insurance."
)


def decide(office, request, given, who="nora", assessment=None):
    """What somebody decides on the newest assessment."""
    return deciding.decide(
        actor=office.act(who),
        request=request,
        assessment=assessment or assessed(request),
        given=given,
        at=NOW,
    )


def paths(error) -> list[str]:
    return [problem.path for problem in error.value.problems]


def test_a_clear_request_is_issued_by_one_examiner(office):
    request = sent(office)
    made = decide(office, request, ISSUE)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("completed", "issued")
    assert not made.needs_second
    newest = assessed(request)
    assert (made.determination_digest, made.law) == (newest.determination_digest, newest.law)
    assert (made.covered_by, made.exempt_in, made.article) == ("US", "FR", "6(1); 6(3)")
    assert (made.start, made.end) == (date(2027, 1, 1), date(2029, 12, 31))
    assert IssuedCertificate.objects.get(decision=made).request == request
    kinds = list(RequestEvent.objects.filter(request=request).values_list("kind", flat=True))
    assert kinds.count(Happened.ISSUED) == 1
    assert verify_chain(office.organisation) == []


def test_who_may_not_examine_decides_nothing(office):
    request = sent(office)
    for name in ("rosa", "silas"):
        with pytest.raises(MissingRightError):
            decide(office, request, ISSUE, who=name)
    assert not Decision.objects.exists()


def test_a_refusal_needs_reasons_and_an_article(office):
    request = sent(office, facts=fr_facts(worker={"private_health_insurance": False}))
    for given, path in (
        (Given(kind="refuse", article="6(1)"), "reasons"),
        (Given(kind="refuse", reasons="No insurance."), "article"),
    ):
        with pytest.raises(InputError) as error:
            decide(office, request, given)
        assert paths(error) == [path]
    decide(office, request, REFUSAL)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("completed", "refused")
    told = RequestEvent.objects.get(request=request, kind=Happened.REFUSED)
    assert told.details == {"article": "6(1)", "reasons": REFUSAL.reasons}
    assert not IssuedCertificate.objects.exists()


def test_differing_from_the_engine_needs_a_reason_and_a_second_person(office):
    request = undetermined(office)
    with pytest.raises(InputError) as error:
        decide(office, request, ISSUE)
    assert "override_reason" in paths(error) or "covered_by" in paths(error)
    given = Given(
        kind="issue",
        covered_by="US",
        exempt_in="FR",
        article="6(1)",
        override_reason="Form 2032 seen.",
    )
    made = decide(office, request, given)
    request.refresh_from_db()
    assert (made.needs_second, request.outcome) == (True, "")
    assert not IssuedCertificate.objects.exists()
    deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    request.refresh_from_db()
    assert request.outcome == "issued"


def test_nobody_is_the_second_person_of_her_own_decision(office):
    request = too_long(office)
    made = decide(
        office,
        request,
        BEYOND,
        who="petra",
    )
    assert (made.is_exception, made.needs_second) == (True, True)
    with pytest.raises(InputError, match="decision"):
        deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    with pytest.raises(MissingRightError):
        deciding.confirm(actor=office.act("nora"), decision=made, at=NOW)
    consented(office, made)
    deciding.confirm(actor=office.act("quinn"), decision=made, at=NOW)
    assert IssuedCertificate.objects.filter(decision=made).exists()


def test_an_exception_keeps_the_coverage_that_is_asked_for(office):
    made = decide(office, too_long(office), Given(kind="issue"))
    assert (made.covered_by, made.exempt_in) == ("US", "FR")
    assert (made.is_exception, made.needs_second, made.override_reason) == (True, True, "")


def test_refusing_what_the_engine_would_put_to_both_agencies_takes_two(office):
    request = too_long(office)
    made = decide(office, request, Given(kind="refuse", article="6(1)", reasons="Too long."))
    request.refresh_from_db()
    assert (made.is_exception, made.needs_second, request.outcome) == (True, True, "")


def test_a_rejected_decision_lets_the_request_be_decided_again(office):
    request = too_long(office)
    made = decide(office, request, BEYOND)
    with pytest.raises(InputError):
        deciding.reject(actor=office.act("petra"), decision=made, reason=" ", at=NOW)
    deciding.reject(actor=office.act("petra"), decision=made, reason="Ask France first.", at=NOW)
    with pytest.raises(InputError):
        deciding.confirm(actor=office.act("quinn"), decision=made, at=NOW)
    again = decide(office, request, REFUSAL)
    request.refresh_from_db()
    assert again.needs_second is False or request.outcome == ""


def test_another_examiner_cannot_take_a_decision_back(office):
    made = decide(
        office,
        too_long(office),
        BEYOND,
    )
    with pytest.raises(MissingRightError):
        deciding.reject(actor=office.act("otto"), decision=made, reason="I do not like it.", at=NOW)
    deciding.reject(actor=office.act("nora"), decision=made, reason="A slip.", at=NOW)


def test_a_corrected_request_is_not_decided_on_what_it_said_before(office):
    request = sent(office)
    old = assessed(request)
    correct(
        request=request,
        answers={**request.answers, "end_date": "2028-12-31"},
        reason="Shorter.",
        at=NOW,
        actor=office.public,
    )
    with pytest.raises(InputError) as error:
        decide(office, request, ISSUE, assessment=Assessment.objects.get(pk=old.pk))
    assert paths(error) == ["assessment"]
    made = decide(office, request, ISSUE)
    assert made.end == date(2028, 12, 31)


def test_law_that_changed_between_assessment_and_decision_stops_it(office):
    request = sent(office)
    Assessment.objects.filter(request=request).update(law="sha256:" + "0" * 64)
    with pytest.raises(InputError, match="assessment"):
        decide(office, request, ISSUE)
    assert assess_after_changed_law(at=NOW) == 1
    assert assess_after_changed_law(at=NOW) == 0
    assert decide(office, request, ISSUE).kind == "issue"


def test_law_that_changed_between_decision_and_confirmation_stops_it(office):
    made = decide(
        office,
        too_long(office),
        BEYOND,
    )
    Assessment.objects.filter(pk=made.assessment_id).update(law="sha256:" + "0" * 64)
    with pytest.raises(InputError, match="assessment"):
        deciding.confirm(actor=office.act("petra"), decision=made, at=NOW)
    assert not IssuedCertificate.objects.exists()


@pytest.mark.parametrize("article", ["6(2)", "6(1)", "12", "6(1); 6(3); 8"])
def test_another_article_than_the_engines_differs(office, article):
    request = sent(office)
    with pytest.raises(InputError) as error:
        decide(office, request, Given(kind="issue", article=article))
    assert paths(error) == ["override_reason"]
    given = Given(
        kind="issue", article=article, override_reason="The older protocol numbers it so."
    )
    made = decide(office, request, given)
    assert (made.needs_second, made.article) == (True, article)
    assert not IssuedCertificate.objects.exists()


@pytest.mark.parametrize("article", ["", "6(1); 6(3)", " 6 (3);6(1) "])
def test_the_engines_own_article_however_it_is_typed_does_not_differ(office, article):
    made = decide(office, sent(office), Given(kind="issue", article=article))
    assert (made.needs_second, made.override_reason) == (False, "")


def test_no_article_is_cut_short(office):
    with pytest.raises(InputError) as error:
        decide(
            office, sent(office), Given(kind="issue", article="6" * 41, override_reason="Seen so.")
        )
    assert paths(error) == ["article"]


def test_a_period_beyond_the_last_lawful_day_differs(office):
    request = sent(office)
    longer = Given(kind="issue", end=date(2032, 1, 1))
    with pytest.raises(InputError) as error:
        decide(office, request, longer)
    assert paths(error) == ["override_reason"]


@pytest.mark.parametrize(
    "days",
    [
        {"start": date(2026, 12, 31)},
        {"end": date(2030, 1, 1)},  # lawful, but nobody said that she works until then
        {"start": date(2027, 2, 1), "end": date(2031, 12, 31)},
    ],
)
def test_days_that_nobody_asked_for_differ(office, days):
    request = sent(office)
    with pytest.raises(InputError) as error:
        decide(office, request, Given(kind="issue", **days))
    assert paths(error) == ["override_reason"]
    made = decide(office, request, Given(kind="issue", override_reason="By telephone.", **days))
    assert made.needs_second
    assert not IssuedCertificate.objects.exists()


def test_days_inside_those_asked_for_do_not_differ(office):
    inside = Given(kind="issue", start=date(2027, 2, 1), end=date(2029, 6, 30))
    assert not decide(office, sent(office), inside).needs_second


def test_a_withdrawn_request_is_not_decided(office):
    request = sent(office)
    withdraw(request=request, reason="Not sent after all.", at=NOW, actor=office.public)
    with pytest.raises(InputError):
        decide(office, request, ISSUE)


def test_another_agencys_request_is_not_there(office):
    other = make_office(slug="bureau", country="FR", name="Bureau des certificats")
    request = sent(office)
    with pytest.raises(type(request).DoesNotExist):
        assigning.take_up(actor=other.act("nora"), request=request, at=NOW)


# ── taking up, priorities ──


def test_taking_up_is_told_once_and_handing_over_keeps_it_pending(office):
    request = sent(office)
    assigning.take_up(actor=office.act("nora"), request=request, at=NOW)
    row = assigning.take_up(actor=office.act("nora"), request=request, at=NOW)
    assert (row.state, row.assigned_to) == ("pending", office.people["nora"])
    with pytest.raises(InputError):
        assigning.take_up(actor=office.act("otto"), request=request, at=NOW)
    assigning.hand_over(actor=office.act("nora"), request=request, to=office.people["otto"], at=NOW)
    with pytest.raises(InputError):
        assigning.hand_over(
            actor=office.act("nora"), request=request, to=office.people["rosa"], at=NOW
        )
    assert RequestEvent.objects.filter(request=request, kind=Happened.EXAMINED).count() == 1


def test_a_priority_needs_its_reason(office):
    request = sent(office)
    act = {"actor": office.act("nora"), "request": request, "at": NOW}
    with pytest.raises(InputError):
        assigning.prioritise(**act, priority=2, reason="")
    with pytest.raises(InputError):
        assigning.prioritise(**act, priority=9, reason="Because.")
    assert assigning.prioritise(**act, priority=2, reason="Travels on Monday.").priority == 2


# ── questions ──


def asked(office, request, **more):
    return asking.ask(
        **{
            "actor": office.act("nora"),
            "request": request,
            "text": "Is there a section 3121(l) agreement for the affiliate?",
            "fields": ["affiliate_3121l"],
            "answer_by": NOW.date() + timedelta(days=30),
            "at": NOW,
            **more,
        }
    )


def test_an_answer_with_a_correction_makes_a_version_that_is_assessed(office):
    request = sent(office, answers={"requester_is_representative": "yes"})
    question = asked(office, request, fields=["requester_is_representative"], text="Who asks?")
    request.refresh_from_db()
    assert request.state == "pending"
    asking.answer(
        request=request,
        question=question,
        text="The employer itself.",
        corrections={"requester_is_representative": "no"},
        files=(),
        at=NOW,
        actor=office.public,
    )
    request.refresh_from_db()
    assert request.requestversions.count() == 2
    assert request.answers["requester_is_representative"] == "no"
    assert assessed(request).is_clear
    assert assessed(request).version_digest == request.requestversions.latest("number").digest
    with pytest.raises(InputError):
        asking.answer(
            request=request,
            question=question,
            text="Again.",
            corrections={},
            files=(),
            at=NOW,
            actor=office.public,
        )
    kinds = list(RequestEvent.objects.filter(request=request).values_list("kind", flat=True))
    assert kinds == ["received", "examined", "asked", "answered"]


def test_an_answer_corrects_only_what_was_asked(office):
    request = sent(office)
    question = asked(office, request)
    act = {"request": request, "question": question, "files": (), "at": NOW, "actor": office.public}
    with pytest.raises(InputError) as error:
        asking.answer(**act, text="", corrections={"end_date": "2028-12-31"})
    assert paths(error) == ["corrections"]
    with pytest.raises(InputError):
        asking.answer(**act, text="  ", corrections={})
    request.refresh_from_db()
    assert request.requestversions.count() == 1


def test_a_question_holds_no_social_security_number_and_names_fields_of_the_form(office):
    request = sent(office)
    for more in (
        {"text": "Is 536-90-4399 right?"},
        {"text": " "},
        {"fields": ["shoe_size"]},
        {"answer_by": NOW.date()},
    ):
        with pytest.raises(InputError):
            asked(office, request, **more)


def test_what_the_engine_would_ask_names_its_fields(office):
    text, fields = asking.proposed_question(undetermined(office))
    assert fields == ["affiliate_3121l"]
    assert "3121(l)" in text


def test_a_decided_request_takes_no_answer_and_no_question(office):
    request = too_long(office)
    question = asked(office, request)
    decide(office, request, BEYOND)
    with pytest.raises(InputError):
        asked(office, request)
    with pytest.raises(InputError):
        asking.answer(
            request=request,
            question=question,
            text="Late.",
            corrections={},
            files=(),
            at=NOW,
            actor=office.public,
        )
