"""Certified units that a period cannot hold, or that are given in the wrong way for their country."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from totalis.benefits.credits import derived
from totalis.benefits.law import crediting_law

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.benefits.law import CreditRule
    from totalis.benefits.record import Period

    Wrong = Callable[..., None]


def unit_problems(period: Period, path: str, wrong: Wrong) -> None:
    """Note what is wrong with the units of a period.

    Args:
        period: Of one country.
        path: Where it stands in the record.
        wrong: Takes each problem: path, found, expected, remedy.
    """
    rule = crediting_law().rule(period.country)
    if period.units is not None and period.units_by_year:
        wrong(f"{path}.units", str(period.units), "units, or units by year, not both")
    many = period.start.year != period.end.year
    if period.units is not None and many and rule.by == "calendar_year":
        found = f"{period.units} {rule.unit}s for {period.start.year} to {period.end.year}"
        expected = "`units_by_year`: this country's periods are converted year by year"
        wrong(f"{path}.units", found, expected, "Write the units of each year.")
    elif period.units is not None:
        most = _most(period.start, period.end, rule)
        if most is not None and period.units > most:
            _too_many(f"{path}.units", period.units, most, rule, wrong)
    for year, units in period.units_by_year.items():
        if not period.start.year <= year <= period.end.year:
            words = f"a year from {period.start.year} to {period.end.year}"
            wrong(f"{path}.units_by_year.{year}", str(year), words)
            continue
        first, last = max(period.start, date(year, 1, 1)), min(period.end, date(year, 12, 31))
        most = _most(first, last, rule)
        if most is not None and units > most:
            _too_many(f"{path}.units_by_year.{year}", units, most, rule, wrong)


def _most(start: date, end: date, rule: CreditRule) -> int | None:
    """How many units lie in some days; None where a day of insurance may be no day of the calendar.

    Units that are a count a year (French trimesters depend on pay) are held against whole years.
    """
    if rule.unit == "day" or end < start:
        return None
    if not rule.dated or rule.unit == "quarter":
        start, end = date(start.year, 1, 1), date(end.year, 12, 31)
    return derived([(start, end)], rule.unit, touched=True)


def _too_many(path: str, units: object, most: int, rule: CreditRule, wrong: Wrong) -> None:
    words = f"at most {most} {rule.unit}s, which these days hold"
    wrong(path, f"{units} {rule.unit}s", words, "Correct the units or the days.")
