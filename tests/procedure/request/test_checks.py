"""Every check both ways: a case in which it finds something, and a near one in which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.procedure.request.examples import (
    AFFILIATE,
    ANN,
    AT,
    CLIENT,
    EMPLOYER,
    LYON,
    ON,
    SHEET,
    WORKER,
    certificate,
    changed,
    checked,
    decided,
    french,
    letter,
)
from totalis.procedure.casefile import (
    Address,
    CaseFile,
    CertificateRecord,
    ChannelException,
    Direction,
    Lane,
    Party,
    PartyRole,
    Period,
    PeriodLane,
    Reading,
    Stay,
)
from totalis.procedure.checks import CHECKS, Severity, stops

if TYPE_CHECKING:
    from collections.abc import Callable

STOP, WARN, NOTE = Severity.STOP, Severity.WARN, Severity.NOTE
OWN_BUSINESS = replace(EMPLOYER, id="b5", name="Miller Design", activity="Designs turbine blades")
SELF = changed(
    SHEET,
    kind="self_employment",
    employer=None,
    sent_by_employer=None,
    sent_from=None,
    hired_in=None,
    employed_before_transfer=None,
    works_for=None,
    affiliate_3121l=None,
    same_activity_transferred=True,
    normally_in=["US"],
    end="2028-06-30",
)
FAX = ChannelException(
    channel="fax",
    reason="The online form refuses the country",
    destination="410-966-1861",
    destination_source="RS 02001.145",
    destination_checked_on=date(2026, 5, 20),
    asked_by=ANN,
    approved_by=ANN,
    approved_at=AT,
)


@dataclass
class Pair:
    key: str
    severity: Severity
    bad: Callable[[], CaseFile]
    good: Callable[[], CaseFile] = french
    on: date = ON
    bad_others: tuple[CertificateRecord, ...] = ()
    good_others: tuple[CertificateRecord, ...] = ()


def case(**given: Any) -> Callable[[], CaseFile]:
    return lambda: french(**given)


def own(**values: str) -> Callable[[], CaseFile]:
    """A self-employed American who moves the trade to France."""
    parties = (
        Party(role=PartyRole.OWN_BUSINESS_US, employer=OWN_BUSINESS),
        Party(role=PartyRole.OWN_BUSINESS_FOREIGN, employer=replace(OWN_BUSINESS, address=LYON)),
    )
    return lambda: french(SELF, values, lane=Lane.SELF_EMPLOYED, parties=parties, periods=())


def spanish(**values: str) -> Callable[[], CaseFile]:
    worker = replace(WORKER, given_names="Ana", family_names="García López")
    sheet = changed(
        SHEET, {"citizenships": ["ES"], "us_status": "resident_alien"}, work_country="ES"
    )
    parties = (Party(role=PartyRole.US_EMPLOYER, employer=EMPLOYER),)
    return lambda: french(sheet, values, partner="ES", worker=worker, parties=parties, periods=())


def italian(product: str, on: date = ON) -> Callable[[], CaseFile]:
    sheet = changed(
        SHEET,
        {"citizenships": ["US", "IT"]},
        work_country="IT",
        works_for="sending_employer",
        elected="none",
    )
    facts = decided(sheet, on)
    return lambda: french(sheet, partner="IT", product=product, periods=(), **facts)


def readings(*found: tuple[str, str]) -> Callable[[], CaseFile]:
    said = tuple(Reading(place=place, value=value) for place, value in found)
    return lambda: french(evidence=(letter("ev1", *said),))


def stay(country: str, *, worked: bool) -> tuple[Stay, ...]:
    day = date(2027, 3, 1)
    return (Stay(id="s1", start=day, end=date(2027, 3, 5), country=country, worked=worked),)


def period(description: str) -> tuple[Period, ...]:
    return (
        Period(
            id="t1",
            lane=PeriodLane.WORK,
            start=date(2027, 1, 1),
            end=date(2029, 12, 31),
            country="FR",
            description=description,
        ),
    )


LONG_STAY = changed(SHEET, end="2033-12-31")
PAIRS = [
    # the decision
    Pair("undetermined", STOP, case(determinations=())),
    Pair("undetermined", STOP, case(sheet=changed(SHEET, sent_by_employer=None))),
    Pair("undetermined", STOP, case(sheet=LONG_STAY), case(sheet=LONG_STAY, product="exception")),
    Pair("undetermined", STOP, italian("certificate"), italian("election")),
    Pair("wrong_side", STOP, case(direction=Direction.FOREIGN_CERTIFICATE)),
    Pair("wrong_side", STOP, case(direction=Direction.LETTER_OF_EXEMPTION)),
    Pair("lane_unsettled", STOP, case(sheet=changed(SHEET, kind=None))),
    Pair("lane_unsettled", WARN, case(lane=Lane.SELF_EMPLOYED)),
    Pair("lane_performer", NOTE, case(lane=Lane.PERFORMER)),
    Pair(
        "self_employed_without_activity",
        STOP,
        own(nature_of_self_employment=""),
        own(),
    ),
    Pair("affiliate_without_3121l", STOP, case(values={"affiliate_3121l": "no"})),
    Pair(
        "affiliate_without_3121l",
        STOP,
        case(sheet=changed(SHEET, affiliate_3121l=None)),
        case(sheet=changed(SHEET, affiliate_3121l=None, works_for="sending_employer")),
    ),
    Pair(
        "health_insurance_missing",
        STOP,
        case(values={"private_health_insurance_statement": "no"}),
    ),
    Pair("channel_not_cleared", STOP, case(channel="fax"), case(channel="fax", exception=FAX)),
    Pair(
        "channel_not_cleared",
        STOP,
        case(channel="fax", exception=replace(FAX, approved_by=None)),
        case(channel="fax", exception=FAX),
    ),
    Pair(
        "channel_not_cleared",
        STOP,
        case(channel="fax", exception=replace(FAX, destination_checked_on=date(2025, 1, 1))),
        case(channel="fax", exception=FAX),
    ),
    Pair("requester_doubtful", WARN, spanish(requester_name="Ana García López"), spanish()),
    # single fields
    Pair("field_missing", STOP, case(values={"worker_ssn": ""})),
    Pair("field_missing", STOP, case(values={"date_of_birth": ""})),
    Pair(
        "field_missing",
        STOP,
        case(
            values={"affiliate_3121l_effective_date": ""},
            partner="DE",
            sheet=changed(SHEET, work_country="DE"),
            periods=(),
        ),
        case(values={"affiliate_3121l_effective_date": ""}),
    ),
    Pair("field_malformed", STOP, case(values={"begin_date": "2027-02-30"})),
    Pair("field_malformed", STOP, case(values={"affiliate_3121l": "perhaps"})),
    Pair(
        "field_malformed",
        STOP,
        case(values={"citizenship": "US, Atlantis"}),
        case(values={"citizenship": "US, France"}),
    ),
    Pair("field_malformed", STOP, case(values={"requester_email": "pat@example"})),
    Pair("field_malformed", WARN, case(values={"requester_phone": "12"})),
    Pair(
        "number_implausible",
        STOP,
        case(values={"worker_ssn": "000-12-3456"}),
        case(values={"worker_ssn": "536-90-4399"}),
    ),
    Pair("number_implausible", STOP, case(values={"worker_ssn": "912-90-3456"})),
    Pair("number_implausible", STOP, case(values={"worker_ssn": "53690439"})),
    Pair("address_incomplete", WARN, case(values={"us_employer_address": "Chicago"})),
    Pair(
        "address_incomplete",
        WARN,
        case(
            values={"foreign_employer_address": "1 Main St\nSpringfield, IL 62701\nUnited States"}
        ),
    ),
    Pair("too_long", NOTE, case(values={"worker_full_name": "Maria Jane Miller " * 5})),
    Pair(
        "odd_characters",
        WARN,
        case(values={"worker_full_name": "Maria Jane <Miller>"}),
        case(values={"worker_full_name": "Mária Jané Müller-O'Neill"}),
    ),
    Pair("odd_characters", WARN, case(values={"worker_full_name": "Мария Миллер"})),
    Pair("field_without_document", WARN, case(evidence=(letter("ev2"),))),
    # people
    Pair(
        "name_differs",
        WARN,
        readings(("worker.name", "Maria Miller")),
        readings(("worker.name", "Maria Jane Miller")),
    ),
    Pair("name_differs", STOP, readings(("worker.name", "John Smith"))),
    Pair("name_differs", NOTE, readings(("worker.name", "MARIA JANE MILLER"))),
    Pair("surname_missing", WARN, spanish(worker_both_surnames="García"), spanish()),
    Pair("surname_missing", WARN, spanish(worker_full_name="Ana García"), spanish()),
    Pair(
        "value_differs",
        STOP,
        readings(("worker.ssn", "536904390")),
        readings(("worker.ssn", "536-90-4399")),
    ),
    Pair(
        "value_differs",
        STOP,
        readings(("worker.birth_date", "1985-02-04")),
        readings(("worker.birth_date", "1985-04-02")),
    ),
    Pair("employer_is_client", STOP, case(values={"foreign_employer_name": "GRAND CLIENT"})),
    Pair("employer_is_client", WARN, case(values={"foreign_employer_name": "Grand Client Lyon"})),
    Pair(
        "employer_unknown",
        WARN,
        case(values={"us_employer_name": "Somebody Else LLC"}),
        case(values={"us_employer_name": "Example Corp."}),
    ),
    Pair(
        "employer_unknown",
        STOP,
        case(
            parties=(
                Party(role=PartyRole.US_EMPLOYER, employer=replace(EMPLOYER, country="CA")),
                Party(role=PartyRole.FOREIGN_EMPLOYER, employer=AFFILIATE),
            )
        ),
    ),
    Pair(
        "employer_differs",
        WARN,
        readings(("us_employer.name", "Other Firm Inc.")),
        readings(("us_employer.name", "EXAMPLE CORP")),
    ),
    Pair("vague_work", WARN, own(nature_of_self_employment="Consulting services"), own()),
    Pair("vague_work", NOTE, case(periods=period("Various projects"))),
    # days and places
    Pair("dates_differ", STOP, case(values={"end_date": "2029-12-30"})),
    Pair(
        "dates_differ",
        WARN,
        readings(("engagements[e1].end", "2029-11-30")),
        readings(("engagements[e1].end", "2029-12-31")),
    ),
    Pair(
        "dates_disorder",
        STOP,
        case(values={"date_of_hire": "2027-01-02"}),
        case(values={"date_of_hire": "2027-01-01"}),
    ),
    Pair("dates_disorder", STOP, case(values={"end_date": "2026-12-31"})),
    Pair("dates_disorder", STOP, case(values={"date_of_birth": "2027-06-01"})),
    Pair(
        "work_country_differs",
        STOP,
        case(values={"agreement_country": "DE"}),
        case(values={"agreement_country": "France"}),
    ),
    Pair(
        "work_country_differs",
        WARN,
        case(stays=stay("DE", worked=True)),
        case(stays=stay("DE", worked=False)),
    ),
    Pair(
        "certificate_overlap",
        WARN,
        french,
        bad_others=(certificate(end=date(2027, 1, 1)),),
        good_others=(certificate(end=date(2026, 12, 31)),),
    ),
    Pair(
        "certificate_overlap",
        STOP,
        french,
        bad_others=(certificate(end=None, covered_by="FR", exempt_in="US"),),
        good_others=(certificate(end=None, withdrawn_on=date(2026, 2, 1)),),
    ),
    Pair(
        "limit_exceeded",
        STOP,
        case(values={"end_date": "2032-01-01"}),
        case(values={"end_date": "2031-12-31"}),
    ),
    Pair("limit_exceeded", STOP, case(sheet=LONG_STAY), case(sheet=LONG_STAY, product="exception")),
    Pair(
        "limit_exceeded",
        STOP,
        italian("election", date(2027, 5, 1)),
        italian("election", date(2027, 4, 30)),
    ),
    Pair("start_near_or_past", WARN, french, on=date(2027, 1, 1)),
    Pair("start_near_or_past", NOTE, french, on=date(2026, 12, 31)),
    Pair("end_missing", STOP, case(values={"end_date": ""})),
    # what the case keeps
    Pair(
        "kept_address_doubtful",
        WARN,
        case(
            worker=replace(WORKER, address=Address(lines=("1 Main St",), city="Lyon", country="FR"))
        ),
    ),
    Pair("kept_contact_doubtful", WARN, case(worker=replace(WORKER, phone="123"))),
    Pair("kept_contact_doubtful", WARN, case(worker=replace(WORKER, email="maria(at)example"))),
    Pair(
        "registration_implausible",
        STOP,
        case(
            parties=(
                Party(
                    role=PartyRole.US_EMPLOYER,
                    employer=replace(EMPLOYER, registrations={"EIN": "12"}),
                ),
            )
        ),
    ),
    Pair(
        "registration_implausible",
        WARN,
        case(
            parties=(
                Party(
                    role=PartyRole.FOREIGN_EMPLOYER,
                    employer=replace(AFFILIATE, registrations={"SIRET": "73282932000075"}),
                ),
            )
        ),
        case(
            parties=(
                Party(
                    role=PartyRole.FOREIGN_EMPLOYER,
                    employer=replace(AFFILIATE, registrations={"SIRET": "73282932000074"}),
                ),
            )
        ),
    ),
]


@pytest.mark.parametrize(
    "pair",
    PAIRS,
    ids=[f"{number}-{pair.key}-{pair.severity.value}" for number, pair in enumerate(PAIRS)],
)
def test_a_check_finds_it_where_it_is_and_nowhere_else(pair: Pair):
    bad_on = pair.on
    found = checked(pair.bad(), bad_on, pair.bad_others)
    severities = {item.severity for item in found if item.key == pair.key}
    assert pair.severity in severities, [(item.key, item.severity, item.says) for item in found]
    good = checked(pair.good(), ON, pair.good_others)
    assert pair.severity not in {item.severity for item in good if item.key == pair.key}, [
        item.says for item in good
    ]


def test_every_check_is_tried():
    assert {pair.key for pair in PAIRS} == {entry.key for entry in CHECKS}
    assert len({entry.key for entry in CHECKS}) == len(CHECKS)


def test_a_whole_case_has_no_finding():
    assert checked(french()) == ()


def test_stops_come_first():
    found = checked(french(values={"worker_ssn": "", "requester_phone": "12"}))
    assert [item.severity for item in found] == sorted(
        (item.severity for item in found), key=["stop", "warn", "note"].index
    )
    assert stops(found) == found[: len(stops(found))]


def test_a_personal_number_is_never_repeated():
    for found in checked(french(values={"worker_ssn": "000-12-3456"})):
        assert "3456" not in found.says + found.remedy


def test_a_finding_names_its_documents_and_sources():
    found = checked(readings(("worker.name", "John Smith"))())
    finding = next(item for item in found if item.key == "name_differs")
    assert finding.evidence == ("ev1",)
    late = checked(french(), date(2027, 2, 1))
    source = next(item for item in late if item.key == "start_near_or_past").sources
    assert "czech_aa31" in {item.key for item in source}


def test_the_name_at_birth_in_a_document_is_no_other_person():
    proof = letter("ev1", Reading(place="worker.name", value="Maria Jane Kowalska"))
    born = french(evidence=(proof,), worker=replace(WORKER, name_at_birth="Kowalska"))
    found = [item for item in checked(born) if item.key == "name_differs"]
    assert [item.severity for item in found] == [WARN]
    assert "name at birth" in found[0].says
    stranger = [item for item in checked(french(evidence=(proof,))) if item.key == "name_differs"]
    assert [item.severity for item in stranger] == [STOP]


def test_a_client_of_another_name_is_no_employer():
    assert CLIENT.name not in str([item.says for item in checked(french())])
