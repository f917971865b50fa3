"""Contradictions name both documents, stay closed while nothing changes, and open again when a document does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from tests.procedure.file.acme import PREPARER, TODAY, acme, at, certificate, exempted
from tests.procedure.strategies import case_files
from totalis.procedure.casefile import (
    Closure,
    Direction,
    EvidenceItem,
    FactStatement,
    Lane,
    Period,
    PeriodLane,
    Reading,
)
from totalis.procedure.escalation import flags, open_flags
from totalis.procedure.findings import findings, open_findings
from totalis.procedure.strength import record_strength

END = "engagements[posting-to-lyon].end"


def document(
    key="ev1", kind="assignment_letter", title="Letter", day=None, version="a", **readings
):
    return EvidenceItem(
        id=key,
        title=title,
        kind=kind,
        version=1,
        file_name=f"{key}.pdf",
        digest="sha256:" + version * 64,
        media_type="application/pdf",
        size=1,
        document_date=day,
        uploaded_by=PREPARER,
        uploaded_at=at("2026-10-01"),
        readings=tuple(
            Reading(place=place.replace("__", "."), value=value, page="1")
            for place, value in readings.items()
        ),
    )


def letter(value, **more):
    return replace(document(**more), readings=(Reading(place=END, value=value, page="2"),))


def of_kind(file, kind):
    return [item for item in findings(file) if item.kind == kind]


def test_two_documents_that_disagree_are_both_named():
    file = acme(evidence=(letter("2028-12-31"), letter("2029-06-30", key="ev2", title="Contract")))
    (found,) = of_kind(file, "documents_disagree")
    assert found.documents == ("ev1", "ev2")
    assert "“Letter” (page 2) says 31 December 2028" in found.says
    assert "“Contract” (page 2) says 30 June 2029" in found.says
    assert {item.documents for item in of_kind(file, "case_disagrees")} == {("ev2",)}
    assert len(of_kind(file, "case_disagrees")) == 2  # the fact sheet and the request


def test_documents_that_agree_are_no_finding():
    assert findings(acme(evidence=(letter("2028-12-31"),))) == ()


def test_a_closed_finding_opens_again_when_its_document_changes():
    file = acme(evidence=(letter("2029-06-30"),))
    keys = [item.key for item in open_findings(file)]
    closures = tuple(
        Closure(key=key, by=PREPARER, at=at("2026-10-02"), reason="Typing error") for key in keys
    )
    closed = replace(file, closures=closures)
    assert open_findings(closed) == ()
    assert all(item.closed and item.closed.reason == "Typing error" for item in findings(closed))
    again = replace(closed, evidence=(letter("2029-06-30", version="b"),))
    assert len(open_findings(again)) == len(keys)


def test_payroll_against_the_decision_is_found_for_its_days_only():
    inside = document(
        kind="payroll_record",
        title="Payslip",
        day=date(2026, 3, 31),
        contributions__country="France",
    )
    before = replace(inside, id="ev2", document_date=date(2025, 3, 31))
    (found,) = of_kind(acme(evidence=(inside, before)), "decision_disagrees")
    assert found.documents == ("ev1",)
    assert "France" in found.says
    assert "The decision" in found.says


def test_the_timeline_explains_documents_of_two_times():
    one = document(day=date(2025, 3, 31), contributions__country="US")
    two = document(key="ev2", title="Notice", day=date(2026, 3, 31), contributions__country="FR")
    periods = (
        Period(
            id="1",
            lane=PeriodLane.CONTRIBUTIONS,
            start=date(2025, 1, 1),
            end=date(2025, 12, 31),
            country="US",
            evidence=("ev1",),
        ),
        Period(
            id="2",
            lane=PeriodLane.CONTRIBUTIONS,
            start=date(2026, 1, 1),
            end=None,
            country="FR",
            evidence=("ev2",),
        ),
    )
    assert of_kind(acme(evidence=(one, two), periods=periods), "documents_disagree") == []
    assert len(of_kind(acme(evidence=(one, two)), "documents_disagree")) == 1


def test_numbers_of_people_never_stand_in_a_finding():
    file = acme(evidence=(document(worker__ssn="536-90-9999"),))
    (found,) = of_kind(file, "case_disagrees")
    assert "9999" in found.says
    assert "536" not in found.says


def test_names_in_another_order_are_the_same():
    assert findings(acme(evidence=(document(worker__name="LOVELACE Ada Mary"),))) == ()


@pytest.mark.parametrize(
    ("value", "flagged"),
    [
        ("CSG 9.2 %", False),
        ("CSG déductible", False),
        ("CRDS", False),
        ("CSG/CRDS", True),
        ("Assurance maladie et CSG", True),
        ("French social taxes", True),
        ("Assurance vieillesse", False),
    ],
)
def test_a_line_that_mixes_charges_raises_a_flag(value, flagged):
    item = replace(document(), readings=(Reading(place="charges[1].label", value=value),))
    found = [flag.kind for flag in flags(acme(evidence=(item,)), TODAY)]
    assert found == (["mixed_charges"] if flagged else [])


def paid(country, start, end=None, employer=""):
    return Period(
        id=country,
        lane=PeriodLane.CONTRIBUTIONS,
        start=start,
        end=end,
        country=country,
        employer=employer,
    )


def test_both_countries_collecting_on_one_day_is_flagged_until_a_person_closes_it():
    file = acme(
        periods=(paid("US", date(2026, 1, 1)), paid("FR", date(2026, 3, 1), date(2026, 6, 30)))
    )
    (flag,) = open_flags(file, TODAY)
    assert flag.kind == "taxed_twice"
    assert "1 March 2026 to 30 June 2026" in flag.says
    assert flag.source
    closure = Closure(key=flag.key, by=PREPARER, at=at("2026-11-01"), reason="Two jobs")
    assert open_flags(replace(file, closures=(closure,)), TODAY) == ()
    longer = replace(
        file, periods=(file.periods[0], paid("FR", date(2026, 3, 1))), closures=(closure,)
    )
    assert len(open_flags(longer, TODAY)) == 1


def test_separate_streams_or_times_are_no_double_charge():
    streams = (
        paid("US", date(2026, 1, 1), employer="Alpha Inc"),
        paid("FR", date(2026, 1, 1), employer="Beta SA"),
    )
    times = (paid("US", date(2026, 1, 1), date(2026, 1, 31)), paid("FR", date(2026, 2, 1)))
    assert flags(acme(periods=streams), TODAY) == ()
    assert flags(acme(periods=times), TODAY) == ()


def test_filed_years_without_a_certificate_are_flagged_for_the_self_employed():
    returns = document(kind="tax_return", title="Form 1040 for 2027")
    file = acme(evidence=(returns,))
    alone = replace(file, request=replace(file.request, lane=Lane.SELF_EMPLOYED))
    assert flags(file, TODAY) == ()
    (flag,) = flags(alone, TODAY)
    assert "2027" in flag.says
    assert flags(replace(alone, certificates=(certificate(),)), TODAY) == ()


def test_no_agreement_raises_the_contingency():
    file = acme({"work_country": ["IN"]}, partner="IN", direction=Direction.NONE)
    assert [flag.kind for flag in flags(file, TODAY)] == ["contingency"]


def test_facts_that_nobody_knows_are_flagged():
    file = acme({"sent_by_employer": None})
    assert flags(file, TODAY) == ()
    places = [item["fact"] for item in file.determinations[0].document["engagements"][0]["missing"]]
    given_up = tuple(
        FactStatement(
            place=place,
            value=None,
            stated_by=PREPARER,
            basis="asked, nobody knows",
            evidence="",
            at=at("2026-10-02"),
        )
        for place in places
    )
    facts = replace(file.facts[0], statements=given_up)
    assert [flag.kind for flag in flags(replace(file, facts=(facts,)), TODAY)] == ["nobody_can_say"]


def test_the_record_says_what_is_there_and_what_would_settle_it():
    strong = record_strength(acme(evidence=(letter("2028-12-31"),)))
    assert strong.worker_type == "employee"
    assert {line.kind.key for line in strong.missing} == {
        "employment_contract",
        "payroll_record",
        "identity_document",
        "social_security_card",
    }
    assert next(line for line in strong.facts if line.place == END).documents == ("ev1",)
    unproved = {line.place for line in strong.unproved}
    assert "engagements[posting-to-lyon].affiliate_3121l" in unproved
    assert all(line.kind.settles for line in strong.missing)


@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
@given(case_files())
def test_every_file_is_read_without_an_error_and_keys_are_stable(file):
    found = findings(file)
    assert [item.key for item in found] == [item.key for item in findings(file)]
    assert len({item.key for item in found}) == len(found)
    assert all(len(item.key) <= 120 and item.remedy for item in found)
    assert all(len(item.key) <= 120 for item in flags(file, TODAY))
    record_strength(file)


def test_a_whole_case_has_no_flag():
    assert flags(exempted(), TODAY) == ()
