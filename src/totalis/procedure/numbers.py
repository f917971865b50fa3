"""Official numbers: whether a number can be one. Never whether it was given to this person.

The forms and check digits are those of python-stdnum. Where that library has no such number nothing is checked, and
nothing is claimed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from stdnum import get_cc_module
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from totalis.procedure.casefile import Value


class NumberFault(StrEnum):
    """What is wrong with a number."""

    LENGTH = "length"
    FORM = "form"
    CHECK_DIGIT = "check_digit"
    PART = "part"


FAULT_WORDS = {
    NumberFault.LENGTH: "has not the right number of digits",
    NumberFault.FORM: "has signs that do not belong there",
    NumberFault.CHECK_DIGIT: "has a check digit that does not fit",
    NumberFault.PART: "has a part that no such number has",
}


class HasForm(Protocol):
    """A module of the library: it knows the form of one number."""

    def validate(self, number: str) -> str:
        """Return the number without decoration, or raise what is wrong with it."""


class NumberKind(Value, frozen=True, kw_only=True):
    """A kind of number; `key` names the module of the library (`us.ssn`)."""

    key: str
    label: str
    country: str
    personal: bool = False


class NumberFinding(Value, frozen=True, kw_only=True):
    """What is wrong with one number; the number itself is never repeated."""

    kind: NumberKind
    fault: NumberFault
    says: str


def _kinds(*rows: tuple[str, str], personal: bool) -> dict[str, NumberKind]:
    return {
        key: NumberKind(key=key, label=label, country=key[:2].upper(), personal=personal)
        for key, label in rows
    }


PERSONAL = _kinds(
    ("us.ssn", "US Social Security number"),
    ("at.vnr", "Austrian insurance number"),
    ("be.nn", "Belgian national number"),
    ("br.cpf", "Brazilian CPF"),
    ("ca.sin", "Canadian social insurance number"),
    ("ch.ssn", "Swiss insurance number"),
    ("cl.rut", "Chilean RUT"),
    ("cz.rc", "Czech birth number"),
    ("dk.cpr", "Danish CPR number"),
    ("fi.hetu", "Finnish personal identity code"),
    ("fr.nir", "French insurance number"),
    ("gr.amka", "Greek AMKA"),
    ("ie.pps", "Irish PPS number"),
    ("is.kennitala", "Icelandic kennitala"),
    ("it.codicefiscale", "Italian codice fiscale"),
    ("kr.rrn", "Korean resident registration number"),
    ("nl.bsn", "Dutch citizen service number"),
    ("no.fodselsnummer", "Norwegian national identity number"),
    ("pl.pesel", "Polish PESEL"),
    ("se.personnummer", "Swedish personal identity number"),
    ("si.emso", "Slovene EMŠO"),
    ("sk.rc", "Slovak birth number"),
    personal=True,
)
BUSINESS = _kinds(
    ("us.ein", "EIN"),
    ("at.businessid", "Austrian company register number"),
    ("at.uid", "Austrian VAT number"),
    ("au.abn", "ABN"),
    ("au.acn", "ACN"),
    ("be.vat", "Belgian enterprise number"),
    ("br.cnpj", "CNPJ"),
    ("ca.bn", "Canadian business number"),
    ("ch.uid", "Swiss UID"),
    ("cl.rut", "RUT"),
    ("cz.dic", "DIČ"),
    ("de.vat", "German VAT number"),
    ("de.handelsregisternummer", "German trade register number"),
    ("dk.cvr", "CVR"),
    ("es.cif", "CIF"),
    ("es.nif", "NIF"),
    ("fi.ytunnus", "Y-tunnus"),
    ("fr.siren", "SIREN"),
    ("fr.siret", "SIRET"),
    ("fr.tva", "French VAT number"),
    ("gb.vat", "UK VAT number"),
    ("hu.anum", "Hungarian tax number"),
    ("it.iva", "Partita IVA"),
    ("jp.cn", "Japanese corporate number"),
    ("kr.brn", "Korean business registration number"),
    ("lu.tva", "Luxembourg VAT number"),
    ("no.orgnr", "Norwegian organisation number"),
    ("pl.nip", "NIP"),
    ("pl.regon", "REGON"),
    ("pt.nif", "Portuguese NIF"),
    ("se.orgnr", "Swedish organisation number"),
    ("uy.rut", "RUT"),
    personal=False,
)
NUMBERS = {**BUSINESS, **PERSONAL}
_ASKED_FOR = {
    "BR": "br.cpf",
    "CL": "cl.rut",
    "KR": "kr.rrn",
}
"""Where several numbers exist, the one that the agreement's list names."""
_OTHER_NUMBER_IS_ASKED = frozenset({"JP", "SI"})
"""The list asks for another number than the library knows (Japan: Basic Pension Number)."""
_NAMES = {
    "EIN": "us.ein",
    "NIP": "pl.nip",
    "REGON": "pl.regon",
    "SIRET": "fr.siret",
    "SIREN": "fr.siren",
    "CVR": "dk.cvr",
    "CNPJ": "br.cnpj",
    "ABN": "au.abn",
    "ACN": "au.acn",
    "CIF": "es.cif",
    "NIF": "es.nif",
    "BN": "ca.bn",
    "HRB": "de.handelsregisternummer",
    "ORGNR": "no.orgnr",
    "DIC": "cz.dic",
}


def personal_number_of(country: str) -> NumberKind | None:
    """The kind of social insurance number of a country; None where the library has no such number."""
    if country in _OTHER_NUMBER_IS_ASKED:
        return None
    if country in _ASKED_FOR:
        return PERSONAL[_ASKED_FOR[country]]
    return next((kind for kind in PERSONAL.values() if kind.country == country), None)


def registration(name: str, country: str) -> NumberKind | None:
    """The kind of a business number by the name it is kept under; None where it is not known."""
    word = "".join(letter for letter in name.upper() if letter.isalnum())
    if word in _NAMES and NUMBERS[_NAMES[word]].country in (country, "US"):
        return NUMBERS[_NAMES[word]]
    exact = f"{country.lower()}.{word.lower()}"
    return BUSINESS.get(exact)


def check_number(kind: NumberKind, text: str) -> NumberFinding | None:
    """What is wrong with a number; None where it can be one.

    A US Social Security number that is really a taxpayer number (it begins with 9) is told apart.
    """
    fault = _fault(kind, text)
    if fault is None:
        return None
    says = f"The {kind.label} {FAULT_WORDS[fault]}."
    if kind.key == "us.ssn" and _fault_in(_module("us.itin"), text) is None:
        says = "This is an individual taxpayer number (ITIN), not a Social Security number."
    return NumberFinding(kind=kind, fault=fault, says=says)


def _fault(kind: NumberKind, text: str) -> NumberFault | None:
    return _fault_in(_module(kind.key), text)


def _module(key: str) -> HasForm:
    country, _dot, name = key.partition(".")
    module = get_cc_module(country, name)
    if module is None:  # pragma: no cover - the table above names what the library has
        raise LookupError(key)
    return module


def _fault_in(module: HasForm, text: str) -> NumberFault | None:
    try:
        module.validate(text.strip())
    except InvalidLength:
        return NumberFault.LENGTH
    except InvalidChecksum:
        return NumberFault.CHECK_DIGIT
    except InvalidComponent:
        return NumberFault.PART
    except ValidationError:
        return NumberFault.FORM
    return None
