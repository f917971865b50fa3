"""Checks of single fields: there, well formed, not too long, proved."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from totalis.procedure.addresses import (
    country_code,
    email_problem,
    phone_problem,
)
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.forms import FieldType, FormField, Requirement
from totalis.procedure.forms_facts import day
from totalis.procedure.forms_prefill import asked_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN_CHECKS = frozenset({"end_date", "nature_of_self_employment", "affiliate_3121l"})
"""Fields whose absence has a check of its own."""
VERY_LONG = {FieldType.NAME: 60, FieldType.ORGANISATION: 80, FieldType.ADDRESS: 250}
VERY_LONG_TEXT = 1000
NO_PROOF_NEEDED = frozenset({"request", "requester"})
_REFUSED_CATEGORIES = ("C", "S", "Z")
_ALLOWED_SIGNS = frozenset(" +$€£\n")
_FAMILY_PARTS = 3


@check("field_missing", "A field that the agreement asks for has no value.", "coc_link_old")
def field_missing(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Missing values; a gap in an inferred field, or in one asked if known, is no reason to stop."""
    for field in subject.fields.values():
        if subject.value(field.key) or field.key in OWN_CHECKS:
            continue
        asked = asked_now(field, subject.case, subject.texts)
        severity = _gravity(field, asked=asked)
        if severity is None:
            continue
        known = (
            "is empty" if asked else "is empty, and the facts do not say whether it is asked for"
        )
        remedy = f"Write it down; it is asked for {field.required_when}."
        if field.requirement is Requirement.UNKNOWN:
            remedy = "Whether it is asked for is unknown; write it down if you can."
        yield found(severity, field.key, f"{field.label} {known}.", remedy, sources=field.sources)


def _gravity(field: FormField, *, asked: bool | None) -> Severity | None:
    if asked is False or field.requirement is Requirement.OPTIONAL:
        return None
    if field.requirement is Requirement.REQUIRED and asked:
        return Severity.WARN if field.inferred else Severity.STOP
    return Severity.NOTE if asked or field.requirement is Requirement.REQUIRED else None


@check(
    "field_malformed", "A day, country, answer, e-mail address or telephone number cannot be read."
)
def field_malformed(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Values that are not what their field takes."""
    for field in subject.fields.values():
        value = subject.value(field.key)
        wrong = _malformed(field, value, subject) if value else None
        if wrong:
            severity, says, remedy = wrong
            yield found(
                severity,
                field.key,
                f"{field.label}: {says}",
                remedy,
                evidence=subject.proof(field.key),
            )


def _malformed(field: FormField, value: str, subject: Subject) -> tuple[Severity, str, str] | None:
    if field.type is FieldType.PHONE:
        says = phone_problem(value, "" if subject.foreign else "US")
        return (Severity.WARN, says, "Write it as +1 410 965 7306.") if says else None
    reads, says, remedy = _FORMS.get(field.type, (bool, "", ""))
    return None if reads(value) else (Severity.STOP, says, remedy)


def _all_countries(value: str) -> bool:
    return all(country_code(part) for part in value.split(","))


def _family_lines(value: str) -> bool:
    """Whether every line has name, relationship and a day of birth."""
    for line in filter(str.strip, value.splitlines()):
        parts = [part.strip() for part in line.split(";")]
        if len(parts) < _FAMILY_PARTS or not all(parts[:2]) or day(parts[2]) is None:
            return False
    return True


_FORMS: dict[FieldType, tuple[Callable[[str], bool], str, str]] = {
    FieldType.DATE: (
        lambda value: day(value) is not None,
        "this is no day.",
        "Write a day that exists, as YYYY-MM-DD.",
    ),
    FieldType.YES_NO: (
        lambda value: value in ("yes", "no"),
        "this is neither yes nor no.",
        "Answer yes or no.",
    ),
    FieldType.COUNTRY: (
        lambda value: bool(country_code(value)),
        "this is no country.",
        "Name the country by its code or English name.",
    ),
    FieldType.COUNTRIES: (
        _all_countries,
        "one of these is no country.",
        "Name countries with commas between them.",
    ),
    FieldType.EMAIL: (
        lambda value: not email_problem(value),
        "this is no e-mail address.",
        "Write it as name@example.org.",
    ),
    FieldType.FAMILY: (
        _family_lines,
        "a line is incomplete.",
        "One line each: name; relationship; date of birth.",
    ),
}


@check(
    "too_long", "A value is longer than its field, or so long that an unknown length may cut it."
)
def too_long(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Cut values; lengths are known for hardly any field."""
    for field in subject.fields.values():
        size = len(subject.value(field.key))
        if field.max_length is not None and size > field.max_length:
            says = f"{field.label} has {size} signs; the field takes {field.max_length}."
            yield found(Severity.STOP, field.key, says, "Shorten it.", sources=field.sources)
        elif field.max_length is None and size > VERY_LONG.get(field.type, VERY_LONG_TEXT):
            says = (
                f"{field.label} is very long ({size} signs); how many the field takes is unknown."
            )
            remedy = "After typing it, compare what the channel shows with what you typed."
            yield found(Severity.NOTE, field.key, says, remedy)


@check("odd_characters", "A value has signs that forms often refuse or turn into others.", "house")
def odd_characters(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Control signs and symbols, and letters outside the Latin script."""
    for field in subject.fields.values():
        value = subject.value(field.key)
        odd = sorted({letter for letter in value if is_odd(letter)})
        foreign = any(letter.isalpha() and not is_latin(letter) for letter in value)
        if odd:
            shown = ", ".join(unicodedata.name(letter, "a control sign") for letter in odd[:3])
            says = f"{field.label} has signs that forms often refuse ({shown.lower()})."
            yield found(Severity.WARN, field.key, says, "Type the value anew without them.")
        elif foreign:
            says = f"{field.label} has letters that are not Latin."
            remedy = "Write it as the passport's machine-readable line has it; keep the original."
            yield found(Severity.WARN, field.key, says, remedy)


def is_odd(letter: str) -> bool:
    """Whether a sign is one that forms often refuse."""
    return letter not in _ALLOWED_SIGNS and unicodedata.category(letter)[0] in _REFUSED_CATEGORIES


def is_latin(letter: str) -> bool:
    """Whether a letter is of the Latin script."""
    return unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MODIFIER"))


@check(
    "field_without_document",
    "A field names no source document, or one that is not in the case.",
    "house",
)
def field_without_document(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Values without proof."""
    for field in subject.fields.values():
        written = subject.values.get(field.key)
        if written is None or not written.value.strip() or field.group in NO_PROOF_NEEDED:
            continue
        if not written.evidence:
            says = f"{field.label} names no document."
            yield found(Severity.NOTE, field.key, says, "Name the document that shows it.")
        elif subject.case.evidence_item(written.evidence) is None:
            says = f"{field.label} names a document that is not in the case."
            yield found(Severity.WARN, field.key, says, "Name a document of this case.")


FIELD_CHECKS = (
    field_missing,
    field_malformed,
    too_long,
    odd_characters,
    field_without_document,
)
