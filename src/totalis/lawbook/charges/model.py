"""The shape of a charge catalogue: lines, bundles, headings, traps and code tables of a country.

Three axes stand side by side and are never derived from each other: the category under the
agreement, the effect of a certificate of coverage, and the credit in the United States.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from totalis.lawbook.model import Conflict, Model, Remark, Source


class Category(StrEnum):
    """Where a line stands under the agreement."""

    COVERED = "covered"
    CSG = "csg"
    CRDS = "crds"
    NOT_COVERED = "not_covered"
    UNCLEAR = "unclear"
    RELIEF = "relief"
    """Not a charge: it lowers other lines."""


class Effect(StrEnum):
    """What a certificate of coverage of the other country does to a line."""

    EXEMPT = "exempt"
    DOMESTIC_FALLS_AWAY = "domestic_falls_away"
    """Outside the agreement, but domestic law ties it to the coverage that falls away."""
    STILL_DUE_POSSIBLE = "still_due_possible"
    CONDITIONAL = "conditional"
    """Exempt only under `condition`; answered as `unknown`, with the condition."""
    UNKNOWN = "unknown"


class Credit(StrEnum):
    """What a US return may do with a line."""

    DENIED = "denied"
    NOT_CHALLENGED = "not_challenged"
    NO_AUTHORITY = "no_authority"
    EMPLOYER_ONLY = "employer_only"
    INCOME_TAX = "income_tax"


class Payer(StrEnum):
    """Who bears a line."""

    EMPLOYEE = "employee"
    EMPLOYER = "employer"
    SELF_EMPLOYED = "self_employed"
    INDIVIDUAL = "individual"
    """Any natural person, whatever her work: capital income, pensions, voluntary insurance."""


class Confidence(StrEnum):
    """How firmly a source places a line."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Decider(StrEnum):
    """What may decide between the meanings of a label that has several."""

    PAYER = "payer"
    STATUS = "status"
    RATE = "rate"
    CLASS = "class"
    """Nothing has to decide: every meaning stands in the same place."""


class Known(StrEnum):
    """Whether labels were read in a source or are common payroll knowledge."""

    READ = "read"
    GENERAL_KNOWLEDGE = "general_knowledge"


class Dated(Model, frozen=True, kw_only=True):
    """Something with first and last days, both inclusive; open where not written."""

    valid_from: date | None = None
    valid_until: date | None = None

    def meets(self, start: date, end: date) -> bool:
        """Whether any day of a period lies within."""
        return (self.valid_from is None or self.valid_from <= end) and (
            self.valid_until is None or start <= self.valid_until
        )


class Share(Dated, frozen=True, kw_only=True):
    """One who bears the line, from when until when, and what a US return may do with his part."""

    payer: Payer
    credit: Credit


class Rate(Dated, frozen=True, kw_only=True):
    """The percentages that a line had; a printed rate outside an exhaustive list is a mismatch."""

    percent: tuple[Decimal, ...]
    source: tuple[str, ...]
    payer: Payer | None = None
    """None: whoever bears it."""
    exhaustive: bool = True
    says: str = ""


class Entry(Dated, frozen=True, kw_only=True):
    """What a label or a code can lead to."""

    id: str
    branch: str
    source: tuple[str, ...]
    labels: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    labels_known: Known = Known.READ
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every text under which the entry is printed."""
        return (*self.labels, *self.english, *self.abbreviations)


class Charge(Entry, frozen=True, kw_only=True):
    """A line that stands for one charge (or one relief)."""

    category: Category
    confidence: Confidence
    basis: str
    """Why the category: a sentence that the sources carry."""
    shares: tuple[Share, ...] = ()
    certificate_effect: Effect = Effect.UNKNOWN
    effect_from: date | None = None
    """First day on which a certificate has the effect; before it the effect is unknown."""
    condition: str = ""
    rates: tuple[Rate, ...] = ()
    law: str = ""
    """The domestic law, as far as anybody named it."""
    general_knowledge: tuple[str, ...] = ()
    """What of this entry nobody looked up."""


class Part(Model, frozen=True, kw_only=True):
    """One part of a split: what it is, and its percentage of the base (or of the amount)."""

    leads_to: tuple[str, ...]
    percent: Decimal
    credit: Credit | None = None
    """A more cautious credit than the entry's own, where nobody says that a computed part was paid."""


class Split(Dated, frozen=True, kw_only=True):
    """A rule that divides a bundle, where the line's own numbers prove that it applies.

    `percent` is the whole line's rate on its base. The first part takes what rounding leaves.
    `by: amount` divides the amount by a legal key; its parts add up to 100.
    """

    percent: Decimal
    parts: tuple[Part, ...]
    source: tuple[str, ...]
    by: str = "base"
    payers: tuple[Payer, ...] = ()
    """Only for these; empty: for everybody."""
    rounded_to: tuple[str, ...] = ("0.01",)
    """The units to which the amount may have been rounded."""
    says: str = ""


class Bundle(Entry, frozen=True, kw_only=True):
    """A line that holds several charges; unclear unless a split is proved."""

    says: str
    parts: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    payers: tuple[Payer, ...] = ()


class Heading(Model, frozen=True, kw_only=True):
    """Texts that are never a class by themselves: headings, totals, generic words."""

    id: str
    says: str
    source: tuple[str, ...]
    labels: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    """Any label that begins with these words."""


class Trap(Model, frozen=True, kw_only=True):
    """A text with several meanings: unclear unless `decided_by` or a code leaves one of them."""

    labels: tuple[str, ...]
    says: str
    source: tuple[str, ...]
    meanings: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    """Meanings that are no charge of the catalogue; with them only rate or code can decide."""
    decided_by: tuple[Decider, ...] = ()


class Code(Model, frozen=True, kw_only=True):
    """One code of one table; leading to a bundle it stands for several charges at once."""

    code: str
    label: str
    leads_to: tuple[str, ...]
    says: str = ""


class CodeSystem(Model, frozen=True, kw_only=True):
    """A table of codes; the same digits in another table mean something else."""

    name: str
    title: str
    source: tuple[str, ...]
    codes: tuple[Code, ...]
    width: int = 0
    """Codes are padded with zeros to this length; 0: as written."""


class Scope(Model, frozen=True, kw_only=True):
    """Which programmes the agreement reaches, in the words of the source."""

    covers: tuple[str, ...]
    source: tuple[str, ...]
    not_covered: tuple[str, ...] = ()
    says: str = ""


class Catalogue(Model, frozen=True, kw_only=True):
    """Everything that is known of the charge lines of one country."""

    country: str
    name: str
    checked_on: date
    scope: Scope
    sources: dict[str, Source]
    charges: tuple[Charge, ...]
    bundles: tuple[Bundle, ...] = ()
    headings: tuple[Heading, ...] = ()
    traps: tuple[Trap, ...] = ()
    code_systems: dict[str, CodeSystem] = msgspec.field(default_factory=dict)
    consequences: tuple[Remark, ...] = ()
    """What a category means on both sides, cited."""
    conflicts: tuple[Conflict, ...] = ()
    unknown: tuple[str, ...] = ()
    digest: str = ""
    """Of the bytes that were read; answers name it."""

    @property
    def entries(self) -> dict[str, Charge | Bundle]:
        """Charges and bundles by id."""
        found: dict[str, Charge | Bundle] = {charge.id: charge for charge in self.charges}
        return found | {bundle.id: bundle for bundle in self.bundles}


class Target(msgspec.Struct, frozen=True):
    """What a label key leads to: entries, and the trap or heading that governs it."""

    entries: tuple[str, ...] = ()
    trap: Trap | None = None
    heading: Heading | None = None
