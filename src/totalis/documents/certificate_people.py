"""The people and businesses of a certificate, out of the answers of its request.

A personal number stands whole only where the agreement's own list names it; else its last four characters do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.documents.masking import masked_number
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.forms import fields_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.lawbook.model import Agreement

    Answers = Mapping[str, str]

Json = dict[str, Any]
UNITED_STATES = "US"
_SSN_DIGITS = 9
_OF_PARTNER = (
    "foreign_social_insurance_number",
    "partner_number",
    "cpr_number",
    "uruguayan_id",
    "czech_birth_number",
    "birth_registration_number",
)
"""Answers that hold a number of the worker in the agreement country; the first that is there counts."""


def holder(answers: Answers, agreement: Agreement, *, issuer_country: str) -> Json:
    """Who it is about."""
    return {
        "name": _said(answers, "worker_full_name"),
        "name_at_birth": _said(answers, "worker_maiden_name"),
        "both_surnames": _said(answers, "worker_both_surnames"),
        "birth_date": _said(answers, "date_of_birth"),
        "birth_place": _said(answers, "place_of_birth"),
        "birth_country": _said(answers, "country_of_birth"),
        "citizenships": _codes(_said(answers, "citizenship")),
        "residence": _said(answers, "permanent_residence"),
        "numbers": _numbers(answers, agreement, issuer_country),
    }


def employment(answers: Answers, partner: str, *, self_employed: bool) -> Json:
    """The employers in both countries, or the kind of self-employment with its addresses."""
    keys = (
        [(UNITED_STATES, "", "trade_address_us"), (partner, "", "trade_address_foreign")]
        if self_employed
        else [
            (UNITED_STATES, "us_employer_name", "us_employer_address"),
            (partner, "foreign_employer_name", "foreign_employer_address"),
        ]
    )
    businesses = [
        {"country": country, "name": _said(answers, name), "address": _said(answers, address)}
        for country, name, address in keys
    ]
    return {
        "kind": "self_employment" if self_employed else "employment",
        "nature": _said(answers, "nature_of_self_employment"),
        "businesses": [one for one in businesses if one["name"] or one["address"]],
    }


def places_of_work(answers: Answers, work_country: str, partner: str) -> list[Json]:
    """Where the work is done: the country, and the address where the request names one in it."""
    if not work_country:
        return []
    keys = {
        UNITED_STATES: ("place_of_work_us", "us_employer_address", "trade_address_us"),
        partner: ("foreign_employer_address", "trade_address_foreign"),
    }.get(work_country, ())
    addresses = (_said(answers, key) for key in keys)
    return [{"country": work_country, "address": next((one for one in addresses if one), "")}]


def _numbers(answers: Answers, agreement: Agreement, issuer_country: str) -> list[Json]:
    listed = _listed(agreement, issuer_country)
    found = []
    ssn = "".join(sign for sign in _said(answers, "worker_ssn") if sign.isdigit())
    if len(ssn) == _SSN_DIGITS:
        shown = f"{ssn[:3]}-{ssn[3:5]}-{ssn[5:]}"
        found.append(_number(UNITED_STATES, shown, whole="worker_ssn" in listed))
    for key in _OF_PARTNER:
        number = _said(answers, key)
        if number:
            found.append(_number(agreement.country, number, whole=key in listed))
            break
    return found


def _number(country: str, number: str, *, whole: bool) -> Json:
    return {
        "country": country,
        "value": number if whole else masked_number(number),
        "masked": not whole,
    }


def _listed(agreement: Agreement, issuer_country: str) -> frozenset[str]:
    """Fields that the agreement's own list names, in any lane."""
    american = issuer_country == UNITED_STATES
    direction = Direction.US_CERTIFICATE if american else Direction.FOREIGN_CERTIFICATE
    return frozenset(
        field.key
        for lane in (Lane.EMPLOYER, Lane.SELF_EMPLOYED)
        for field in fields_for("certificate", lane, agreement, direction)
        if field.listed
    )


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.replace(";", ",").split(",") if code.strip()]


def _said(answers: Answers, key: str) -> str:
    return str(answers.get(key) or "").strip()
