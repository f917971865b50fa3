"""The shape of an estimate: `totalis/benefits/1`. Money is US dollars, exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from inspect import cleandoc
from typing import Any

import msgspec

SCHEMA = "totalis/benefits/1"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The base of everything in an estimate: immutable, compared by content."""


class Step(Part, frozen=True, kw_only=True):
    """One step of the computation: what came out, how, and where that stands."""

    name: str
    value: str
    says: str
    """The formula in words."""
    citation: str
    mark: str
    """`text` (read), `calculator` (SSA's own program read) or `recalled` (no text found)."""
    sources: tuple[str, ...]
    by_year: dict[str, str] = {}
    """The same year by year, where the step has a value for each."""


class Assumption(Part, frozen=True, kw_only=True):
    """What was taken where no text settles it, and what the other reading gives."""

    name: str
    says: str
    concerns: str
    """The field that it can change."""
    value: str
    other_value: str
    """Equal to `value` where both readings agree for this record; empty where it was not computed."""
    citation: str
    mark: str


class CountryAnswer(Part, frozen=True, kw_only=True):
    """Insured status with the periods of one foreign country."""

    country: str
    agreement_in_force: date | None
    foreign_quarters: int
    combined_quarters: int
    recent_quarters: int
    eligible: bool
    why: str
    crediting: str
    """Where the rule of crediting stands."""
    crediting_read: bool
    special: str


class Quarter(Part, frozen=True, kw_only=True):
    """A calendar quarter that counts."""

    quarter: str
    system: str
    """`US` or the code of the foreign country."""


class FamilyBenefit(Part, frozen=True, kw_only=True):
    """What a member of the family gets."""

    relation: str
    benefit: str
    """`totalized` or `regular`."""
    full: Decimal
    after_maximum: Decimal
    payable: Decimal


class Conversion(Part, frozen=True, kw_only=True):
    """The totalized benefit after the worker became insured on US quarters alone."""

    from_quarter: str
    regular_pia: Decimal
    totalized_pia: Decimal
    pays: str
    """`regular`, or `totalized` where the regular one would be lower (then frozen)."""


class WindfallAnswer(Part, frozen=True, kw_only=True):
    """The former windfall elimination, where a pension was given."""

    applies: bool
    why: str
    pia: Decimal | None
    years_of_coverage: int
    first_factor: int
    """Percent."""


class Estimate(Part, frozen=True, kw_only=True):
    """The whole answer to a record."""

    schema: str = SCHEMA
    kind: str
    claim_month: str
    benefit_month: str
    law: str
    """Digest of the figures, the crediting and the rules that answered."""
    law_checked_on: date
    """When the source that was checked longest ago was checked."""
    figures_known_to: dict[str, int]
    """The last published year of each yearly series."""
    currency: str = "USD"
    us_quarters: int
    combined_quarters: int
    required_quarters: int
    recent_quarters: int | None
    """In the window of the test of recent work; null where the claim has none."""
    recent_required: int | None
    eligible: bool
    benefit: str
    """`totalized`, `regular`, `both` (survivors of different kinds) or `none`."""
    why: str
    country: str | None
    """Whose periods were combined."""
    countries: tuple[CountryAnswer, ...]
    theoretical_pia: Decimal | None
    pro_rata_fraction: str | None
    pro_rata_pia: Decimal | None
    pro_rata_before_cap: Decimal | None
    regular_pia: Decimal | None
    """On the US record alone, as if insured."""
    monthly_benefit: Decimal | None
    """The worker's; null for survivors and where nothing is due."""
    family_maximum: Decimal | None
    family: tuple[FamilyBenefit, ...]
    lump_sum: Decimal | None
    conversion: Conversion | None
    windfall: WindfallAnswer | None
    us_quarters_by_year: dict[str, int]
    quarters: tuple[Quarter, ...]
    """The calendar, for a picture: where each quarter was placed."""
    steps: tuple[Step, ...]
    assumptions: tuple[Assumption, ...]
    figures_projected: tuple[str, ...]
    figures_of_one_source: tuple[str, ...]
    statement: str


def estimate_schema() -> dict[str, Any]:
    """The JSON Schema of `totalis/benefits/1` (draft 2020-12), made from these structures."""
    title = "Estimate of combined credits and the totalized benefit"
    return schema_of(Estimate, SCHEMA, title)


def schema_of(top_part: type[Part], name: str, title: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an answer, made from its structures.

    Args:
        top_part: The whole answer.
        name: What its field `schema` says.
        title: One line for people.
    """
    (_, parts) = msgspec.json.schema_components([top_part], ref_template="#/$defs/{name}")
    for part in parts.values():
        del part["title"]
        part["description"] = cleandoc(part["description"])
    top = parts.pop(top_part.__name__)
    top["properties"]["schema"] = {"const": name}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        "title": title,
        **top,
        "$defs": parts,
    }
