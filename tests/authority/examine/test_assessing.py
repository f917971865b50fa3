"""What the engine makes of a request. Expected outcomes are those of the agreement's sources (vectors/fr), not of a run."""

from __future__ import annotations

from datetime import date

from tests.authority.cast import FR_ANSWERS, NOW, assessed, fr_facts, sent, too_long, undetermined
from totalis.authority.models import Assessment
from totalis.authority.selectors.workload_days import business_days_between, due_day
from totalis.authority.services.assessing import assess
from totalis.authority.services.correcting import correct


def keys(request) -> set[str]:
    return {point["key"] for point in assessed(request).points}


def test_a_complete_posting_inside_five_years_is_clear(office):
    newest = assessed(sent(office))
    assert (newest.proposal, newest.is_clear, newest.points) == ("issue", True, [])
    answer = newest.determination["engagements"][0]
    assert (answer["covered_by"], answer["article"]) == ("US", "6(1); 6(3)")
    assert answer["clock"]["last_lawful_day"] == "2031-12-31"


def test_what_is_not_known_is_asked_for_with_its_field(office):
    request = undetermined(office)
    newest = assessed(request)
    assert (newest.proposal, newest.is_clear) == ("ask", False)
    point = next(item for item in newest.points if item["key"].startswith("missing:"))
    assert point["field"] == "affiliate_3121l"
    assert "3121(l)" in point["says"]
    missing = newest.determination["engagements"][0]["missing"][0]
    assert missing["leads_to"] == {"true": "US", "false": "FR"}


def test_a_stay_beyond_the_limit_needs_both_agencies(office):
    newest = assessed(too_long(office))
    assert newest.proposal == "exception"
    assert not newest.is_clear


def test_work_that_the_other_country_covers_is_refused(office):
    request = sent(office, facts=fr_facts(worker={"private_health_insurance": False}))
    newest = assessed(request)
    assert newest.proposal == "refuse"
    assert newest.determination["engagements"][0]["covered_by"] == "FR"


def test_a_second_request_whose_days_meet_is_not_clear(office):
    first = sent(office)
    second = sent(office, answers={"begin_date": "2028-06-01"})
    assert f"overlap:{first.control_number}" in keys(second)
    assert not assessed(second).is_clear
    after = sent(office, answers={"begin_date": "2030-01-01", "end_date": "2030-12-31"})
    assert not any(key.startswith("overlap:") for key in keys(after))


def test_another_worker_is_no_overlap(office):
    sent(office)
    other = sent(office, answers={"worker_ssn": "212-48-1234", "worker_full_name": "Ada Long"})
    assert assessed(other).is_clear


def test_work_that_began_before_the_request_is_looked_at(office):
    request = sent(office, answers={"begin_date": "2026-03-01", "end_date": "2028-02-29"})
    assert "retroactive" in keys(request)
    assert assessed(request).proposal == "issue"


def test_a_representative_is_looked_at_where_no_source_names_one(office):
    """lanes.yaml names countries whose manuals let a representative ask; France is not among them."""
    assert "who:representative" in keys(
        sent(office, answers={"requester_is_representative": "yes"})
    )


def test_an_employee_who_asks_for_herself_is_in_order_where_sources_agree(office):
    """The general manual lets the employee ask (RS 01901.450); the arrangement with France says nothing else."""
    request = sent(office, answers={"requester_name": FR_ANSWERS["worker_full_name"].upper()})
    assert "who:employee" not in keys(request)


def test_the_same_answer_twice_is_one_record(office):
    request = sent(office)
    first = assessed(request)
    assert assess(request=request, at=NOW) == first
    assert Assessment.objects.filter(request=request).count() == 1


def test_a_correction_is_assessed_and_the_former_assessment_stays(office):
    request = sent(office)
    correct(
        request=request,
        answers={**request.answers, "end_date": "2033-12-31"},
        reason="The stay is longer.",
        at=NOW,
        actor=office.public,
    )
    assert [item.proposal for item in request.assessments.order_by("pk")] == ["issue", "exception"]
    assert [item.is_newest for item in request.assessments.order_by("pk")] == [False, True]


def test_no_number_of_a_person_stands_in_points(office):
    request = sent(office, answers={"end_date": "2033-12-31", "requester_is_representative": "yes"})
    words = " ".join(str(point) for point in assessed(request).points)
    for secret in ("536904399", "536-90-4399", "4399", "1988-03-14", "14 March 1988"):
        assert secret not in words


def test_the_service_time_counts_business_days(office):
    """22 November 2026 is a Sunday; Thanksgiving is the 26th, Christmas the 25th of December (5 U.S.C. 6103)."""
    assert due_day(date(2026, 11, 22), 1) == date(2026, 11, 23)
    assert due_day(date(2026, 11, 25), 1) == date(2026, 11, 27)
    assert due_day(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert business_days_between(date(2026, 11, 20), date(2026, 11, 30)) == 5
    request = sent(office)
    assert request.due_on is None or request.due_on == date(2026, 12, 21)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 21)


def test_the_law_day_is_never_ahead_of_today(office):
    assert assessed(sent(office)).as_of == NOW.date()
    began = {"begin_date": "2026-03-01", "end_date": "2026-12-31"}
    assert assessed(sent(office, answers=began)).as_of == date(2026, 3, 1)
