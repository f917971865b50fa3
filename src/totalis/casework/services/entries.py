"""What may be registered of a worker or employer: made uniform, refused where it cannot be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from msgspec.structs import replace
from stdnum.exceptions import ValidationError as NotANumberError
from stdnum.us import ein, ssn

from totalis.casework.models import Employer, Worker
from totalis.facts.countries import COUNTRIES
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import Model

    from totalis.procedure.casefile import EmployerRecord, WorkerRecord

EARLIEST_BIRTH_YEAR = 1900
EIN = "EIN"


def sound_worker(given: WorkerRecord, today: date) -> WorkerRecord:
    """A worker as she may be registered, her numbers without decoration.

    Raises:
        InputError: with every problem, by the name of the field.
    """
    number, found = _social_security_number(given.ssn)
    sound = replace(
        given,
        given_names=_spaced(given.given_names),
        family_names=_spaced(given.family_names),
        name_at_birth=_spaced(given.name_at_birth),
        ssn=number,
        foreign_numbers={
            country: _spaced(text)
            for country, text in given.foreign_numbers.items()
            if text.strip()
        },
    )
    if not sound.given_names and not sound.family_names:
        found.append(
            Problem("family_names", "no name", "the name as in the passport", "Write the name.")
        )
    found.extend(_unknown_countries("birth_country", [sound.birth_country]))
    found.extend(_unknown_countries("country", [sound.address.country]))
    found.extend(_unknown_countries("citizenships", sound.citizenships or ()))
    found.extend(_unknown_countries("foreign_numbers", sound.foreign_numbers))
    found.extend(_born_then(sound.birth_date, today))
    found.extend(_not_mail("email", sound.email))
    found.extend(_not_a_phone("phone", sound.phone, sound.address.country))
    found.extend(_too_long(Worker, sound, ("given_names", "family_names", "name_at_birth")))
    if found:
        raise InputError(found)
    return sound


def sound_employer(given: EmployerRecord) -> EmployerRecord:
    """An employer as it may be registered.

    Raises:
        InputError: with every problem, by the name of the field.
    """
    numbers, found = _registrations(given.registrations)
    sound = replace(given, name=_spaced(given.name), registrations=numbers)
    if not sound.name:
        found.append(Problem("name", "no name", "the registered name", "Write the name."))
    if not sound.country:
        law = "the country whose law it is registered under"
        found.append(Problem("country", "no country", law, "Choose the country."))
    found.extend(_unknown_countries("country", [sound.country]))
    found.extend(_not_mail("contact_email", sound.contact_email))
    found.extend(_not_a_phone("contact_phone", sound.contact_phone, sound.country))
    found.extend(_too_long(Employer, sound, ("name", "contact_name", "activity")))
    if found:
        raise InputError(found)
    return sound


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _social_security_number(text: str) -> tuple[str, list[Problem]]:
    """Nine digits; a number that SSA cannot have issued is refused without being repeated."""
    if not text.strip():
        return "", []
    try:
        return str(ssn.validate(text)), []
    except NotANumberError:
        return "", [
            Problem(
                path="ssn",
                found="a number that is no Social Security number",
                expected="nine digits as on the card, for example 123-45-6789",
                remedy="Compare it with the card; leave it empty where there is none.",
            )
        ]


def _registrations(given: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    numbers = {name.strip(): _spaced(text) for name, text in given.items() if text.strip()}
    if EIN not in numbers:
        return numbers, []
    try:
        return numbers | {EIN: ein.format(ein.validate(numbers[EIN]))}, []
    except NotANumberError:
        return numbers, [
            Problem(
                path="ein",
                found=numbers[EIN],
                expected="nine digits with a prefix that the IRS gives out, for example 04-2103594",
                remedy="Compare it with the IRS notice.",
            )
        ]


def _unknown_countries(path: str, codes: Iterable[str]) -> Iterable[Problem]:
    for code in codes:
        if code and code not in COUNTRIES:
            expected = "a country of the list"
            yield Problem(path, code[:40], expected, "Choose the country from the list.")


def _born_then(day: date | None, today: date) -> Iterable[Problem]:
    if day is not None and not EARLIEST_BIRTH_YEAR <= day.year <= today.year:
        expected = f"a day from {EARLIEST_BIRTH_YEAR} to today"
        yield Problem("birth_date", f"the year {day.year}", expected, "Write the day of birth.")


def _not_mail(path: str, text: str) -> Iterable[Problem]:
    if not text:
        return
    try:
        validate_email(text)
    except ValidationError:
        expected = "an e-mail address such as name@example.org"
        yield Problem(path, text[:80], expected, "Correct the address or leave it empty.")


def _not_a_phone(path: str, text: str, country: str) -> Iterable[Problem]:
    if not text:
        return
    try:
        number = phonenumbers.parse(text, country or None)
        fine = phonenumbers.is_possible_number(number)
    except phonenumbers.NumberParseException:
        fine = False
    if not fine:
        expected = "a telephone number with its country code, for example +1 410 965 7306"
        yield Problem(path, text[:40], expected, "Correct the number or leave it empty.")


def _too_long(
    model: type[Model], given: WorkerRecord | EmployerRecord, names: Iterable[str]
) -> Iterable[Problem]:
    for name in names:
        most = model._meta.get_field(name).max_length or 0  # type: ignore[union-attr] # noqa: SLF001 - Django's documented door
        text = getattr(given, name)
        if len(text) > most:
            found = f"{len(text)} characters"
            yield Problem(name, found, f"at most {most} characters", "Shorten it.")
