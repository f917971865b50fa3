"""Records that cannot be: earnings above any cap, quarters that earnings do not give, days out of order."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from totalis.benefits.days import (
    MONTHS,
    QUARTERS,
    eve,
    month_of,
    month_text,
    quarter_of_month,
    quarter_text,
)
from totalis.benefits.figures import Figures
from totalis.benefits.law import crediting_law
from totalis.benefits.payment import first_claim, full_retirement
from totalis.benefits.record import MOST, PLACED_FROM, Kind, Relation
from totalis.benefits.rounding import dollars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from totalis.benefits.record import Period, Record
    from totalis.kernel.reading import Document

    Wrong = Callable[[str, str, str, str], None]

_LIVING = (Relation.SPOUSE, Relation.CHILD)
_LEFT = (Relation.WIDOW, Relation.CHILD, Relation.MOTHER_FATHER)


def derived_quarters(
    earnings: Mapping[int, int],
    given: Mapping[int, int],
    placed: Sequence[int],
    figures: Figures,
    wrong: Wrong,
) -> dict[int, int]:
    """US quarters a year: by amount from 1978, before that as the record says.

    Args:
        earnings: Cents a year.
        given: Quarters a year, as certified.
        placed: Calendar quarters before 1978.
        figures: Yearly figures.
        wrong: Takes each problem: path, found, expected, remedy.

    Raises:
        InputError: a figure of a year is not published.
    """
    result = {}
    own: dict[int, int] = {}
    for quarter in set(placed):
        year = quarter // QUARTERS
        own[year] = own.get(year, 0) + 1
        if year >= PLACED_FROM:
            words = f"quarters before {PLACED_FROM}"
            wrong("us_quarters_placed", quarter_text(quarter), words, "Leave it out.")
    for year in sorted({*earnings, *given, *own}):
        cents = earnings.get(year, 0)
        if year >= PLACED_FROM:
            result[year] = _by_amount(year, cents, given.get(year), figures, wrong)
        else:
            result[year] = _as_recorded(year, cents, given.get(year), own.get(year), figures, wrong)
        if cents > figures.base(year):
            most = f"at most {dollars(figures.base(year)):,}, the base of {year}"
            remedy = "Only covered earnings up to the year's base count; correct the year."
            wrong(f"us_earnings.{year}", f"{dollars(cents):,}", most, remedy)
    return result


def _by_amount(year: int, cents: int, given: int | None, figures: Figures, wrong: Wrong) -> int:
    derived = min(MOST, cents // figures.quarter(year))
    if given is None:
        return derived
    if given > derived:
        expected = f"at most {derived}, which earnings of {dollars(cents):,} give"
        remedy = "Correct the earnings or the quarters of that year."
        wrong(f"us_quarters.{year}", str(given), expected, remedy)
    return given


def _as_recorded(
    year: int, cents: int, given: int | None, own: int | None, figures: Figures, wrong: Wrong
) -> int:
    if given is not None and own is not None and given != own:
        wrong(f"us_quarters.{year}", str(given), f"{own}, as many as are placed", "Correct one.")
    count = own if given is None else given
    if count is None and cents == figures.base(year):
        return MOST
    if count is None:
        expected = f"0 to 4 quarters, for earnings before {PLACED_FROM}"
        remedy = (
            "Before 1978 annual earnings do not tell the quarters; take them from SSA's record."
        )
        wrong(f"us_quarters.{year}", "nothing", expected, remedy)
        return 0
    if count and not cents:
        remedy = "Add what was earned in that year."
        wrong(f"us_earnings.{year}", "nothing", f"earnings, for {count} quarters", remedy)
    return count


class Checks:
    """What a whole record must hold.

    Args:
        document: The record as it was written, for lines.
        problems: Where problems are added.
    """

    def __init__(self, document: Document, problems: list[Any]) -> None:
        self._document = document
        self._problems = problems

    def record(self, record: Record, as_of: date | None) -> None:
        """Note everything that cannot be."""
        self._events(record, as_of)
        self._claim(record)
        self._years(record)
        self._periods(record)
        self._family(record)

    def _wrong(self, path: str, found: str, expected: str, remedy: str = "Correct it.") -> None:
        self._problems.append(
            self._document.problem(path, found=found, expected=expected, remedy=remedy)
        )

    def _events(self, record: Record, as_of: date | None) -> None:
        kinds = {
            "onset_date": (record.onset, Kind.DISABILITY),
            "death_date": (record.death, Kind.SURVIVORS),
        }
        for path, (day, kind) in kinds.items():
            if day is None and record.kind is kind:
                self._wrong(path, "nothing", f"a day, for a claim of {kind.value}", "Add it.")
            if day is not None and record.kind is not kind:
                self._wrong(
                    path, day.isoformat(), f"nothing, unless `kind` is {kind.value}", "Remove it."
                )
            if day is not None and day <= record.birth:
                self._wrong(path, day.isoformat(), f"a day after the birth on {record.birth}")
        if as_of is not None and record.death is not None and record.death > as_of:
            self._wrong("death_date", f"{record.death}, in the future", f"a day up to {as_of}")
        if as_of is not None and record.birth > as_of:
            self._wrong("birth_date", f"{record.birth}, in the future", f"a day up to {as_of}")

    def _claim(self, record: Record) -> None:
        found = month_text(record.claim)
        if record.kind is Kind.OLD_AGE and record.claim < first_claim(record.birth):
            first = month_text(first_claim(record.birth))
            words = f"{first} or later, the first month throughout which the worker is 62"
            self._wrong("claim_month", found, words, "Claim from that month on.")
        for day in (record.onset, record.death):
            if day is not None and record.claim < month_of(day):
                self._wrong("claim_month", found, f"{month_text(month_of(day))} or later")
        if record.onset is not None and record.onset > record.birth:
            full = full_retirement(record.birth, Figures())
            if record.claim >= full:
                words = (
                    f"before {month_text(full)}, full retirement age; then it is an old-age claim"
                )
                self._wrong("claim_month", found, words, "Write `kind: old_age`.")
        if record.benefit < record.claim:
            self._wrong("benefit_month", month_text(record.benefit), f"{found} or later")

    def _years(self, record: Record) -> None:
        last = None if record.death is None else record.death.year
        for name, years in (("us_earnings", record.earnings), ("us_quarters", record.quarters)):
            for year, value in sorted(years.items()):
                if value and year <= eve(record.birth).year:
                    self._wrong(f"{name}.{year}", str(year), f"a year after {record.birth.year}")
                if value and last is not None and year > last:
                    self._wrong(f"{name}.{year}", str(year), f"no year after {last}, of the death")
        for quarter in sorted(record.placed):
            if quarter > quarter_of_month(record.claim):
                self._wrong(
                    "us_quarters_placed", quarter_text(quarter), "a quarter up to the claim"
                )

    def _periods(self, record: Record) -> None:
        for place, period in enumerate(record.foreign):
            path = f"foreign_coverage[{place}]"
            if period.end < period.start:
                self._wrong(f"{path}.end", str(period.end), f"{period.start} or later")
            if period.start < record.birth:
                self._wrong(
                    f"{path}.start", str(period.start), f"a day after the birth on {record.birth}"
                )
            if record.death is not None and period.end > record.death:
                self._wrong(
                    f"{path}.end", str(period.end), f"a day up to the death on {record.death}"
                )
            self._units(path, period)
        numbered = sorted(enumerate(record.foreign), key=lambda item: (item[1].country, item[1]))
        for (one, before), (two, after) in pairwise(numbered):
            if before.country == after.country and after.start <= before.end:
                found = f"{after.start} to {after.end}, which overlaps foreign_coverage[{one}]"
                expected = f"a start after {before.end}"
                self._wrong(
                    f"foreign_coverage[{two}].start", found, expected, "Give each day once."
                )

    def _units(self, path: str, period: Period) -> None:
        rule = crediting_law().rule(period.country)
        if period.units is not None and period.units_by_year:
            self._wrong(f"{path}.units", str(period.units), "units, or units by year, not both")
        many = period.start.year != period.end.year
        if period.units is not None and many and rule.by == "calendar_year":
            found = f"{period.units} {rule.unit}s for {period.start.year} to {period.end.year}"
            expected = "`units_by_year`: this country's periods are converted year by year"
            self._wrong(f"{path}.units", found, expected, "Write the units of each year.")
        for year in period.units_by_year:
            if not period.start.year <= year <= period.end.year:
                words = f"a year from {period.start.year} to {period.end.year}"
                self._wrong(f"{path}.units_by_year.{year}", str(year), words)

    def _family(self, record: Record) -> None:
        allowed = _LIVING if record.death is None else _LEFT
        words = ", ".join(item.value for item in allowed)
        for place, member in enumerate(record.family):
            path = f"family[{place}]"
            if member.relation not in allowed:
                self._wrong(f"{path}.relation", member.relation.value, f"one of {words} here")
            if member.claim is not None and member.claim < record.claim:
                found = month_text(member.claim)
                self._wrong(f"{path}.claim_month", found, f"{month_text(record.claim)} or later")
            if member.birth is not None and month_of(member.birth) > record.benefit + MONTHS:
                self._wrong(f"{path}.birth_date", str(member.birth), "a day that has come")
