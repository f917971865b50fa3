"""A finding on an answer of a form, in the four parts that a person needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import UNKNOWN, FieldType
from totalis.procedure.casefile import Value
from totalis.procedure.checks_base import Severity

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormField


class Finding(Value, frozen=True, kw_only=True):
    """What is wrong with one answer; `field` is its key. Personal numbers are never repeated."""

    field: str
    severity: Severity
    found: str
    expected: str
    remedy: str


EXPECTED = {
    FieldType.TEXT: "A few words.",
    FieldType.LONG_TEXT: "One or more sentences.",
    FieldType.NAME: "A name, whole and in any script.",
    FieldType.ORGANISATION: "The full legal name.",
    FieldType.ADDRESS: "Street, place with postal code, and country, each on a line of its own.",
    FieldType.SSN: "Nine digits.",
    FieldType.NUMBER: "A number.",
    FieldType.FOREIGN_NUMBER: "The number as on the card or document.",
    FieldType.DATE: "A day that exists, as year-month-day.",
    FieldType.COUNTRY: "A country, by its code or English name.",
    FieldType.COUNTRIES: "Countries, with commas between them.",
    FieldType.YES_NO: "Yes or no.",
    FieldType.FAMILY: "A line for each person: name; relationship; date of birth.",
    FieldType.EMAIL: "An e-mail address.",
    FieldType.PHONE: "A telephone number with + and the country code.",
    FieldType.CHOICE: "One of the answers that are offered.",
    FieldType.PERIODS: "A line for each stay: first day; last day.",
    FieldType.DAYS: "A line for each country: country; days of the year.",
}


def limits_of(field: FormField) -> str:
    """What a field takes, in a sentence."""
    words = EXPECTED[field.type]
    if field.type is FieldType.NUMBER and field.validation != UNKNOWN:
        words = f"{field.validation[:1].upper()}{field.validation[1:]}."
    return words
