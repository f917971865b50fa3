"""Official numbers, telephone numbers, addresses: what can be one and what cannot."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from totalis.procedure.addresses import (
    address_problems,
    country_code,
    email_problem,
    phone_problem,
    written_address_problems,
)
from totalis.procedure.casefile import Address
from totalis.procedure.numbers import (
    NUMBERS,
    NumberFault,
    check_number,
    personal_number_of,
    registration,
)

# Numbers from public descriptions of each number: Wikipedia, the agencies' own examples.
GOOD = [
    ("us.ssn", "536-90-4399"),
    ("us.ein", "91-1144442"),
    ("pl.nip", "PL 8567346215"),
    ("pl.regon", "192598184"),
    ("dk.cpr", "211062-5629"),
    ("cz.rc", "710319/2745"),
    ("sk.rc", "710319/2745"),
    ("fr.siret", "73282932000074"),
    ("ca.sin", "123-456-782"),
    ("it.codicefiscale", "RCCMNL83S18D969H"),
    ("ch.ssn", "7569217076985"),
]
BAD = [
    ("us.ssn", "078-05-1120", NumberFault.PART),
    ("us.ssn", "666-12-3456", NumberFault.PART),
    ("us.ssn", "000-12-3456", NumberFault.PART),
    ("us.ein", "07-1144442", NumberFault.PART),
    ("pl.nip", "8567346216", NumberFault.CHECK_DIGIT),
    ("pl.regon", "12345678", NumberFault.LENGTH),
    ("pl.regon", "192598183", NumberFault.CHECK_DIGIT),
    ("dk.cpr", "511062-5629", NumberFault.PART),
    ("cz.rc", "7103192746", NumberFault.CHECK_DIGIT),
    ("fr.siret", "73282932000079", NumberFault.CHECK_DIGIT),
    ("ca.sin", "12345678Z", NumberFault.FORM),
]


@pytest.mark.parametrize(("key", "number"), GOOD)
def test_a_good_number_passes(key: str, number: str):
    assert check_number(NUMBERS[key], number) is None


@pytest.mark.parametrize(("key", "number", "fault"), BAD)
def test_a_wrong_number_is_told_with_its_fault_and_not_repeated(
    key: str, number: str, fault: NumberFault
):
    found = check_number(NUMBERS[key], number)
    assert found is not None
    assert found.fault is fault
    assert number not in found.says


def test_a_taxpayer_number_is_told_apart_from_a_social_security_number():
    found = check_number(NUMBERS["us.ssn"], "912-90-3456")
    assert found is not None
    assert "ITIN" in found.says


@given(st.sampled_from(sorted(NUMBERS)), st.text(max_size=20))
def test_any_text_has_an_answer(key: str, text: str):
    found = check_number(NUMBERS[key], text)
    assert found is None or found.says.endswith(".")


def test_where_another_number_is_asked_nothing_is_checked():
    assert personal_number_of("JP") is None
    assert personal_number_of("DE") is None
    found = personal_number_of("BR")
    assert found is not None
    assert found.key == "br.cpf"


@pytest.mark.parametrize(
    ("name", "country", "key"),
    [
        ("EIN", "US", "us.ein"),
        ("nip", "PL", "pl.nip"),
        ("SIRET", "FR", "fr.siret"),
        ("VAT", "DE", "de.vat"),
    ],
)
def test_a_registration_is_known_by_its_name(name: str, country: str, key: str):
    found = registration(name, country)
    assert found is not None
    assert found.key == key


def test_an_unknown_registration_is_not_checked():
    assert registration("House number", "US") is None
    assert registration("NIF", "PT") is not None
    assert registration("NIF", "PT") != registration("NIF", "ES")


@pytest.mark.parametrize(
    ("text", "country", "wrong"),
    [
        ("410-965-7306", "US", False),
        ("+1 410 965 7306", "", False),
        ("+49 30 18615 0", "", False),
        ("410-965-7306", "", True),
        ("12", "US", True),
        ("hello", "US", True),
        ("+999 12345", "", True),
    ],
)
def test_telephone_numbers(text: str, country: str, wrong: bool):  # noqa: FBT001
    assert bool(phone_problem(text, country)) is wrong


@pytest.mark.parametrize("text", ["a@b.org", "first.last+x@sub.example.co.uk"])
def test_good_email(text: str):
    assert email_problem(text) == ""


@pytest.mark.parametrize(
    "text", ["", "a@b", "a b@c.org", "@b.org", "a@.org", "a@b..org", "a@b@c.org"]
)
def test_bad_email(text: str):
    assert email_problem(text)


def test_addresses():
    good = Address(
        lines=("6401 Security Blvd",),
        city="Baltimore",
        region="MD",
        postal_code="21235",
        country="US",
    )
    assert address_problems(good) == ()
    assert address_problems(Address()) == ("The address is empty.",)
    assert address_problems(Address(lines=("x",), country="XX")) == (
        "The address names no country.",
    )
    no_code = Address(lines=("6401 Security Blvd",), city="Baltimore", region="MD", country="US")
    assert address_problems(no_code) == ("The address has no postal code.",)


def test_written_addresses():
    good = "6401 Security Blvd\nBaltimore, MD 21235\nUnited States"
    assert written_address_problems(good, "US") == ()
    assert written_address_problems(good, "FR")
    assert written_address_problems("Baltimore")


@given(
    st.builds(
        Address,
        lines=st.lists(st.text(max_size=10), max_size=2).map(tuple),
        city=st.text(max_size=10),
        region=st.text(max_size=10),
        postal_code=st.text(max_size=10),
        country=st.sampled_from(["US", "FR", "GB", "JP", "BR", "", "XX", "AQ"]),
    )
)
def test_any_address_has_an_answer(address: Address):
    assert all(says.endswith(".") for says in address_problems(address))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("france", "FR"),
        ("United States of America", "US"),
        ("Atlantis", ""),
        ("fr", "FR"),
    ],
)
def test_countries_by_code_or_name(text: str, code: str):
    assert country_code(text) == code
