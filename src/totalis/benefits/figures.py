"""The yearly figures ready to compute with: cents and thousandths as whole numbers, what is missing said by name.

`Figures()` knows what is published. `Figures(Projection(...))` goes on from there, on demand: wages and prices grow by the
rates that were given, bases and bend points follow their statutory formulas, and `projected` names every figure used.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import msgspec

from totalis.benefits.law import figures_law
from totalis.benefits.rounding import CENTS, half_up, to_cents
from totalis.kernel.errors import InputError, Problem

HORIZON = 2100
_BASE_YEAR, _BEND_YEAR, _QUARTER_YEAR = 1992, 1977, 1976
_BASE, _OLD_BASE, _QUARTER = 60_600, 45_000, 250
_BENDS = {"pia_bend_points": (180, 1085), "family_bend_points": (230, 332, 433)}
_PERCENT = 100
_PER_MILLE = 10


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody supposes of years that are not published."""

    wage_growth: Decimal
    """Percent a year."""
    cost_of_living: Decimal
    """Percent each December."""


class Figures:
    """One reading of the figures; money in cents, increases in thousandths.

    Args:
        projection: Supposed growth, for years that are not published; None refuses them.
    """

    def __init__(self, projection: Projection | None = None) -> None:
        self.projection = projection
        self.projected: set[str] = set()
        self.weak: set[str] = set()
        tables = _tables()
        self.sure_wages = _certain("average_wage_index")
        """Average wages that need no mark, in cents."""
        self._bases = _certain("benefit_base")
        # A projection adds years to tables of its own.
        self._values = tables if projection is None else {name: {**tables[name]} for name in tables}
        self._spans: dict[tuple[int, int, int], tuple[tuple[int, int, int], ...]] = {}

    def known_to(self, name: str) -> int:
        """The last year of a series that is published here."""
        return _last(name)

    def wage(self, year: int) -> int:
        """The average wage index, in cents."""
        found = self.sure_wages.get(year)
        return self._get("average_wage_index", year)[0] if found is None else found

    def base(self, year: int) -> int:
        """The most that counts in a year, in cents."""
        found = self._bases.get(year)
        return self._get("benefit_base", year)[0] if found is None else found

    def span(self, first: int, stop: int, known: int) -> tuple[tuple[int, int, int], ...]:
        """Year, average wage and base of the years from `first` to before `stop`, kept for the next record.

        Args:
            first: The first year.
            stop: The year after the last.
            known: The latest year whose average wage is available.
        """
        key = first, stop, known
        found = self._spans.get(key)
        if found is None:
            years = range(first, stop)
            found = tuple((year, self.wage(min(year, known)), self.base(year)) for year in years)
            self._spans[key] = found
        return found

    def old_base(self, year: int) -> int:
        """The old-law base, in cents."""
        return self._get("old_law_base", year)[0]

    def quarter(self, year: int) -> int:
        """What gives a quarter of coverage, in cents."""
        found = _certain("quarter_of_coverage").get(year)
        return self._get("quarter_of_coverage", year)[0] if found is None else found

    def bends(self, year: int) -> tuple[int, ...]:
        """Bend points of the primary insurance amount, in cents."""
        return self._get("pia_bend_points", year)

    def family_bends(self, year: int) -> tuple[int, ...]:
        """Bend points of the family maximum, in cents."""
        return self._get("family_bend_points", year)

    def increase(self, year: int) -> int:
        """The cost-of-living increase of a year, in thousandths."""
        return self._get("cost_of_living", year)[0]

    def full_age(self, birth_year: int) -> int:
        """Full retirement age in months."""
        return self._from("full_retirement_age", birth_year)

    def widow_full_age(self, birth_year: int) -> int:
        """The same of widows and widowers; 0 for years of birth before the first one listed."""
        return self._from("widow_full_age", birth_year)

    def delayed(self, birth_year: int) -> int:
        """Credit a year of delay, in thousandths; none before the first year of birth listed."""
        return self._from("delayed_credit", birth_year)

    def _from(self, name: str, year: int) -> int:
        return _step(name, year)

    def _get(self, name: str, year: int) -> tuple[int, ...]:
        values, last = self._values[name], _last(name)
        if year not in values:
            if self.projection is None or not last < year <= HORIZON:
                raise _missing(name, year, last)
            values[year] = self._project(name, year, self.projection)
        if year > last:
            self.projected.add(f"{name}.{year}")
        elif year >= _weak_from(name):
            self.weak.add(f"{name}.{year}")
        return values[year]

    def _project(self, name: str, year: int, supposed: Projection) -> tuple[int, ...]:
        if name == "cost_of_living":
            return (int(supposed.cost_of_living * _PER_MILLE),)
        if name == "average_wage_index":
            growth = to_cents(supposed.wage_growth + _PERCENT)
            return (half_up(self.wage(year - 1) * growth, _PERCENT * CENTS),)
        wage = self.wage(year - 2)
        if name in _BENDS:
            start = self.wage(_BEND_YEAR)
            return tuple(half_up(point * wage, start) * CENTS for point in _BENDS[name])
        if name == "quarter_of_coverage":
            found = half_up(_QUARTER * wage, self.wage(_QUARTER_YEAR) * 10) * 10
        else:
            start = _BASE if name == "benefit_base" else _OLD_BASE
            found = half_up(start * wage, self.wage(_BASE_YEAR) * 300) * 300
        return (max(found * CENTS, self._get(name, year - 1)[0]),)


@cache
def _tables() -> dict[str, dict[int, tuple[int, ...]]]:
    """Every series as whole numbers: cents, thousandths, months."""
    scales = {"percent": _PER_MILLE, "dollars": CENTS}
    return {
        name: {
            year: tuple(int(number * scales.get(series.unit, 1)) for number in numbers)
            for year, numbers in series.values.items()
        }
        for name, series in figures_law().series.items()
    }


@cache
def _last(name: str) -> int:
    """The last year of a series."""
    return max(_tables()[name])


@cache
def _step(name: str, year: int) -> int:
    """The value that holds from the latest year listed on; 0 before the first."""
    values = _tables()[name]
    steps = [first for first in values if first <= year]
    return values[max(steps)][0] if steps else 0


@cache
def _weak_from(name: str) -> int:
    """The year from which a series rests on one source."""
    firsts = (item.first for item in figures_law().single_source if item.series == name)
    return next(firsts, HORIZON)


@cache
def _certain(name: str) -> dict[int, int]:
    """The years of a series that need no mark: published, and in more than one source."""
    years = _tables()[name]
    return {year: row[0] for year, row in years.items() if year < _weak_from(name)}


def _missing(name: str, year: int, last: int) -> InputError:
    words = name.replace("_", " ")
    if year > last:
        remedy = "Ask for an earlier month, or add `projection: {wage_growth: …, cost_of_living: …}` to suppose it."
    else:
        remedy = "The law before that year is not modelled here."
    return InputError(
        [Problem(f"figures.{name}.{year}", "not published here", f"{words} up to {last}", remedy)]
    )
