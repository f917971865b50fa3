"""Checks of who is named: the worker against the documents, the employer against the clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.addresses import country_words
from totalis.procedure.casefile import EmployerRecord, PartyRole
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.forms_facts import engagement
from totalis.procedure.names import (
    HARMLESS,
    NameDifference,
    compare_names,
    fold,
    parts,
    same_organisation,
    similar_organisation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import EvidenceItem, Reading

WORKER_NAME_PLACES = ("worker.name", "worker.full_name")
EMPLOYER_NAME_PLACES = ("employer.name", "us_employer.name", "foreign_employer.name")
EMPLOYER_FIELDS = {
    "us_employer_name": PartyRole.US_EMPLOYER,
    "foreign_employer_name": PartyRole.FOREIGN_EMPLOYER,
}
GRAVE = frozenset({NameDifference.OTHER})
SAME_PERSON = HARMLESS | {NameDifference.ACCENTS, NameDifference.HYPHENS, NameDifference.ORDER}
SAME_VALUE = {
    "worker_ssn": "worker.ssn",
    "date_of_birth": "worker.birth_date",
    "place_of_birth": "worker.birth_place",
    "foreign_social_insurance_number": "worker.foreign_number",
}
"""Fields and the place under which a document's reading of the same thing is kept."""
TWO_SURNAMES = 2


@check("name_differs", "The worker's name differs from the one that a document has.", "house")
def name_differs(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The name on the form against every document that shows it, with the kind of difference."""
    name = subject.value("worker_full_name")
    for item, reading in _readings(subject, WORKER_NAME_PLACES):
        told = compare_names(name, reading.value)
        if not name or told.difference is NameDifference.NONE:
            continue
        severity = Severity.NOTE if told.harmless else Severity.WARN
        at_birth = not told.harmless and _has_name_at_birth(subject, reading.value)
        grave = told.difference in GRAVE and not at_birth
        says = "The document has the name at birth." if at_birth else told.says
        yield found(
            Severity.STOP if grave else severity,
            "worker_full_name",
            f"{says} The form has '{name}', '{item.title}' has '{reading.value}'.",
            "Write the name as on the passport, or note why the document has it otherwise.",
            evidence=(*subject.proof("worker_full_name"), item.id),
        )


def _has_name_at_birth(subject: Subject, name: str) -> bool:
    worker = subject.case.worker
    born = subject.value("worker_maiden_name") or worker.name_at_birth
    whole = f"{worker.given_names} {born}"
    return bool(born) and (
        compare_names(name, whole).difference in SAME_PERSON
        or compare_names(name, born).difference in SAME_PERSON
    )


@check("surname_missing", "A Spanish national gives one surname only.", "poms_es_485_1996")
def surname_missing(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Both surnames, where the agreement with Spain asks for them."""
    both = subject.value("worker_both_surnames")
    if "worker_both_surnames" not in subject.fields or not both:
        return
    full = set(parts(subject.value("worker_full_name")))
    if len(parts(both)) < TWO_SURNAMES:
        says = "Only one surname is given."
    elif full and not set(parts(both)) <= full:
        says = "The full name does not have both surnames."
    else:
        return
    remedy = "Write both surnames in both places, in the order of the passport."
    yield found(
        Severity.WARN,
        "worker_both_surnames",
        says,
        remedy,
        evidence=subject.proof("worker_both_surnames"),
    )


@check(
    "value_differs",
    "A number, date or place of birth differs from what a document says.",
    "house",
)
def value_differs(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Fields that a document shows too; the values themselves are not repeated."""
    for key, place in SAME_VALUE.items():
        value = subject.value(key)
        for item, reading in _readings(subject, (place,)):
            if not value or _plain(value) == _plain(reading.value):
                continue
            label = subject.fields[key].label if key in subject.fields else key
            yield found(
                Severity.STOP,
                key,
                f"{label} on the form is not the one in '{item.title}'.",
                "Look at the document again and mend the wrong one.",
                evidence=(*subject.proof(key), item.id),
            )


@check("employer_is_client", "A client stands where the employer belongs.", "poms_02001_005")
def employer_is_client(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The employer field names a client, or somebody who may be one: a client never decides coverage."""
    clients = [party.employer for party in subject.case.parties if party.role is PartyRole.CLIENT]
    for key in EMPLOYER_FIELDS:
        name = subject.value(key)
        for client in clients:
            if not name or not similar_organisation(name, client.name):
                continue
            same = same_organisation(name, client.name)
            word = "is a client of the case" if same else "may be the client"
            yield found(
                Severity.STOP if same else Severity.WARN,
                key,
                f"'{name}' {word} ('{client.name}').",
                "Name the employer that employs the worker; a client is named nowhere in a request.",
                evidence=subject.proof(key),
            )


@check(
    "employer_unknown",
    "The employer on the form is not one of the case, or lies elsewhere.",
    "house",
)
def employer_unknown(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The employer field against the employers of the case and their countries."""
    for key, role in EMPLOYER_FIELDS.items():
        name = subject.value(key)
        parties = [party.employer for party in subject.case.parties if party.role is role]
        if not name or not parties:
            continue
        known = [employer for employer in parties if same_organisation(name, employer.name)]
        if not known:
            says = f"'{name}' is no employer that the case names for this side."
            yield found(
                Severity.WARN,
                key,
                says,
                "Mend the name, or add the employer to the case.",
                evidence=subject.proof(key),
            )
        for employer in known:
            yield from _elsewhere(subject, found, key, employer)


def _elsewhere(
    subject: Subject, found: Finder, key: str, employer: EmployerRecord
) -> Iterator[DataCheck]:
    expected = "US" if key == "us_employer_name" else subject.case.partner
    if employer.country and expected and employer.country != expected:
        yield found(
            Severity.STOP,
            key,
            f"'{employer.name}' is kept as an employer in {country_words(employer.country)}.",
            f"This field is for the employer in {country_words(expected)}.",
            evidence=subject.proof(key),
        )


@check("employer_differs", "Request, facts and documents name different employers.", "house")
def employer_differs(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """The employer of the fact sheet and of the documents against the employers on the form."""
    names = [subject.value(key) for key in EMPLOYER_FIELDS if subject.value(key)]
    if not names:
        return
    work = engagement(subject.case)
    stated = str((work.get("employer") or {}).get("name") or "")
    if stated and not any(same_organisation(stated, name) for name in names):
        says = f"The facts name the employer '{stated}'; the form does not."
        yield found(Severity.WARN, "us_employer_name", says, "Mend the form or the fact.")
    places = (*EMPLOYER_NAME_PLACES, f"engagements[{work.get('id', '')}].employer.name")
    for item, reading in _readings(subject, places):
        if not any(same_organisation(reading.value, name) for name in names):
            says = f"'{item.title}' names the employer '{reading.value}'; the form does not."
            yield found(
                Severity.WARN,
                "us_employer_name",
                says,
                "Find out who employs the worker.",
                evidence=(*subject.proof(*EMPLOYER_FIELDS), item.id),
            )


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


def _readings(subject: Subject, places: tuple[str, ...]) -> Iterator[tuple[EvidenceItem, Reading]]:
    """What documents say at some places."""
    for item in subject.case.evidence:
        for reading in item.readings:
            if reading.place in places and reading.value.strip():
                yield item, reading


PEOPLE_CHECKS = (
    name_differs,
    surname_missing,
    value_differs,
    employer_is_client,
    employer_unknown,
    employer_differs,
)
