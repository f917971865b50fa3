"""The request forms: every agreement and lane reads, says where it stands, and follows its day."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from totalis.kernel.errors import LawError, NotFoundError
from totalis.lawbook.book import PACKAGED, Lawbook
from totalis.lawbook.forms.book import Forms, edition, edition_for, editions, forms
from totalis.lawbook.forms.lists import Lists
from totalis.lawbook.forms.model import ALWAYS, FieldType, FormField, Requirement

if TYPE_CHECKING:
    from pathlib import Path

    from totalis.lawbook.forms.model import FormEdition

TODAY = date(2026, 11, 22)
LAW = Lawbook()
LANES = ("employer", "self_employed", "performer")
EVERY = editions()


def form(
    agreement: str, lane: str = "employer", product: str = "certificate", issuer: str = "US"
) -> FormEdition:
    found = edition_for(agreement=agreement, lane=lane, product=product, day=TODAY, issuer=issuer)
    assert found is not None
    return found


def field(agreement: str, key: str, lane: str = "employer", issuer: str = "US") -> FormField:
    found = form(agreement, lane, issuer=issuer).field(key)
    assert found is not None
    return found


# -- there, and whole --------------------------------------------------------------------------


@pytest.mark.parametrize("country", LAW.countries)
def test_each_agreement_has_a_form_for_each_lane_on_both_sides(country: str):
    # One request form for each agreement: 30 in 2019 (OMB supporting statement).
    for lane in LANES:
        for product in ("certificate", "exception", "replacement", "correction"):
            made = form(country, lane, product)
            lane_words = lane.replace("_", "-")
            assert made.key == f"us-{country.lower()}-{lane_words}-{product}-2026-11"
            assert edition(made.key) == made
            assert (made.home, made.host) == ("US", country)
        partner = form(country, lane, issuer=country)
        assert partner.key.startswith(f"{country.lower()}-us-{lane.replace('_', '-')}")
        assert (partner.home, partner.host) == (country, "US")
    assert len(LAW.countries) == 30


def test_keys_are_unique():
    keys = [made.key for made in EVERY]
    assert len(set(keys)) == len(keys)


def test_every_field_says_what_it_is_and_where_that_stands():
    for made in EVERY:
        for item in made.fields:
            place = f"{made.key}: {item.key}"
            assert item.label, place
            assert item.help.endswith("."), place
            assert item.example.strip(), place
            assert item.sources, place
            assert not {"{", "}"} & set(item.label + item.help + item.example), place
            if item.is_ours:
                assert item.why.endswith("."), place
                assert not item.listed, place
            else:
                assert {source.key for source in item.sources} - {"house"}, place
            assert bool(item.options) is (item.type is FieldType.CHOICE), place
            assert item.when == ALWAYS or made.conditions[item.when].says, place


def test_conditions_read_answers_of_the_same_form():
    for made in EVERY:
        keys = {item.key for item in made.fields}
        for item in made.fields:
            if item.when == ALWAYS:
                continue
            condition = made.conditions[item.when]
            read = {test.field for test in (*condition.all, *condition.any)}
            assert not read or read & keys, f"{made.key}: {item.key} waits for {read}"


def test_steps_are_in_an_order_and_hold_each_field_once():
    order = list(forms().catalogue.steps)
    for made in EVERY:
        places = [order.index(step.key) for step in made.steps]
        assert places == sorted(places)
        keys = [item.key for item in made.fields]
        assert len(set(keys)) == len(keys)
        assert all(step.title for step in made.steps)


# -- what the sources say ----------------------------------------------------------------------


def test_poland_asks_nip_of_ten_digits_and_regon_of_nine():
    # RS 02002.248: NIP for everybody, REGON not for self-employment.
    nip, regon = field("PL", "nip"), field("PL", "regon")
    assert (nip.max_length, nip.validation, nip.number) == (10, "10 digits", "pl.nip")
    assert (regon.max_length, regon.validation, regon.number) == (9, "9 digits", "pl.regon")
    assert nip.listed
    assert regon.listed
    assert form("PL", "self_employed").field("regon") is None
    assert form("PL", "self_employed").field("nip") is not None


def test_france_asks_that_health_is_insured_japan_whether_it_is():
    # RS 02001.546; RS 02001.098
    for lane in ("employer", "self_employed"):
        french = field("FR", "private_health_insurance_statement", lane)
        assert french.listed
        assert french.requirement is Requirement.REQUIRED
        assert form("JP", lane).field("health_insurance_statement") is not None
    assert "No, if they are not" in field("JP", "health_insurance_statement").help
    assert form("FR", issuer="FR").field("private_health_insurance_statement") is None


def test_denmark_asks_for_the_cpr_number_if_known_and_for_the_family():
    # RS 02001.148
    assert field("DK", "cpr_number").requirement is Requirement.IF_KNOWN
    family = field("DK", "accompanying_family_members")
    assert family.type is FieldType.FAMILY
    assert family.listed
    for country in ("NL", "NO", "UY"):
        guessed = field(country, "accompanying_family_members")
        assert guessed.inferred
        assert guessed.requirement is Requirement.UNKNOWN


def test_slovakia_asks_for_the_birth_number_for_its_own_certificate_only():
    # RS 02002.310
    assert form("SK").field("birth_registration_number") is None
    assert field("SK", "birth_registration_number", issuer="SK").listed


@pytest.mark.parametrize(
    ("country", "key", "lane"),
    [
        ("CZ", "czech_birth_number", "employer"),
        ("CZ", "remains_employee_of_us_employer", "employer"),
        ("ES", "worker_both_surnames", "self_employed"),
        ("CA", "residence_facts", "self_employed"),
        ("IT", "italian_choice", "employer"),
    ],
)
def test_additions_of_single_agreements(country: str, key: str, lane: str):
    assert field(country, key, lane).sources
    assert form("HU", lane).field(key) is None


def test_the_spanish_question_whether_somebody_sent_is_asked_everywhere_and_ours_elsewhere():
    assert not field("ES", "sent_by_employer").is_ours
    assert field("ES", "sent_by_employer").inferred
    for country in ("FR", "DE", "JP"):
        asked = field(country, "sent_by_employer")
        assert asked.is_ours
        assert asked.why


def test_letters_of_exemption_and_elections_exist_where_the_sources_have_them():
    letters = {made.agreement for made in EVERY if made.product == "letter_of_exemption"}
    assert letters == {"AU"}
    assert {made.agreement for made in EVERY if made.product == "election"} == {"IT"}


def test_what_the_performer_lane_asks_is_unknown_and_said_so():
    for country in LAW.countries:
        made = form(country, "performer")
        assert any("performer lane asks is unknown" in note for note in made.notes)
        assert all(item.inferred or item.is_ours for item in made.fields)


def test_an_exception_asks_for_its_reason_and_the_earlier_request():
    asked = {item.key for item in form("FR", product="exception").fields}
    assert {"exception_reason", "exception_until", "earlier_reference"} <= asked
    plain = {item.key for item in form("FR").fields}
    assert not {"exception_reason", "exception_until", "earlier_reference"} & plain


# -- the agreements' own lists -----------------------------------------------------------------


@pytest.mark.parametrize("country", LAW.countries)
def test_the_editions_say_what_the_list_of_the_agreement_says(country: str):
    assert list(Lists(forms()).differences(country)) == []


# -- a new edition is data ---------------------------------------------------------------------

LATER = """
  - edition: "2027-03"
    valid_from: 2027-03-15
    asks: us_certificate
    lane: employer
    products: [certificate]
    steps:
      - {step: worker, fields: [worker_full_name, worker_ssn]}
      - {step: assignment, fields: [begin_date, employed_before_transfer]}
    listed:
      - {fields: [worker_full_name, worker_ssn, begin_date], source: [poms_certificates]}
    changes:
      worker_full_name: {label: Name in the passport, example: Ana}
    ours: [employed_before_transfer]
    unknown: ["Nothing is known of this invented edition."]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(f"{PACKAGED}/forms", tmp_path / "forms")
    shutil.copytree(f"{PACKAGED}/agreements", tmp_path / "agreements")
    shutil.copy(f"{PACKAGED}/register.yaml", tmp_path)
    return tmp_path


def french(folder: Path) -> Path:
    return folder / "forms" / "editions" / "fr.yaml"


def test_a_new_edition_is_a_change_of_data_only(copy: Path):
    path = french(copy)
    path.write_text(path.read_text("utf-8") + LATER, encoding="utf-8")
    changed = Forms(copy)

    def on(day: date, product: str = "certificate") -> FormEdition | None:
        return changed.edition_for(agreement="FR", lane="employer", product=product, day=day)

    before, after = on(date(2027, 3, 14)), on(date(2027, 3, 15))
    assert before is not None
    assert after is not None
    assert (before.key, after.key) == (
        "us-fr-employer-certificate-2026-11",
        "us-fr-employer-certificate-2027-03",
    )
    assert before.valid_until == date(2027, 3, 14)
    assert after.valid_until is None
    assert [item.key for item in after.fields] == [
        "worker_full_name",
        "worker_ssn",
        "begin_date",
        "employed_before_transfer",
    ]
    assert after.fields[0].label == "Name in the passport"
    assert after.fields[0].example == "Ana"
    # The old one stays to be read by its key, and other lanes are as they were.
    assert changed.edition("us-fr-employer-certificate-2026-11") == before
    own = changed.edition_for(
        agreement="FR", lane="self_employed", product="certificate", day=date(2028, 1, 1)
    )
    assert own is not None
    assert own.key.endswith("2026-11")
    # The new edition has no form for exceptions: nothing is put in its place.
    assert on(date(2027, 3, 15), "exception") is None
    assert changed.digest != forms().digest


def test_before_the_first_edition_there_is_none():
    day = date(2026, 11, 21)
    assert edition_for(agreement="FR", lane="employer", product="certificate", day=day) is None
    assert edition_for(agreement="XX", lane="employer", product="certificate", day=TODAY) is None
    assert edition_for(agreement="FR", lane="hold", product="certificate", day=TODAY) is None


@pytest.mark.parametrize("key", ["", "us-fr", "us-xx-employer-certificate-2026-11", "a-b-c"])
def test_a_key_of_nothing_is_refused(key: str):
    with pytest.raises(NotFoundError):
        edition(key)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("worker_ssn, begin", "worker_ssn, nowhere, begin", "'nowhere'"),
        ("poms_certificates]}\n    changes", "elsewhere]}\n    changes", "'elsewhere'"),
        ("ours: [employed_before_transfer]", "ours: []", "'employed_before_transfer'"),
        (
            "ours: [employed_before_transfer]",
            "ours: [employed_before_transfer, worker_ssn]",
            "'worker_ssn', which",
        ),
        ("worker_full_name: {label", "end_date: {label", "'end_date'"),
        ("lane: employer", "lane: teacher", "'teacher'"),
        ("2027-03-15", "2026-11-22", "two of us_certificate, employer, that hold on 2026-11-22"),
        ('"2027-03"', '"2026-11"', "'2026-11' twice for us_certificate, employer"),
        ("step: worker", "step: nowhere", "'nowhere'"),
        ("    ours", "    colour: red\n    ours", "the key 'colour'"),
        ("products: [certificate]", "products: [pass]", "'pass'"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_place(
    copy: Path, before: str, after: str, found: str
):
    assert before in LATER
    path = french(copy)
    path.write_text(path.read_text("utf-8") + LATER.replace(before, after), encoding="utf-8")
    with pytest.raises(LawError) as caught:
        Forms(copy).editions()
    told = [problem.found for problem in caught.value.problems]
    assert any(text.startswith(found) for text in told), told
    assert all(problem.line or problem.path for problem in caught.value.problems)
