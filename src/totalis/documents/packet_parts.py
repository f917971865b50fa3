"""Worker, assignment and employers of a packet, as labelled values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from totalis.documents import form
from totalis.documents.sheet_words import fact_words, in_order, places_of, said
from totalis.documents.words import label_of
from totalis.facts.countries import name_of
from totalis.facts.vocabulary import by_path
from totalis.kernel.dates import days_written_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.documents.form import Json

ROLES = {
    "us_employer": "Employer in the United States",
    "foreign_employer": "Employer abroad",
    "own_business_us": "Own business in the United States",
    "own_business_foreign": "Own business abroad",
}
_WORKER = {
    "name_at_birth": "Name at birth",
    "birth_date": "Born on",
    "birth_place": "Place of birth",
    "birth_country": "Country of birth",
    "ssn": "US Social Security number",
    "foreign_numbers": "Other social insurance numbers",
    "citizenships": "Citizenship",
    "address": "Address",
    "email": "E-mail",
    "phone": "Telephone",
}
_SSN = re.compile(r"\d{9}")
_HIDDEN = frozenset({"id", "given_names", "family_names"})


def worker_rows(worker: Json) -> Iterable[tuple[str, ...]]:
    """Who the worker is; personal numbers in full, since this is what is asked with."""
    if not worker:
        return
    yield "Name", f"{worker.get('given_names', '')} {worker.get('family_names', '')}".strip()
    for key in in_order(worker, _WORKER):
        value = worker[key]
        if key not in _HIDDEN and (value or key in ("ssn", "birth_date", "citizenships")):
            yield _WORKER.get(key, form.words(key)), _worker_value(key, value)


def _worker_value(key: str, value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    if key == "address":
        return address_words(value)
    if key == "citizenships" and value is not None:
        return ", ".join(name_of(code) for code in value) or "none"
    if key == "foreign_numbers":
        return "; ".join(f"{name_of(code)}: {number}" for code, number in sorted(value.items()))
    if key == "birth_country" and value:
        return name_of(value)
    if key == "ssn" and _SSN.fullmatch(str(value)):
        return "-".join((value[:3], value[3:5], value[5:]))
    return said(value) if value is not None else ""


def address_words(address: Json) -> str:
    """A postal address on lines."""
    lines = [str(line) for line in address.get("lines") or ()]
    code = str(address.get("country") or "")
    city, region, postal = (
        str(address.get(key) or "") for key in ("city", "region", "postal_code")
    )
    town = f"{postal} {city} {region}" if code != "US" else f"{city}, {region} {postal}"
    parts = (*lines, " ".join(town.split()).strip(", "), name_of(code) if code else "")
    return "\n".join(part for part in parts if part)


def assignment(engagement: Json) -> Json | None:
    """The facts of the work that the request is about, named as the questions name them."""
    facts = {
        place.replace("engagements[].", "engagement."): value
        for place, value in places_of({"engagements": [engagement | {"id": ""}]}).items()
    }
    rows = [(label_of(path), fact_words(path, facts[path])) for path in in_order(facts, by_path())]
    return form.rows(*rows) if engagement else None


def employers(parties: list[Json]) -> Json | None:
    """Both employers, or the person's own businesses, each with role, address and local numbers."""
    return form.entries(_employer(party) for party in parties)


def _employer(party: Json) -> Json:
    employer = party.get("employer") or {}
    role = str(party.get("role") or "")
    numbers = employer.get("registrations") or {}
    contact = [employer.get(key) for key in ("contact_name", "contact_email", "contact_phone")]
    address = address_words(employer.get("address") or {})
    country = name_of(employer["country"]) if employer.get("country") else ""
    return form.entry(
        f"{employer.get('name', '')} · {ROLES.get(role, form.words(role))}",
        address or country,
        "; ".join(f"{name} {number}" for name, number in sorted(numbers.items())),
        str(employer.get("activity") or ""),
        "Contact: " + ", ".join(part for part in contact if part) if any(contact) else "",
    )


def exception_words(exception: Json) -> str:
    """Why another channel than online, approved by whom, to which address."""
    if not exception:
        return ""
    asked, approved = exception.get("asked_by") or {}, exception.get("approved_by") or {}
    checked = days_written_out(str(exception.get("destination_checked_on") or ""))
    return "\n".join(
        (
            f"Exception: {exception.get('reason', '')}",
            f"To: {exception.get('destination', '')}",
            f"Address taken from {exception.get('destination_source', '')}, checked on {checked}",
            f"Asked for by {asked.get('name', 'nobody')}, approved by {approved.get('name', 'nobody yet')}",
        )
    )
