"""What a country charges on a pay: the shape of `lawbook/contributions/xx.yaml` and its strict reader.

Interface::

    contribution_law("FR")  # None where the country has no file; CA-QC is ca_qc.yaml
    law.charges  # by entry of the charge catalogue: dated terms with percent, thresholds and ceilings
    law.missing  # charges that the agreement reaches and that no rate of general use says
    law.elsewhere  # entries that a pay of an employee never bears, each with why

Only charges that the catalogue of the country calls covered stand in a file. Percents are percent of the pay of
a month; a limit is an amount a month, a quarter or a year. A day outside the days of a term or limit is unknown.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import totalis.lawbook
from totalis.lawbook.model import Model, Source
from totalis.lawbook.parameters_reading import read_law
from totalis.tables.codes import CURRENCIES

if TYPE_CHECKING:
    from totalis.lawbook.structure import StructureReader

SCHEMA = "totalis/law/contributions/1"
FOLDER = Path(totalis.lawbook.__file__).resolve().parent / "contributions"


class Bearer(StrEnum):
    """Who bears a charge on a pay."""

    EMPLOYEE = "employee"
    EMPLOYER = "employer"


class Span(StrEnum):
    """Over what a limit counts; pay is added up within it."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Days(Model, frozen=True, kw_only=True):
    """First and last day, both inclusive."""

    valid_from: date
    valid_until: date

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.valid_from <= day <= self.valid_until


class Amount(Days, frozen=True, kw_only=True):
    """What a limit was."""

    amount: Decimal
    source: tuple[str, ...]


class Limit(Model, frozen=True, kw_only=True):
    """A threshold or ceiling by date."""

    key: str
    says: str
    per: Span
    values: tuple[Amount, ...]

    def on(self, day: date) -> Amount | None:
        """What it is on a day; None where no source says it."""
        return next((value for value in self.values if value.holds_on(day)), None)


class Grade(Model, frozen=True, kw_only=True):
    """One row of a scale: a pay below `below` has this base; without `below`, every higher pay."""

    base: Decimal
    below: Decimal | None = None


class Scale(Model, frozen=True, kw_only=True):
    """A table that gives each pay the base that stands for it."""

    key: str
    says: str
    source: tuple[str, ...]
    steps: tuple[Grade, ...]

    def base_of(self, pay: Decimal) -> Decimal:
        """The base of a pay."""
        return next(one.base for one in self.steps if one.below is None or pay < one.below)


class Term(Days, frozen=True, kw_only=True):
    """A rate, for whom, on which part of the pay, from when until when. Limits and scales are named."""

    payer: Bearer
    percent: Decimal
    source: tuple[str, ...]
    above: str = ""
    """Only what lies above this limit."""
    up_to: str = ""
    """Only what lies below this one."""
    only_above: str = ""
    """The term holds for a higher pay only, and then for all of it; a lower pay is unknown."""
    scale: str = ""
    whole: int = 0
    """The base is cut to whole multiples of this."""


class Charged(Model, frozen=True, kw_only=True):
    """One charge, by its entry in the catalogue."""

    charge: str
    name: str
    terms: tuple[Term, ...]
    begins: date | None = None
    """The first day of the charge itself; before it nothing is missing."""


class Missing(Model, frozen=True, kw_only=True):
    """A charge that the agreement reaches and whose rate depends on more than the pay."""

    charge: str
    name: str
    needs: str


class Elsewhere(Model, frozen=True, kw_only=True):
    """Entries of the catalogue that are not computed on an employee's pay, and why."""

    charges: tuple[str, ...]
    says: str


class ContributionLaw(Model, frozen=True, kw_only=True):
    """The file of one country."""

    country: str
    currency: str
    checked_on: date
    says: str
    sources: dict[str, Source]
    charges: tuple[Charged, ...] = ()
    limits: dict[str, Limit] = msgspec.field(default_factory=dict)
    scales: dict[str, Scale] = msgspec.field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


@cache
def contribution_law(country: str) -> ContributionLaw | None:
    """The file of a country; None where there is none.

    Raises:
        LawError: the file does not read.
    """
    name = f"{country.lower().replace('-', '_')}.yaml"
    if country not in countries():
        return None
    return read_contributions((FOLDER / name).read_bytes(), f"contributions/{name}")


@cache
def countries() -> tuple[str, ...]:
    """The countries that have a file."""
    return tuple(path.stem.upper().replace("_", "-") for path in sorted(FOLDER.glob("*.yaml")))


def read_contributions(data: bytes | str, name: str) -> ContributionLaw:
    """Read a file of contributions.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, ContributionLaw, SCHEMA, _checks)


def _checks(reader: StructureReader, read: ContributionLaw) -> None:
    """Days in order, names that lead somewhere, one term for each payer, day and part of the pay."""
    if read.currency not in CURRENCIES:
        reader.problem("currency", read.currency, "a currency code", "Correct it.")
    for name, limit in read.limits.items():
        _days(reader, limit.values, f"limits.{name}.values")
        _apart(reader, limit.values, f"limits.{name}.values")
    for name, scale in read.scales.items():
        below = [one.below for one in scale.steps]
        known = [one for one in below[:-1] if one is not None]
        if below[-1] is not None or len(known) != len(below) - 1 or known != sorted(set(known)):
            remedy = "Write them upwards, the last one without `below`."
            reader.problem(f"scales.{name}.steps", "steps", "rising steps", remedy)
    for place, charge in enumerate(read.charges):
        path = f"charges[{place}].terms"
        _days(reader, charge.terms, path)
        _names(reader, read, charge, path)
        parts = {(term.payer, term.above, term.only_above) for term in charge.terms}
        for part in sorted(parts):
            own = [one for one in charge.terms if (one.payer, one.above, one.only_above) == part]
            _apart(reader, own, path)


def _names(reader: StructureReader, read: ContributionLaw, charge: Charged, path: str) -> None:
    for index, term in enumerate(charge.terms):
        for name in filter(None, (term.above, term.up_to, term.only_above)):
            if name not in read.limits:
                reader.problem(f"{path}[{index}]", name, "the key of a limit", "Add the limit.")
        if term.scale and term.scale not in read.scales:
            reader.problem(f"{path}[{index}]", term.scale, "the key of a scale", "Add the scale.")


def _days(reader: StructureReader, dated: tuple[Days, ...], path: str) -> None:
    for index, one in enumerate(dated):
        if one.valid_until < one.valid_from:
            remedy = "Correct the days."
            reader.problem(f"{path}[{index}]", str(one.valid_until), "a later last day", remedy)


def _apart(reader: StructureReader, dated: list[Term] | tuple[Amount, ...], path: str) -> None:
    """Two that hold on one day would be two answers."""
    rows = sorted(dated, key=lambda one: one.valid_from)
    for former, later in pairwise(rows):
        if later.valid_from <= former.valid_until:
            remedy = "End the former the day before."
            reader.problem(path, str(later.valid_from), "days that do not overlap", remedy)
