"""A finding on an answer of a form, in the four parts that a person needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.lawbook.forms.model import UNKNOWN, FieldType
from totalis.procedure.casefile import Value
from totalis.procedure.checks_base import Severity
from totalis.procedure.forms_sayings import Example, Label, Saying, plain

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormField


class Finding(Value, frozen=True, kw_only=True):
    """What is wrong with one answer; `field` is its key. Personal numbers are never repeated.

    `found`, `expected` and `remedy` are English; what they are made of says a page in another language.
    """

    field: str
    severity: Severity
    says: Saying
    expects: Saying
    advises: Saying

    @property
    def found(self) -> str:
        """What is wrong."""
        return self.says.english

    @property
    def expected(self) -> str:
        """What the field takes."""
        return self.expects.english

    @property
    def remedy(self) -> str:
        """What to do."""
        return self.advises.english


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


def limits_of(field: FormField) -> Saying:
    """What a field takes, in a sentence."""
    words = EXPECTED[field.type]
    if field.type is FieldType.NUMBER and field.validation != UNKNOWN:
        english = f"{field.validation[:1].upper()}{field.validation[1:]}."
        return Saying(english=english, pattern=words)
    return plain(words)


def label_of(field: FormField) -> Label:
    """A field's label inside a sentence."""
    return Label(field.key, field.label)


def example_of(field: FormField, between: str = ", ") -> Example:
    """A field's example inside a sentence."""
    return Example(field.key, field.example.replace("\n", between))
