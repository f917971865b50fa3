"""Worker, assignment and employers of a packet, as labelled values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from totalis.documents import form
from totalis.documents.words import answer_words, label_of
from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.vocabulary import FactType, by_path
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


def said(value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    """Any value of a snapshot in words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(said(item) for item in value) or "none"
    if isinstance(value, dict):
        given = {key: item for key, item in value.items() if item not in ("", None, [], {})}
        return "; ".join(f"{form.words(key)}: {said(item)}" for key, item in given.items())
    return days_written_out(str(value))


def worker_rows(worker: Json) -> Iterable[tuple[str, ...]]:
    """Who the worker is; personal numbers in full, since this is what is asked with."""
    if not worker:
        return
    yield "Name", f"{worker.get('given_names', '')} {worker.get('family_names', '')}".strip()
    for key in in_order(worker, _WORKER):
        value = worker[key]
        if key not in _HIDDEN and (value or key in ("ssn", "birth_date", "citizenships")):
            yield _WORKER.get(key, form.words(key)), _worker_value(key, value)


def in_order(given: Json, known: Iterable[str]) -> list[str]:
    """The keys that are given: known ones in their order, then the others by the alphabet."""
    first = [key for key in known if key in given]
    return first + sorted(given.keys() - set(first))


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
    town = " ".join(
        str(address[key]) for key in ("postal_code", "city", "region") if address.get(key)
    )
    code = str(address.get("country") or "")
    return "\n".join(part for part in (*lines, town, name_of(code) if code else "") if part)


def assignment(engagement: Json) -> Json | None:
    """The facts of the work that the request is about, named as the questions name them."""
    flat = {
        f"engagement.{key}": value
        for key, value in engagement.items()
        if key not in ("id", "employer")
    }
    employer = engagement.get("employer")
    if isinstance(employer, dict):
        flat |= {f"engagement.employer.{key}": value for key, value in employer.items()}
    rows = [(label_of(path), _fact_words(path, flat[path])) for path in in_order(flat, by_path())]
    return form.rows(*rows) if rows else None


def _fact_words(path: str, value: Any) -> str:  # noqa: ANN401 - JSON can be anything
    fact = by_path().get(path)
    if fact is not None and isinstance(value, str) and value in dict(fact.options):
        return form.words(answer_words(fact, value))
    text = fact is not None and fact.type is FactType.TEXT
    if isinstance(value, str) and value in COUNTRIES and not text:
        return name_of(value)
    if isinstance(value, list) and all(
        item in COUNTRIES for item in value if isinstance(item, str)
    ):
        return (
            "; ".join(name_of(item) if isinstance(item, str) else said(item) for item in value)
            or "none"
        )
    return said(value)


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
