"""The shapes of request forms: the catalogue of fields, the editions as their files have them.

A file says which fields of the catalogue an edition asks, in which order, and what differs there. `resolved` has the
edition of one product, made of both.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from totalis.lawbook.model import Model, Source

ALWAYS = "always"
UNKNOWN = "unknown"
US = "US"


class FieldType(StrEnum):
    """What a value is; it is held as text in any case (ISO days, country codes, `yes` and `no`)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    ORGANISATION = "organisation"
    ADDRESS = "address"
    SSN = "ssn"
    NUMBER = "number"
    FOREIGN_NUMBER = "foreign_number"
    DATE = "date"
    COUNTRY = "country"
    COUNTRIES = "countries"
    YES_NO = "yes_no"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"
    """One of the field's options."""
    PERIODS = "periods"
    """A line for each: first day; last day."""
    DAYS = "days"
    """A line for each: country; number of days."""


IN_WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.FAMILY})
"""Types whose examples are words; all others are days, numbers, codes or names."""


class Requirement(StrEnum):
    """Whether a value must be given, where the field is asked for at all."""

    REQUIRED = "required"
    IF_KNOWN = "if_known"
    OPTIONAL = "optional"
    UNKNOWN = "unknown"


class Lane(StrEnum):
    """For whom a request is made."""

    EMPLOYER = "employer"
    SELF_EMPLOYED = "self_employed"
    PERFORMER = "performer"


class Asks(StrEnum):
    """Which proof a form asks for."""

    US_CERTIFICATE = "us_certificate"
    FOREIGN_CERTIFICATE = "foreign_certificate"
    LETTER_OF_EXEMPTION = "letter_of_exemption"


class Product(Model, frozen=True, kw_only=True):
    """What can be asked for; `only` names the countries where it exists."""

    key: str
    label: str
    says: str
    source: tuple[str, ...]
    only: tuple[str, ...] = ()


class Titled(Model, frozen=True, kw_only=True):
    """A lane or a step of a form: its heading and what it is about."""

    key: str
    says: str
    title: str = ""
    label: str = ""


class Test(Model, frozen=True, kw_only=True):
    """What must hold of one answer; one of the ways is written."""

    field: str
    equals: tuple[str, ...] = ()
    names: str = ""
    """The list of countries has this one."""
    lacks: str = ""
    """The list of countries is there and has not this one."""
    elsewhere: bool = False
    """The country is neither of the two."""
    empty: bool = False


class Condition(Model, frozen=True, kw_only=True):
    """When a field is asked at all; without tests it always is."""

    key: str
    says: str
    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()


class Option(Model, frozen=True, kw_only=True):
    """One of the answers of a choice."""

    value: str
    label: str


class FieldEntry(Model, frozen=True, kw_only=True):
    """A field as the catalogue has it."""

    key: str
    label: str
    group: str
    type: FieldType
    required: Requirement
    help: str
    example: str
    source: tuple[str, ...]
    when: str = ALWAYS
    note: str = ""
    """What sources say of the field, for people who know the procedure."""
    why: str = ""
    """Why it is asked although no list names it."""
    fact: str = ""
    """Where the answer goes in the fact sheet (`facts.vocabulary`)."""
    options: tuple[Option, ...] = ()
    may_be_unknown: bool = False
    products: tuple[str, ...] = ()
    number: str = ""
    """The kind of number (`procedure.numbers`)."""
    validation: str = UNKNOWN
    max_length: str = UNKNOWN


class Catalogue(Model, frozen=True, kw_only=True):
    """The file `catalogue.yaml`."""

    products: dict[str, Product]
    lanes: dict[str, Titled]
    steps: dict[str, Titled]
    conditions: dict[str, Condition]
    fields: dict[str, FieldEntry]


class Wording(Model, frozen=True, kw_only=True):
    """Words of an agreement's list, and the fields that they mean."""

    text: tuple[str, ...]
    fields: tuple[str, ...]
    as_us: bool = False
    """The list says that the data are those of the US certificate."""


class ListedIn(Model, frozen=True, kw_only=True):
    """Fields that the agreement's own list names, and where that list stands."""

    fields: tuple[str, ...]
    source: tuple[str, ...]


class Change(Model, frozen=True, kw_only=True):
    """What differs from the catalogue for one field of an edition."""

    key: str
    required: Requirement | None = None
    when: str = ""
    label: str = ""
    help: str = ""
    example: str = ""


class StepEntry(Model, frozen=True, kw_only=True):
    """A step of an edition: its fields in their order."""

    step: str
    fields: tuple[str, ...]


class EditionEntry(Model, frozen=True, kw_only=True):
    """An edition as the file of its agreement has it; one for all products of a lane."""

    edition: str
    """The last part of the key, such as `2026-11`."""
    asks: Asks
    lane: Lane
    products: tuple[str, ...]
    valid_from: date
    steps: tuple[StepEntry, ...]
    valid_until: date | None = None
    """The last day; without one it holds until the next edition begins."""
    listed: tuple[ListedIn, ...] = ()
    changes: dict[str, Change] = msgspec.field(default_factory=dict)
    ours: tuple[str, ...] = ()
    """Fields that no list names: the rule needs them."""
    inferred: tuple[str, ...] = ()
    """Fields that no list that was read has for this agreement."""
    inferred_whole: bool = False
    unknown: tuple[str, ...] = ()


class AgreementForms(Model, frozen=True, kw_only=True):
    """The file of one agreement."""

    agreement: str
    editions: tuple[EditionEntry, ...]


class FormField(Model, frozen=True, kw_only=True):
    """A field of one edition. Label, help and example name the countries; `words` has them before."""

    key: str
    step: str
    label: str
    type: FieldType
    requirement: Requirement
    help: str
    example: str
    sources: tuple[Source, ...]
    when: str = ALWAYS
    is_ours: bool = False
    why: str = ""
    note: str = ""
    fact: str = ""
    options: tuple[Option, ...] = ()
    may_be_unknown: bool = False
    listed: bool = False
    """The agreement's own list names it; otherwise it stands in the general list only."""
    inferred: bool = False
    """No list that was read for this agreement has it."""
    number: str = ""
    validation: str = UNKNOWN
    max_length: int | None = None
    """None is unknown."""
    words: tuple[str, str] = ("", "")
    """Label and help with `{partner}`, `{host}`, `{home}` in them, for translation."""


class FormStep(Model, frozen=True, kw_only=True):
    """A step of a form."""

    key: str
    title: str
    says: str
    fields: tuple[FormField, ...]
    words: tuple[str, str] = ("", "")
    """Title and text with `{partner}`, `{host}`, `{home}` in them, for translation."""


class FormEdition(Model, frozen=True, kw_only=True):
    """The form of one agreement, lane and product, as it holds from a day on."""

    key: str
    agreement: str
    """The partner's country code."""
    issuer: str
    """Whose certificate is asked for: `US` or the partner's code."""
    asks: Asks
    lane: Lane
    product: str
    valid_from: date
    valid_until: date | None
    """The last day, as the file says or as the next edition makes it; None while no end is known."""
    steps: tuple[FormStep, ...]
    conditions: dict[str, Condition]
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    """What is unknown of this form."""
    title: str = ""
    product_label: str = ""
    lane_label: str = ""

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every field, in the order of the form."""
        return tuple(field for step in self.steps for field in step.fields)

    def field(self, key: str) -> FormField | None:
        """A field by its key, or None."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def home(self) -> str:
        """The country whose coverage goes on."""
        return self.issuer

    @property
    def host(self) -> str:
        """The country in which the work is done."""
        return self.agreement if self.issuer == US else US
