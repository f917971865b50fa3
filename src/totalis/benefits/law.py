"""The law of benefits as data: yearly figures, crediting by country, the rule behind each step; strictly read.

Interface::

    figures_law().series["cost_of_living"].values[2025]  # (Decimal("2.8"),)
    crediting_law().rule("IT").per_quarter  # Decimal("13")
    rules_law().rule("pro_rata_pia").citation

A key that is not known, a source that is not there, a gap in a series is a `LawError` with the line.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import totalis.lawbook
from totalis.lawbook.model import Model, Remark, Source
from totalis.lawbook.parameters_reading import ByYear, read_law

if TYPE_CHECKING:
    from totalis.lawbook.structure import StructureReader

FOLDER = Path(totalis.lawbook.__file__).resolve().parent / "benefits"
UNITS = ("day", "week", "month", "trimester", "quarter", "year")
STEPPED = ("full_retirement_age", "widow_full_age", "delayed_credit")
"""Series that give a value from a year on, with gaps between."""


class Span(Model, frozen=True, kw_only=True):
    """Years whose values come from the same sources."""

    first: int
    last: int
    source: tuple[str, ...]


class Series(Model, frozen=True, kw_only=True):
    """One or more numbers a year."""

    name: str
    says: str
    unit: str
    published: str
    spans: tuple[Span, ...]
    values: ByYear


class SingleSource(Model, frozen=True, kw_only=True):
    """From this year on a series rests on one source, or on a formula over one."""

    series: str
    first: int
    source: tuple[str, ...]


class FiguresLaw(Model, frozen=True, kw_only=True):
    """The file of yearly figures."""

    key: str
    country: str
    currency: str
    says: str
    sources: dict[str, Source]
    series: dict[str, Series]
    conflicts: tuple[Remark, ...] = ()
    single_source: tuple[SingleSource, ...] = ()


class CreditRule(Model, frozen=True, kw_only=True):
    """How one country's periods become quarters."""

    unit: str
    per_quarter: Decimal
    by: str
    """`period` | `calendar_year`"""
    dated: bool
    remainder: str
    """`counted` | `silent`"""
    citation: str
    source: tuple[str, ...]
    special: str = ""
    first_year: int = 0
    """Nothing before it counts; where it is not given the year of the whole file holds."""


class CountryRule(CreditRule, frozen=True, kw_only=True):
    """A rule that was read for a country."""

    key: str


class Unread(Model, frozen=True, kw_only=True):
    """Countries with an agreement whose section on crediting was not read."""

    countries: tuple[str, ...]
    says: str
    source: tuple[str, ...]
    rules: dict[str, CountryRule]
    """What is supposed instead of the default, where at least the unit was read."""


class CreditingLaw(Model, frozen=True, kw_only=True):
    """The file of crediting."""

    key: str
    says: str
    sources: dict[str, Source]
    first_year: int
    default: CreditRule
    countries: dict[str, CountryRule]
    unknown: Unread

    def rule(self, country: str) -> CreditRule:
        """The rule of a country; what is supposed where none was read."""
        return self.countries.get(country) or self.unknown.rules.get(country) or self.default

    def known(self, country: str) -> bool:
        """Whether the country's own section was read."""
        return country in self.countries


class StepRule(Model, frozen=True, kw_only=True):
    """What a step does, in words, and where that stands."""

    name: str
    says: str
    citation: str
    mark: str
    """`text` (seen), `calculator` (SSA's own program), `recalled` (no text found)"""
    source: tuple[str, ...]


class RulesLaw(Model, frozen=True, kw_only=True):
    """The file of steps and assumptions."""

    key: str
    says: str
    sources: dict[str, Source]
    statement: str
    steps: dict[str, StepRule]
    assumptions: dict[str, StepRule]


@cache
def figures_law() -> FiguresLaw:
    """The yearly figures.

    Raises:
        LawError: the file does not read.
    """
    return read_figures((FOLDER / "figures.yaml").read_bytes(), "figures.yaml")


def read_figures(data: bytes | str, name: str) -> FiguresLaw:
    """Read a file of figures.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, FiguresLaw, "totalis/law/benefits/figures/1", _figures)


@cache
def crediting_law() -> CreditingLaw:
    """Crediting by country.

    Raises:
        LawError: the file does not read.
    """
    return read_crediting((FOLDER / "crediting.yaml").read_bytes(), "crediting.yaml")


def read_crediting(data: bytes | str, name: str) -> CreditingLaw:
    """Read a file of crediting.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, CreditingLaw, "totalis/law/benefits/crediting/1", _crediting)


@cache
def rules_law() -> RulesLaw:
    """What each step does.

    Raises:
        LawError: the file does not read.
    """
    return read_rules((FOLDER / "rules.yaml").read_bytes(), "rules.yaml")


def read_rules(data: bytes | str, name: str) -> RulesLaw:
    """Read a file of rules.

    Raises:
        LawError: with every problem of the file.
    """
    return read_law(data, name, RulesLaw, "totalis/law/benefits/rules/1", _rules)


def _figures(reader: StructureReader, read: FiguresLaw) -> None:
    """A series has no gap, and every value lies in one span of sources."""
    for name, series in read.series.items():
        years = sorted(series.values)
        path = f"series.{name}.values"
        for before, after in pairwise(years):
            if after != before + 1 and name not in STEPPED:
                reader.problem(path, f"{before}, then {after}", "every year", "Add the year.")
        for year in years:
            held = sum(span.first <= year <= span.last for span in series.spans)
            if held != 1:
                reader.problem(f"{path}.{year}", f"{held} spans", "one span", "Correct `spans`.")


def _crediting(reader: StructureReader, read: CreditingLaw) -> None:
    """Units, ways of counting and remainders are known words."""
    rules = {"default": read.default} | {f"countries.{key}": r for key, r in read.countries.items()}
    rules |= {f"unknown.rules.{key}": rule for key, rule in read.unknown.rules.items()}
    for path, rule in rules.items():
        _word(reader, f"{path}.unit", rule.unit, UNITS)
        _word(reader, f"{path}.by", rule.by, ("period", "calendar_year"))
        _word(reader, f"{path}.remainder", rule.remainder, ("counted", "silent"))
    for place, country in enumerate(read.unknown.countries):
        if country in read.countries:
            path = f"unknown.countries[{place}]"
            reader.problem(path, country, "a country without a rule", "Remove one of the two.")
    for country in read.unknown.rules:
        if country not in read.unknown.countries:
            expected = "one of `unknown.countries`"
            reader.problem(f"unknown.rules.{country}", country, expected, "Correct it.")


def _rules(reader: StructureReader, read: RulesLaw) -> None:
    """Marks of certainty are known words."""
    for group, rules in (("steps", read.steps), ("assumptions", read.assumptions)):
        for name, rule in rules.items():
            _word(reader, f"{group}.{name}.mark", rule.mark, ("text", "calculator", "recalled"))


def _word(reader: StructureReader, path: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        reader.problem(path, word, f"one of {', '.join(words)}", "Use one of these words.")
