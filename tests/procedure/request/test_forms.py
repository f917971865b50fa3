"""Which fields a request has: SSA's lists, the agreements' own, and what stays inferred or unknown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.procedure.request.examples import (
    AFFILIATE,
    SHEET,
    WORKER,
    changed,
    fields_of,
    french,
    letter,
)
from tests.procedure.strategies import LAW
from totalis.procedure.casefile import Direction, Lane, Reading
from totalis.procedure.forms import FormField, Requirement, fields_for
from totalis.procedure.forms_prefill import address_text, asked_now, prefilled

if TYPE_CHECKING:
    from totalis.lawbook.model import Agreement

US, FOREIGN = Direction.US_CERTIFICATE, Direction.FOREIGN_CERTIFICATE
EMPLOYER, OWN = Lane.EMPLOYER, Lane.SELF_EMPLOYED
AGREEMENTS = LAW.agreements()
SIDES = [(agreement, direction) for agreement in AGREEMENTS for direction in (US, FOREIGN)]
SIDE_IDS = [f"{agreement.key}-{direction.value}" for agreement, direction in SIDES]


def fields(
    country: str,
    lane: Lane = EMPLOYER,
    direction: Direction = US,
    product: str = "certificate",
) -> dict[str, FormField]:
    made = fields_for(product, lane, LAW.agreement(country), direction)
    return {field.key: field for field in made}


@pytest.mark.parametrize(("agreement", "direction"), SIDES, ids=SIDE_IDS)
def test_every_field_is_cited_by_more_than_a_pointer(agreement: Agreement, direction: Direction):
    for lane in (EMPLOYER, OWN, Lane.PERFORMER):
        for field in fields_for("certificate", lane, agreement, direction):
            assert {source.key for source in field.sources} != {"agreement_file"}, field.key
            assert field.sources


def test_nobody_is_asked_anything_on_hold_or_without_an_agreement():
    assert fields_for("certificate", Lane.HOLD, LAW.agreement("FR"), US) == ()
    assert fields_for("certificate", EMPLOYER, None, US) == ()
    assert fields_for("certificate", EMPLOYER, LAW.agreement("FR"), Direction.OPEN) == ()


def test_the_core_of_every_list_that_was_read():
    # RS 02001.145 (Germany): the whole list was read.
    asked = fields("DE")
    for key in (
        "worker_full_name",
        "worker_ssn",
        "citizenship",
        "date_of_birth",
        "place_of_birth",
        "permanent_residence",
        "us_employer_name",
        "foreign_employer_name",
        "date_of_hire",
        "place_of_hire",
        "begin_date",
        "end_date",
        "works_for_foreign_affiliate",
        "affiliate_3121l",
        "affiliate_3121l_effective_date",
    ):
        assert asked[key].listed, key
        assert not asked[key].inferred
    assert asked["end_date"].requirement is Requirement.IF_KNOWN or asked["end_date"].listed
    assert "nature_of_self_employment" not in asked


def test_an_employee_is_not_asked_for_a_trade_and_the_other_way_round():
    assert not {"trade_address_us", "nature_of_self_employment"} & fields("JP").keys()
    own = fields("JP", OWN)
    assert not {"us_employer_name", "date_of_hire", "affiliate_3121l"} & own.keys()
    assert own["nature_of_self_employment"].listed


@pytest.mark.parametrize(
    ("country", "key"),
    [
        ("FR", "private_health_insurance_statement"),
        ("JP", "health_insurance_statement"),
        ("DK", "cpr_number"),
        ("DK", "accompanying_family_members"),
        ("SE", "accompanying_family_members"),
        ("CZ", "czech_birth_number"),
        ("CZ", "remains_employee_of_us_employer"),
        ("PL", "nip"),
        ("PL", "regon"),
        ("CA", "partner_number"),
        ("AU", "works_for_foreign_affiliate"),
        ("IT", "partner_number"),
        ("ES", "worker_both_surnames"),
    ],
)
def test_the_additions_of_single_agreements(country: str, key: str):
    assert fields(country)[key].listed
    elsewhere = fields("HU")
    assert key not in elsewhere


def test_what_is_inferred_says_so():
    for country in ("NL", "NO", "UY"):
        field = fields(country)["accompanying_family_members"]
        assert field.inferred
        assert field.requirement is Requirement.UNKNOWN
    assert not fields("DK")["accompanying_family_members"].inferred
    assert fields("ES")["sent_by_employer"].inferred
    assert fields("ES")["sent_by_employer"].weak


def test_regon_only_for_employers():
    # RS 02002.248: REGON is not needed for self-employment.
    assert "regon" not in fields("PL", OWN)
    assert fields("PL")["regon"].max_length == 9
    assert fields("PL")["nip"].max_length == 10


def test_no_other_length_is_known():
    known = {
        field.key
        for agreement in AGREEMENTS
        for field in fields_for("certificate", EMPLOYER, agreement, US)
        if field.max_length is not None
    }
    assert known == {"nip", "regon"}
    assert "greatest length" in fields("FR")["worker_full_name"].unknown


def test_the_foreign_number_takes_the_place_of_the_us_one():
    # RS 02001.145: the US number for a US certificate, the foreign number for a foreign one.
    asked = fields("DE", direction=FOREIGN)
    assert "worker_ssn" not in asked
    assert asked["foreign_social_insurance_number"].listed
    assert "foreign_social_insurance_number" not in fields("DE")
    assert "uruguayan_id" in fields("UY", direction=FOREIGN)
    assert "foreign_social_insurance_number" not in fields("UY", direction=FOREIGN)


def test_where_no_list_was_read_the_general_one_is_inferred():
    asked = fields("PT", direction=FOREIGN)
    assert asked["worker_full_name"].inferred
    assert asked["begin_date"].inferred


def test_the_performer_lane_is_a_guess_from_end_to_end():
    assert all(field.inferred for field in fields("FR", Lane.PERFORMER).values())


def test_the_french_list_does_not_ask_for_the_day_of_hire():
    assert fields("FR")["date_of_hire"].requirement is Requirement.OPTIONAL
    assert fields("DE")["date_of_hire"].requirement is Requirement.REQUIRED


def test_an_exception_asks_for_its_reason():
    asked = fields("FR", product="exception")
    assert {"exception_reason", "exception_until", "worker_full_name"} <= asked.keys()
    assert "exception_reason" not in fields("FR")
    assert "what_to_mend" in fields("FR", product="correction")


def test_the_choice_of_an_italian():
    case = french(changed(SHEET, {"citizenships": ["US", "IT"]}, work_country="IT"), partner="IT")
    choice = next(field for field in fields_of(case) if field.key == "italian_choice")
    assert asked_now(choice, case, {}) is True
    american = french(changed(SHEET, work_country="IT"), partner="IT")
    assert asked_now(choice, american, {}) is False


def test_a_field_asked_for_in_some_cases_only():
    case = french()
    agreed = next(field for field in fields_of(case) if field.key == "affiliate_3121l")
    assert asked_now(agreed, case, {}) is True
    assert asked_now(agreed, case, {"works_for_foreign_affiliate": "no"}) is False
    unknown = french(changed(SHEET, works_for=None))
    assert asked_now(agreed, unknown, {"works_for_foreign_affiliate": ""}) is None


def test_what_the_case_knows_is_filled_in_with_its_proof():
    proof = letter("ev7", Reading(place="worker.ssn", value="536-90-4399"))
    case = french(evidence=(proof,))
    found = prefilled(case, fields_of(case))
    assert found["worker_ssn"].value == "536904399"
    assert found["worker_ssn"].evidence == "ev7"
    assert found["begin_date"].value == "2027-01-01"
    assert found["end_date"].value == "2029-12-31"
    assert found["us_employer_name"].value == "Example Corporation"
    assert found["foreign_employer_name"].value == "Example France SAS"
    assert found["works_for_foreign_affiliate"].value == "yes"
    assert found["private_health_insurance_statement"].value == "yes"
    assert found["requester_name"].value == "Pat Payroll"
    assert found["us_employer_address"].value == (
        "233 S Wacker Dr\nChicago, IL 60606\nUnited States"
    )


def test_the_requester_of_a_foreign_certificate_is_the_foreign_employer():
    case = french(direction=FOREIGN)
    assert prefilled(case, fields_of(case))["requester_name"].value == "Paul Paie"


def test_what_is_unknown_is_left_out():
    bare = replace(WORKER, ssn="", birth_date=None, citizenships=None)
    case = french(changed(SHEET, {"citizenships": None}, end=None), worker=bare)
    found = prefilled(case, fields_of(case))
    assert not {"worker_ssn", "date_of_birth", "citizenship", "end_date"} & found.keys()


def test_an_address_ends_with_its_country():
    assert address_text(AFFILIATE.address) == "12 rue de la République\n69001 Lyon\nFrance"


def test_a_listed_field_carries_the_agreements_own_source():
    own = {key for item in LAW.agreement("PL").certificate_us.fields for key in item.source}
    assert own & {source.key for source in fields("PL")["nip"].sources}


def test_words_for_when_a_field_is_asked_for():
    assert fields("FR")["worker_ssn"].required_when == "always"
    assert fields("DK")["cpr_number"].required_when == "if known"
    assert "affiliate" in fields("FR")["affiliate_3121l"].required_when
    assert fields("FR")["comments"].required_when == "never"
    assert fields("FR")["requester_phone"].required_when == "unknown"


def test_the_list_was_looked_at_on_a_named_day():
    for field in fields("FR").values():
        assert all(source.checked_on >= date(2026, 1, 1) for source in field.sources)


def test_labels_name_the_countries():
    assert fields("NL")["begin_date"].label == "First day of work in the Netherlands"
    incoming = fields("JP", direction=FOREIGN)
    assert incoming["begin_date"].label == "First day of work in the United States"
    assert incoming["foreign_employer_name"].label == "Employer in Japan"


def test_a_self_employed_person_asks_for_herself():
    case = french(lane=OWN)
    found = prefilled(case, fields_of(case))
    assert found["requester_name"].value == "Maria Jane Miller"
    assert found["requester_email"].value == "maria@example.com"


def test_an_address_in_the_other_country_is_the_workers():
    worker = replace(WORKER, address=replace(WORKER.address, country="JP"))
    case = french(partner="JP", direction=FOREIGN, worker=worker, periods=())
    assert "Japan" in prefilled(case, fields_of(case))["address_in_japan"].value
    at_home = french(partner="JP", direction=FOREIGN, periods=())
    assert "address_in_japan" not in prefilled(at_home, fields_of(at_home))
