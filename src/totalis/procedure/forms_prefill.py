"""What the case file already knows of a request, each value with the document that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import COUNTRIES, name_of
from totalis.procedure.casefile import (
    Address,
    CaseFile,
    Direction,
    EmployerRecord,
    Lane,
    PartyRole,
    RequestField,
)
from totalis.procedure.forms_conditions import asked_now, citizenships, for_affiliate, yes_no
from totalis.procedure.forms_facts import (
    day,
    employer_facts,
    engagement,
    place,
    proof_of,
    worker_facts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from totalis.procedure.forms import FormField

__all__ = ["address_text", "asked_now", "employer_in", "full_name", "prefilled", "yes_no"]

Known = tuple[str, tuple[str, ...]]
"""A value as text, and the places of the fact sheet or of the case that a document could prove."""
NOTHING: Known = ("", ())


def prefilled(case: CaseFile, fields: Iterable[FormField]) -> dict[str, RequestField]:
    """The fields whose value the case file knows, by key; what is unknown is left out."""
    found: dict[str, RequestField] = {}
    for field in fields:
        value, places = _known(case, field)
        if value:
            proof = next((item for name in places if (item := proof_of(case, name))), "")
            found[field.key] = RequestField(field=field.key, value=value, evidence=proof)
    return found


def address_text(address: Address) -> str:
    """A postal address, one line below the other, the country's name last."""
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    if address.country in ("US", "CA", "AU"):
        region = " ".join(part for part in (address.region, address.postal_code) if part)
        town = ", ".join(part for part in (address.city, region) if part)
    elif address.region:
        town = f"{town}, {address.region}" if town else address.region
    country = name_of(address.country) if address.country in COUNTRIES else address.country
    lines = [line.strip() for line in (*address.lines, town, country)]
    return "\n".join(line for line in lines if line)


def full_name(case: CaseFile) -> str:
    """The worker's names, given names first."""
    return " ".join(f"{case.worker.given_names} {case.worker.family_names}".split())


def employer_in(case: CaseFile, *, abroad: bool) -> EmployerRecord | None:
    """The employer in the United States or abroad; a client is never one."""
    wanted = PartyRole.FOREIGN_EMPLOYER if abroad else PartyRole.US_EMPLOYER
    return next((party.employer for party in case.parties if party.role is wanted), None)


def business_in(case: CaseFile, *, abroad: bool) -> EmployerRecord | None:
    """The worker's own business in the United States or abroad."""
    wanted = PartyRole.OWN_BUSINESS_FOREIGN if abroad else PartyRole.OWN_BUSINESS_US
    return next((party.employer for party in case.parties if party.role is wanted), None)


def _known(case: CaseFile, field: FormField) -> Known:
    read = _KNOWN.get(field.key)
    if read is not None:
        return read(case)
    if field.number in _BY_NUMBER:
        return _registered(case, *_BY_NUMBER[field.number])
    return NOTHING


def _fact(name: str, read: Callable[[object], str]) -> Callable[[CaseFile], Known]:
    def known(case: CaseFile) -> Known:
        return read(engagement(case).get(name)), (place(case, name),)

    return known


def _day_text(value: object) -> str:
    found = day(value)
    return found.isoformat() if found else ""


def _citizenships(case: CaseFile) -> Known:
    return citizenships(case), ("worker.citizenships",)


def _birth_date(case: CaseFile) -> Known:
    born = case.worker.birth_date
    return born.isoformat() if born else "", ("worker.birth_date",)


def _both_surnames(case: CaseFile) -> Known:
    names = case.worker.family_names.split()
    return case.worker.family_names if len(names) > 1 else "", ("worker.family_names",)


def _foreign_number(case: CaseFile) -> Known:
    numbers = case.worker.foreign_numbers
    return numbers.get(case.partner, ""), (
        f"worker.foreign_numbers.{case.partner}",
        "worker.foreign_number",
    )


def _name_of_employer(*, abroad: bool) -> Callable[[CaseFile], Known]:
    def known(case: CaseFile) -> Known:
        found = employer_in(case, abroad=abroad)
        stated = employer_facts(engagement(case))
        here = (stated.get("country") == "US") is not abroad
        fact = str(stated.get("name") or "") if stated.get("country") and here else ""
        places = (place(case, "employer.name"),) if fact else ()
        return (found.name if found else fact), places

    return known


def _address_of(
    find: Callable[..., EmployerRecord | None], *, abroad: bool
) -> Callable[[CaseFile], Known]:
    def known(case: CaseFile) -> Known:
        found = find(case, abroad=abroad)
        return (_whole_address(found.address) if found else ""), ()

    return known


def _activity(case: CaseFile) -> Known:
    for abroad in (True, False):
        found = business_in(case, abroad=abroad)
        if found and found.activity:
            return found.activity, ()
    return NOTHING


def _affiliate(case: CaseFile) -> Known:
    return for_affiliate(case), (place(case, "works_for"),)


def _health_insurance(case: CaseFile) -> Known:
    return yes_no(worker_facts(case).get("private_health_insurance")), (
        "worker.private_health_insurance",
    )


def _residence(case: CaseFile) -> Known:
    return str(worker_facts(case).get("residence") or ""), ("worker.residence",)


def _requester(case: CaseFile) -> EmployerRecord | None:
    """The employer that asks, or the worker where she is self-employed."""
    if case.request is not None and case.request.lane is Lane.SELF_EMPLOYED:
        worker = case.worker
        return EmployerRecord(
            id=worker.id,
            name=full_name(case),
            country=worker.address.country,
            address=worker.address,
            contact_name=full_name(case),
            contact_email=worker.email,
            contact_phone=worker.phone,
        )
    return employer_in(case, abroad=case.direction is Direction.FOREIGN_CERTIFICATE)


def _requester_part(read: Callable[[EmployerRecord], str]) -> Callable[[CaseFile], Known]:
    def known(case: CaseFile) -> Known:
        found = _requester(case)
        return (read(found) if found else ""), ()

    return known


def _whole_address(address: Address) -> str:
    return address_text(address) if address.lines or address.city else ""


def _address_in(country: str) -> Callable[[CaseFile], Known]:
    def known(case: CaseFile) -> Known:
        address = case.worker.address
        return (_whole_address(address) if address.country == country else ""), ()

    return known


def _registered(case: CaseFile, name: str, country: str) -> Known:
    """A local number: of the worker where it is a person's, else of an employer or business."""
    if not name:
        return case.worker.foreign_numbers.get(country, ""), (f"worker.foreign_numbers.{country}",)
    found = (party.employer.registrations.get(name, "") for party in case.parties)
    return next((number for number in found if number), ""), ()


_BY_NUMBER = {
    "dk.cpr": ("", "DK"),
    "cz.rc": ("", "CZ"),
    "sk.rc": ("", "SK"),
    "pl.nip": ("NIP", "PL"),
    "pl.regon": ("REGON", "PL"),
}
_KNOWN: dict[str, Callable[[CaseFile], Known]] = {
    "agreement_country": lambda case: (case.partner, ()),
    "worker_full_name": lambda case: (full_name(case), ("worker.name",)),
    "worker_maiden_name": lambda case: (case.worker.name_at_birth, ("worker.name_at_birth",)),
    "worker_both_surnames": _both_surnames,
    "worker_ssn": lambda case: (case.worker.ssn, ("worker.ssn",)),
    "foreign_social_insurance_number": _foreign_number,
    "partner_number": _foreign_number,
    "uruguayan_id": _foreign_number,
    "birth_registration_number": _foreign_number,
    "citizenship": _citizenships,
    "date_of_birth": _birth_date,
    "place_of_birth": lambda case: (case.worker.birth_place, ("worker.birth_place",)),
    "country_of_birth": lambda case: (case.worker.birth_country, ("worker.birth_country",)),
    "permanent_residence": _residence,
    "us_employer_name": _name_of_employer(abroad=False),
    "us_employer_address": _address_of(employer_in, abroad=False),
    "foreign_employer_name": _name_of_employer(abroad=True),
    "foreign_employer_address": _address_of(employer_in, abroad=True),
    "place_of_hire": _fact("hired_in", lambda value: str(value or "")),
    "begin_date": _fact("start", _day_text),
    "end_date": _fact("end", _day_text),
    "works_for_foreign_affiliate": _affiliate,
    "affiliate_3121l": _fact("affiliate_3121l", yes_no),
    "sent_by_employer": _fact("sent_by_employer", yes_no),
    "italian_choice": _fact("elected", lambda value: str(value) if value in ("US", "IT") else ""),
    "trade_address_us": _address_of(business_in, abroad=False),
    "trade_address_foreign": _address_of(business_in, abroad=True),
    "nature_of_self_employment": _activity,
    "private_health_insurance_statement": _health_insurance,
    "health_insurance_statement": _health_insurance,
    "requester_name": _requester_part(lambda found: found.contact_name),
    "requester_phone": _requester_part(lambda found: found.contact_phone),
    "requester_email": _requester_part(lambda found: found.contact_email),
    "requester_address": _requester_part(lambda found: _whole_address(found.address)),
    "address_in_sweden": _address_in("SE"),
    "address_in_japan": _address_in("JP"),
}
