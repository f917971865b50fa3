"""Rates, wage bases and thresholds of a country's contributions by year: the shape and the strict reader.

Interface::

    us = us_parameters()  # lawbook/parameters/us.yaml, read once
    us.year(2024).oasdi_wage_base  # 168600
    us.cite("oasdi_wage_base")  # the keys of its sources
    us.sources[key]  # lawbook.model.Source

Rates are percent. A key that is not known, a source that is not there, a year twice or out of order is a
`LawError` with the line.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import totalis.lawbook
from totalis.kernel.errors import NotFoundError, Problem
from totalis.lawbook.model import Model, Remark, Source
from totalis.lawbook.parameters_reading import read_law

if TYPE_CHECKING:
    from totalis.lawbook.structure import StructureReader

SCHEMA = "totalis/law/parameters/1"
FOLDER = Path(totalis.lawbook.__file__).resolve().parent / "parameters"
CATEGORIES = ("covered", "not_covered")
NO_BASE, SAME_BASE = "none", "same_as_oasdi"


class Shares(Model, frozen=True, kw_only=True):
    """The rates of one payer, in percent."""

    oasdi: Decimal
    hi: Decimal
    oasdi_paid: Decimal | None = None
    """What was paid where it was less than what the funds received."""
    credit: Decimal | None = None
    """Taken off the tax of the self-employed, in percent of the same earnings."""
    net_earnings_factor: Decimal | None = None

    @property
    def paid(self) -> Decimal:
        """The OASDI rate that the payer bore."""
        return self.oasdi if self.oasdi_paid is None else self.oasdi_paid


class Year(Model, frozen=True, kw_only=True):
    """One calendar year."""

    year: int
    oasdi_wage_base: int
    hi_wage_base: str
    """A number, `none`, or `same_as_oasdi`."""
    quarter_of_coverage: int
    employee: Shares
    employer: Shares
    self_employed: Shares

    @property
    def hi_limit(self) -> Decimal | None:
        """The most that hospital insurance taxes; None is no limit."""
        if self.hi_wage_base == NO_BASE:
            return None
        same = self.hi_wage_base == SAME_BASE
        return Decimal(self.oasdi_wage_base if same else self.hi_wage_base)


class Floor(Model, frozen=True, kw_only=True):
    """Below this there is no tax."""

    amount: int
    says: str
    source: tuple[str, ...]


class Thresholds(Model, frozen=True, kw_only=True):
    """Of the additional Medicare tax, by filing status."""

    single: int
    head_of_household: int
    surviving_spouse: int
    joint: int
    separate: int


class AdditionalMedicare(Model, frozen=True, kw_only=True):
    """The part that only the worker pays."""

    first_year: int
    rate: Decimal
    withholding_threshold: int
    thresholds: Thresholds
    says: str
    source: tuple[str, ...]


class Field(Model, frozen=True, kw_only=True):
    """Where the numbers of one field come from."""

    name: str
    says: str
    source: tuple[str, ...]


class Labels(Model, frozen=True, kw_only=True):
    """Texts under which payrolls print charges of one category."""

    category: str
    says: str
    labels: tuple[str, ...]
    source: tuple[str, ...]


class Parameters(Model, frozen=True, kw_only=True):
    """The file of one country."""

    key: str
    country: str
    name: str
    currency: str
    says: str
    sources: dict[str, Source]
    fields: tuple[Field, ...]
    self_employment_floor: Floor
    additional_medicare: AdditionalMedicare
    years: tuple[Year, ...]
    charges: tuple[Labels, ...]
    conflicts: tuple[Remark, ...] = ()
    not_modelled: tuple[str, ...] = ()

    def year(self, number: int) -> Year:
        """The parameters of a year.

        Raises:
            NotFoundError: the file does not know the year.
        """
        first = self.years[0].year
        if not first <= number <= self.years[-1].year:
            known = f"{first} to {self.years[-1].year}"
            remedy = "Contributions of other years are unknown here; add the year with its source."
            raise NotFoundError(
                [Problem("year", str(number), known, remedy, file=f"{self.key}.yaml")]
            )
        return self.years[number - first]

    def cite(self, name: str) -> tuple[str, ...]:
        """The sources of a field."""
        return next(field.source for field in self.fields if field.name == name)


@cache
def us_parameters() -> Parameters:
    """FICA and SECA.

    Raises:
        LawError: the file does not read.
    """
    return read_us((FOLDER / "us.yaml").read_bytes(), "us.yaml")


def read_us(data: bytes | str, name: str) -> Parameters:
    """Read a file of parameters.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, Parameters, SCHEMA, _checks)


def _checks(reader: StructureReader, read: Parameters) -> None:
    """Years follow one another; a base of hospital insurance is a number or one of two words."""
    for place, year in enumerate(read.years):
        path = f"years[{place}]"
        expected = read.years[0].year + place
        if year.year != expected:
            remedy = "Write every year once, in order."
            reader.problem(f"{path}.year", str(year.year), str(expected), remedy)
        if year.hi_wage_base not in (NO_BASE, SAME_BASE) and not year.hi_wage_base.isdigit():
            words = f"a number, {NO_BASE} or {SAME_BASE}"
            reader.problem(f"{path}.hi_wage_base", year.hi_wage_base, words, "Correct it.")
    for place, group in enumerate(read.charges):
        if group.category not in CATEGORIES:
            path = f"charges[{place}].category"
            reader.problem(path, group.category, f"one of {', '.join(CATEGORIES)}", "Correct it.")
    if not read.years:
        reader.problem("years", "no year", "at least one year", "Write them.")
