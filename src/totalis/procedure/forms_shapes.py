"""The shapes of the field catalogue: as `forms.yaml` has a field, and as one request asks for it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from totalis.lawbook.model import Source
from totalis.procedure.casefile import Value

UNKNOWN = "unknown"
ALWAYS_UNKNOWN = ("label on the screen", "mark of required fields", "error messages")


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


class Requirement(StrEnum):
    """Whether a value must be given, where the field is asked for at all."""

    REQUIRED = "required"
    IF_KNOWN = "if_known"
    OPTIONAL = "optional"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """When a field is asked for at all."""

    ALWAYS = "always"
    AFFILIATE = "affiliate"
    AFFILIATE_AGREED = "affiliate_agreed"
    NAME_AT_BIRTH = "name_at_birth"
    SPANISH_NATIONAL = "spanish_national"
    ITALIAN_NATIONAL = "italian_national"
    FAMILY = "family"
    IN_BOTH_COUNTRIES = "in_both_countries"
    WORK_IN_PARTNER = "work_in_partner"
    BUSINESS_IN_US = "business_in_us"


WHEN_WORDS = {
    Condition.ALWAYS: "always",
    Condition.AFFILIATE: "where the worker will work for an affiliate of the employer",
    Condition.AFFILIATE_AGREED: "where there is a section 3121(l) agreement",
    Condition.NAME_AT_BIRTH: "where the name at birth is another",
    Condition.SPANISH_NATIONAL: "for Spanish nationals",
    Condition.ITALIAN_NATIONAL: "for Italian and dual nationals",
    Condition.FAMILY: "where family members come along",
    Condition.IN_BOTH_COUNTRIES: "where somebody is self-employed in both countries",
    Condition.WORK_IN_PARTNER: "where the work is done in that country",
    Condition.BUSINESS_IN_US: "where there is a trade or business in the United States",
}


class FieldEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A field as `forms.yaml` has it."""

    key: str
    label: str
    group: str
    type: FieldType
    required: Requirement
    source: tuple[str, ...]
    when: Condition = Condition.ALWAYS
    lanes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    only_if_listed: tuple[str, ...] = ()
    not_listed_in: tuple[str, ...] = ()
    if_known_in: tuple[str, ...] = ()
    replaced_in: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    number: str = ""
    """The kind of number (`procedure.numbers`)."""
    help: str = ""
    validation: str = UNKNOWN
    max_length: str = UNKNOWN


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Words of an agreement's list, and the fields that they mean."""

    text: tuple[str, ...]
    fields: tuple[str, ...]
    as_us: bool = False


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What can be asked for; `only` names the countries where it exists."""

    key: str
    label: str
    says: str
    source: tuple[str, ...]
    only: tuple[str, ...] = ()


class FormBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `forms.yaml`."""

    products: dict[str, Product]
    fields: dict[str, FieldEntry]
    wordings: tuple[Wording, ...]


class FormField(Value, frozen=True, kw_only=True):
    """A field of one request, as the agreement asks for it."""

    key: str
    label: str
    group: str
    type: FieldType
    requirement: Requirement
    when: Condition
    sources: tuple[Source, ...]
    lanes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    listed: bool = False
    """The agreement's own list names it; otherwise it stands in SSA's general list only."""
    inferred: bool = False
    """No list that was read for this agreement has it."""
    unknown: tuple[str, ...] = ALWAYS_UNKNOWN
    number: str = ""
    help: str = ""
    validation: str = UNKNOWN
    max_length: int | None = None
    """None is unknown."""

    @property
    def required_when(self) -> str:
        """When it must be given, in words."""
        when = WHEN_WORDS[self.when]
        words = {
            Requirement.REQUIRED: when,
            Requirement.IF_KNOWN: "if known"
            if self.when is Condition.ALWAYS
            else f"{when}, if known",
            Requirement.OPTIONAL: "never",
            Requirement.UNKNOWN: "unknown",
        }
        return words[self.requirement]

    @property
    def weak(self) -> bool:
        """Whether no strong source is behind it."""
        return all(source.kind.weak for source in self.sources)
