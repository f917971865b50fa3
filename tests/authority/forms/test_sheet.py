"""The answers of a form as facts, and what the engine decides on them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.authority.forms.filled import TODAY, example_answers, form
from totalis.evaluate import determine
from totalis.facts.sheet import Employer, Posting
from totalis.lawbook.book import Lawbook
from totalis.procedure.forms_sheet import plain_sheet, sheet_of

LAW = Lawbook()
DISPUTED = {
    # No source states a rule, or the sources contradict each other, as the agreements' files say.
    ("AU", "self_employed", "AU"): "not_stated",
    ("BE", "self_employed", "US"): "disputed",
    ("BE", "self_employed", "BE"): "disputed",
}


def decided(agreement: str = "FR", lane: str = "employer", issuer: str = "US", **changes: str):
    made = form(agreement, lane, issuer=issuer)
    sheet = sheet_of(made, example_answers(made, **changes))
    return determine(sheet, as_of=TODAY, law=LAW).engagements[0]


def test_a_posting_to_france_is_decided():
    answer = decided()
    assert (answer.outcome, answer.covered_by) == ("assigned", "US")
    assert "6(1)" in answer.article.split("; ")
    assert answer.rule == "fr.employment.detached_us_to_fr"
    assert answer.missing == ()


@pytest.mark.parametrize("issuer", ["US", "partner"])
@pytest.mark.parametrize("lane", ["employer", "self_employed", "performer"])
@pytest.mark.parametrize("country", LAW.countries)
def test_the_answers_of_a_plain_case_are_enough_to_decide_it(country: str, lane: str, issuer: str):
    which = country if issuer == "partner" else "US"
    answer = decided(country, lane, which)
    wanted = DISPUTED.get((country, lane, which), "assigned")
    assert answer.outcome == wanted
    assert answer.missing == ()
    if wanted == "assigned":
        assert answer.covered_by == which


def test_every_answer_becomes_its_fact():
    made = form("FR")
    sheet = sheet_of(
        made,
        example_answers(
            made,
            citizenship="US, France",
            permanent_residence="United States",
            works_for_foreign_affiliate="no",
            works_for_third_company="no",
            had_earlier_postings="yes",
            earlier_postings="2019-01-01; 2019-12-31\n2016-05-01; 2017-04-30",
            has_other_work="yes",
            other_work_countries="DE, US",
        ),
    )
    worker, (work,) = sheet.worker, sheet.engagements
    assert worker.citizenships == ("US", "FR")
    assert (worker.residence, worker.us_status) == ("US", "citizen")
    assert (worker.private_health_insurance, worker.accompanying_family) == (True, True)
    assert (work.kind, work.category, work.work_country) == ("employment", "ordinary", ("FR",))
    assert (work.start, work.end) == (date(2027, 2, 1), date(2028, 7, 31))
    assert work.open_ended is False
    assert work.employer == Employer(name="Example Corporation", country="US", american=True)
    assert (work.works_for, work.hired_in, work.sent_from) == ("sending_employer", "US", "US")
    assert work.employed_before_transfer is True
    assert work.sent_by_employer is True
    assert work.second_job_in == ("DE", "US")
    assert work.earlier_postings == (
        Posting(date(2016, 5, 1), date(2017, 4, 30)),
        Posting(date(2019, 1, 1), date(2019, 12, 31)),
    )


def test_what_is_not_answered_or_not_known_stays_unknown():
    made = form("FR")
    empty = sheet_of(made, {}).engagements[0]
    assert empty.sent_by_employer is None
    assert empty.open_ended is None
    assert empty.earlier_postings is None
    assert empty.second_job_in is None
    assert empty.employer == Employer()
    unknown = example_answers(
        made, affiliate_3121l="unknown", american_employer="unknown", had_earlier_postings="unknown"
    )
    work = sheet_of(made, unknown).engagements[0]
    assert work.affiliate_3121l is None
    assert work.employer.american is None
    assert work.earlier_postings is None
    assert decided(affiliate_3121l="unknown").outcome == "undetermined"


def test_none_is_a_fact_where_the_answer_is_no():
    work = sheet_of(form(), example_answers(form())).engagements[0]
    assert work.earlier_postings == ()
    assert work.second_job_in == ()


def test_no_last_day_says_whether_an_end_is_intended():
    made = form()
    forever = sheet_of(made, example_answers(made, end_date="", no_end_intended="yes"))
    assert (forever.engagements[0].end, forever.engagements[0].open_ended) == (None, True)


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"end_date": "2026-12-31"}, "end"),
        (
            {"had_earlier_postings": "yes", "earlier_postings": "2026-01-01; 2027-03-01"},
            "earlier_postings",
        ),
        ({"begin_date": "1/2/2027"}, "start"),
        ({"sent_by_employer": "perhaps"}, "sent_by_employer"),
        ({"sent_from": "Atlantis"}, "sent_from"),
        ({"category": "astronaut"}, "category"),
        ({"begin_date": "1066-10-14"}, "start"),
    ],
)
def test_what_cannot_be_is_no_fact(changes: dict[str, str], fact: str):
    made = form()
    work = sheet_of(made, example_answers(made) | changes).engagements[0]
    assert getattr(work, fact) is None


def test_an_answer_to_a_question_that_is_not_asked_is_no_fact():
    made = form()
    answers = example_answers(made, works_for_foreign_affiliate="no", affiliate_3121l="yes")
    assert sheet_of(made, answers).engagements[0].affiliate_3121l is None


def test_the_partners_form_names_the_partners_employer():
    work = sheet_of(form(issuer="FR"), example_answers(form(issuer="FR"))).engagements[0]
    assert work.work_country == ("US",)
    assert (work.employer.name, work.employer.country) == ("Exemple France SAS", "FR")
    assert work.works_for == "sending_employer"


def test_a_self_employed_person_in_both_countries():
    made = form("FR", "self_employed")
    answers = example_answers(made, works_in_both="yes")
    plain = plain_sheet(made, answers)
    work = plain["engagements"][0]
    assert work["work_country"] == ["FR", "US"]
    assert work["fixed_base_days"] == {"US": 200, "FR": 100}
    assert "employer" not in work
    assert sheet_of(made, answers).engagements[0].kind == "self_employment"


def test_a_performer_is_one_by_lane_and_says_for_whom():
    made = form("FR", "performer")
    work = sheet_of(made, example_answers(made, kind_of_work="self_employment")).engagements[0]
    assert (work.category, work.kind) == ("performer", "self_employment")
    assert work.normally_in == ("US",)


def test_no_personal_number_is_in_the_facts():
    for country in ("FR", "PL", "DK", "CZ"):
        made = form(country)
        answers = example_answers(made)
        text = str(plain_sheet(made, answers))
        for item in made.fields:
            if item.type.value in ("ssn", "foreign_number", "number") and item.key in answers:
                assert answers[item.key] not in text
