"""What is said of the answers of a form before it is sent, and again when it arrives."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from tests.authority.forms.filled import TODAY, example_answers, form
from totalis.lawbook.forms.book import editions
from totalis.procedure.forms_answers import (
    Finding,
    Severity,
    asked,
    check_answers,
    is_asked,
    may_be_asked,
)
from totalis.procedure.forms_sheet import sheet_of

STOP, WARN, NOTE = Severity.STOP, Severity.WARN, Severity.NOTE
EVERY = editions()
CERTIFICATES = [made for made in EVERY if made.product in ("certificate", "letter_of_exemption")]


def found_in(answers: dict[str, str], agreement: str = "FR", **which: str) -> tuple[Finding, ...]:
    return check_answers(form(agreement, **which), answers, at=TODAY)


def of(key: str, found: tuple[Finding, ...]) -> Finding:
    return next(item for item in found if item.field == key)


def changed(agreement: str = "FR", lane: str = "employer", **changes: str) -> tuple[Finding, ...]:
    made = form(agreement, lane)
    return check_answers(made, example_answers(made, **changes), at=TODAY)


# -- the examples ------------------------------------------------------------------------------


@pytest.mark.parametrize("made", CERTIFICATES, ids=lambda made: made.key)
def test_a_form_filled_with_its_examples_can_be_sent(made):
    found = check_answers(made, example_answers(made), at=TODAY)
    assert [item for item in found if item.severity is STOP] == []


def test_each_example_passes_the_check_of_its_own_field():
    # Also of fields that are asked in some cases only.
    seen = set()
    for made in EVERY:
        for item in made.fields:
            if (item.key, item.example) in seen:
                continue
            seen.add((item.key, item.example))
            said = check_answers(made, {item.key: item.example}, at=TODAY)
            wrong = [
                one
                for one in said
                if one.field == item.key
                and one.severity is not NOTE
                and "does not have both" not in one.found
            ]
            assert wrong == [], made.key


def test_the_french_example_needs_nothing_at_all():
    assert found_in(example_answers(form())) == ()


# -- missing, malformed ------------------------------------------------------------------------


def test_an_empty_form_names_everything_that_must_be_there():
    found = found_in({})
    stops = {item.field for item in found if item.severity is STOP}
    assert {"worker_full_name", "worker_ssn", "citizenship", "begin_date", "category"} <= stops
    assert "sent_by_employer" in stops
    # Asked only in some cases, or in none that must be answered:
    assert not {"worker_maiden_name", "affiliate_3121l", "comments", "date_of_hire"} & stops
    assert [item.severity for item in found] == sorted(
        (item.severity for item in found), key=[STOP, WARN, NOTE].index
    )
    for item in found:
        assert item.found.endswith(".")
        assert item.expected.endswith(".")
        assert item.remedy


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("worker_ssn", "12345"),
        ("worker_ssn", "000-12-3456"),
        ("worker_ssn", "912-70-1234"),
        ("date_of_birth", "17/04/1985"),
        ("date_of_birth", "1985-02-30"),
        ("citizenship", "Atlantis"),
        ("citizenship", "US, Atlantis"),
        ("permanent_residence", "Nowhere"),
        ("sent_by_employer", "perhaps"),
        ("sent_by_employer", "unknown"),
        ("category", "astronaut"),
        ("requester_email", "nobody"),
        ("begin_date", "soon"),
        ("worker_full_name", "Maria\u202ereverse"),
        ("worker_full_name", "Maria\x00"),
    ],
)
def test_what_cannot_be_read_stops(key: str, text: str):
    item = of(key, changed(**{key: text}))
    assert item.severity is STOP
    assert item.expected
    if key == "worker_ssn":
        assert text not in item.found + item.remedy


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("requester_phone", "12"),
        ("us_employer_address", "Main Street"),
        ("foreign_employer_address", "233 S Wacker Dr\nChicago, IL 60606\nUnited States"),
    ],
)
def test_what_is_doubtful_warns(key: str, text: str):
    assert of(key, changed(**{key: text})).severity is WARN


def test_polish_numbers_are_checked_by_their_check_digits():
    # python-stdnum: NIP weights 6 5 7 2 3 4 5 6 7, REGON weights 8 9 2 3 4 5 6 7.
    assert of("nip", changed("PL", nip="123")).severity is STOP
    assert of("nip", changed("PL", nip="1234563219")).severity is WARN
    assert of("regon", changed("PL", regon="12345678")).severity is STOP
    for key, text in (("nip", "123-456-32-18"), ("regon", "123456785")):
        assert not [item for item in changed("PL", **{key: text}) if item.field == key]


def test_stays_and_days_have_a_line_each():
    yes = {"had_earlier_postings": "yes"}
    wrong = changed(**yes, earlier_postings="2021-03-01")
    assert of("earlier_postings", wrong).severity is STOP
    assert of("earlier_postings", changed(**yes, earlier_postings="")).severity is STOP
    late = changed(**yes, earlier_postings="2026-01-01; 2027-03-01")
    assert "lasts into" in of("earlier_postings", late).found
    good = changed(**yes, earlier_postings="2016-01-01; 2016-03-01\n2017-01-01; 2017-03-01")
    assert not [item for item in good if item.field == "earlier_postings"]


def test_an_answer_to_another_form_is_not_lost_in_silence():
    item = of("favourite_colour", changed(favourite_colour="blue"))
    assert item.severity is STOP
    assert "us-fr-employer-certificate-2026-11" in item.expected


# -- names of any length and script ------------------------------------------------------------


@pytest.mark.parametrize("name", ["O", "Ó Súilleabháin", "Nguyễn Thị Ánh", "Marie-José d'Ávila"])
def test_names_of_any_latin_spelling_pass(name: str):
    assert changed(worker_full_name=name) == ()


@pytest.mark.parametrize("name", ["Μαρία Παπαδοπούλου", "山田 花子", "نور الهدى", "Ирина"])
def test_other_scripts_are_kept_and_a_note_says_so(name: str):
    item = of("worker_full_name", changed(worker_full_name=name))
    assert item.severity is NOTE
    assert "kept and printed as you wrote it" in item.found


def test_a_very_long_name_is_a_note_and_nothing_is_cut():
    item = of("worker_full_name", changed(worker_full_name="Wolfeschlegelsteinhausen " * 20))
    assert item.severity is NOTE
    assert "Nothing is cut" in item.found


# -- contradictions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "changes", "severity"),
    [
        ("end_date", {"end_date": "2026-12-31"}, STOP),
        ("date_of_hire", {"date_of_hire": "2027-06-01"}, STOP),
        ("date_of_birth", {"date_of_birth": "2027-02-02"}, STOP),
        ("date_of_birth", {"date_of_birth": "2020-02-02"}, WARN),
        ("affiliate_3121l_effective_date", {"affiliate_3121l_effective_date": "2027-07-01"}, STOP),
        ("employed_before_transfer", {"employed_before_transfer": "no"}, WARN),
        ("sent_from", {"sent_from": "FR"}, WARN),
        ("country_of_hire", {"country_of_hire": "France"}, WARN),
        ("agreement_country", {"agreement_country": "DE"}, STOP),
        ("begin_date", {"begin_date": "2026-11-21"}, NOTE),
        ("end_date", {"begin_date": "2025-01-01", "end_date": "2026-11-21"}, WARN),
    ],
)
def test_answers_that_cannot_stand_together(key: str, changes: dict[str, str], severity: Severity):
    assert of(key, changed(**changes)).severity is severity


def test_an_answer_that_is_not_asked_does_not_count_and_is_named():
    found = changed(works_for_foreign_affiliate="no", affiliate_3121l="yes")
    assert "does not count" in of("affiliate_3121l", found).found


def test_an_exception_cannot_end_before_it_begins():
    made = form(product="exception")
    found = check_answers(made, example_answers(made, exception_until="2027-01-01"), at=TODAY)
    assert of("exception_until", found).severity is STOP


# -- outside the rule --------------------------------------------------------------------------


def test_a_stay_of_more_than_five_years_points_to_the_exception():
    # RS 02001.525: work expected to last no more than five years; 2027-02-01 to 2032-01-31 is five.
    assert changed(end_date="2032-01-31") == ()
    item = of("end_date", changed(end_date="2032-02-01"))
    assert item.severity is WARN
    assert "31 January 2032" in item.found
    assert "Extension or other exception" in item.remedy


def test_an_exception_may_ask_for_longer():
    made = form(product="exception")
    answers = example_answers(made, end_date="2034-01-31", exception_until="2034-01-31")
    assert check_answers(made, answers, at=TODAY) == ()


def test_without_a_section_3121l_agreement_no_certificate():
    # coc_affiliat: none for a foreign affiliate without the agreement.
    item = of("affiliate_3121l", changed(affiliate_3121l="no"))
    assert item.severity is WARN


def test_nobody_sent():
    # SSA refused remote workers whom nobody had sent (celia_2024).
    item = of("sent_by_employer", changed(sent_by_employer="no"))
    assert item.severity is WARN
    assert "France" in item.found


def test_what_is_not_known_is_asked_later_and_stops_nothing():
    found = changed(affiliate_3121l="unknown")
    assert of("affiliate_3121l", found).severity is NOTE
    assert "the decision depends on it" in of("affiliate_3121l", found).found


def test_a_self_employed_person_stays_two_years_in_france():
    # 7(2): 24 months
    item = of("end_date", changed(lane="self_employed", end_date="2029-02-28"))
    assert item.severity is WARN
    assert "31 January 2029" in item.found


# -- what is asked -----------------------------------------------------------------------------


def test_questions_follow_on_answers():
    made = form()

    def keys(**answers: str) -> set[str]:
        return {item.key for item in asked(made, answers)}

    assert "affiliate_3121l" not in keys()
    assert "affiliate_3121l" in {item.key for item in may_be_asked(made, {})}
    assert "affiliate_3121l" in keys(works_for_foreign_affiliate="yes")
    assert "works_for_third_company" in keys(works_for_foreign_affiliate="no")
    no_affiliate = {"works_for_foreign_affiliate": "no", "affiliate_3121l": "yes"}
    assert "affiliate_3121l_effective_date" not in keys(**no_affiliate)
    assert "us_status" in keys(citizenship="France")
    assert "us_status" not in keys(citizenship="France, US")
    assert "flag" in keys(category="ship")
    assert "insured_at_home_en_route" in keys(sent_from="DE")
    assert "insured_at_home_en_route" not in keys(sent_from="United States")
    assert "no_end_intended" in keys()
    assert "no_end_intended" not in keys(end_date="2028-01-01")
    assert "earlier_postings" not in keys(had_earlier_postings="unknown")


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_more_answers_never_leave_a_question_open_that_was_settled(data: st.DataObject):
    made = data.draw(st.sampled_from(EVERY))
    whole = example_answers(made)
    some = {key: text for key, text in whole.items() if data.draw(st.booleans())}
    for item in made.fields:
        before = is_asked(made, item, some)
        if before is not None and not any(
            test.empty for test in (made.conditions[item.when].all if item.when != "always" else ())
        ):
            assert is_asked(made, item, whole) is before


# -- anything at all ---------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_answers_of_any_text_never_crash(data: st.DataObject):
    made = data.draw(st.sampled_from(EVERY))
    likely = st.sampled_from(["yes", "no", "unknown", "US", "FR", "2027-01-01", "1; 2", "US; 5"])
    keys = st.sampled_from([item.key for item in made.fields]) | st.text(max_size=8)
    answers = data.draw(
        st.dictionaries(keys, st.text(max_size=40) | likely | st.text("0123456789-;\n"))
    )
    day = data.draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    for item in check_answers(made, answers, at=day):
        assert item.found
        assert item.remedy
    sheet_of(made, answers)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_one_odd_answer_in_a_good_form_never_crashes(data: st.DataObject):
    made = data.draw(st.sampled_from(CERTIFICATES))
    key = data.draw(st.sampled_from([item.key for item in made.fields]))
    answers = example_answers(made) | {key: data.draw(st.text(max_size=60))}
    check_answers(made, answers, at=TODAY)
    sheet_of(made, answers)


# -- signs that cannot be seen -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "نسرین\u200cدخت نوری",  # a Persian name is written with a zero-width non-joiner (Unicode Standard, 9.2)
        "\u0c36\u0c4d\u200c",  # and so are letters of Telugu and other scripts of India (12.1)
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala: Sri, with a joiner (13.2)
        "\u200fשרה כהנא\u200e (Sarah Kahana)",
    ],
)
def test_signs_that_a_script_needs_are_part_of_a_name(name):
    found = changed(worker_full_name=name)
    assert of("worker_full_name", found).severity is NOTE


@pytest.mark.parametrize(
    "name",
    [
        "Mar\u200cia Rivera",  # hidden among Latin letters
        "نسر\u202eین",  # an override of direction
        "نسر\u2066ین",
        "نسر\u0007ین",
        "Maria\u200e Rivera",
    ],
)
def test_signs_that_only_hide_something_are_stopped(name):
    found = changed(worker_full_name=name)
    assert of("worker_full_name", found).severity is STOP
