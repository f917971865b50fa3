"""A field of a request as the case desk asks for it; types, requirements and products are those of the form editions."""

from __future__ import annotations

from enum import StrEnum

from totalis.lawbook.forms.model import UNKNOWN, FieldType, Product, Requirement, Wording
from totalis.lawbook.model import Source
from totalis.procedure.casefile import Value

__all__ = [
    "ALWAYS_UNKNOWN",
    "UNKNOWN",
    "Condition",
    "FieldType",
    "FormField",
    "Product",
    "Requirement",
    "Wording",
]

ALWAYS_UNKNOWN = ("label on the screen", "mark of required fields", "error messages")


class Condition(StrEnum):
    """When a field is asked for at all: the conditions of the catalogue that the desk reads from a case file."""

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


class FormField(Value, frozen=True, kw_only=True):
    """A field of one request, as the agreement asks for it."""

    key: str
    label: str
    group: str
    type: FieldType
    requirement: Requirement
    when: Condition
    sources: tuple[Source, ...]
    when_says: str = "always"
    """The condition in words."""
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
        words = {
            Requirement.REQUIRED: self.when_says,
            Requirement.IF_KNOWN: "if known"
            if self.when is Condition.ALWAYS
            else f"{self.when_says}, if known",
            Requirement.OPTIONAL: "never",
            Requirement.UNKNOWN: "unknown",
        }
        return words[self.requirement]

    @property
    def weak(self) -> bool:
        """Whether no strong source is behind it."""
        return all(source.kind.weak for source in self.sources)
