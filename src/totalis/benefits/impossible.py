"""Records that cannot be: earnings above any cap, quarters that earnings do not give, days out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.benefits.days import (
    QUARTERS,
    eve,
    month_of,
    month_text,
    quarter_of_month,
    quarter_text,
)
from totalis.benefits.figures import Figures
from totalis.benefits.impossible_family import family_problems, pension_problems
from totalis.benefits.impossible_units import unit_problems
from totalis.benefits.payment import first_claim, full_retirement
from totalis.benefits.record import MOST, PLACED_FROM, Kind
from totalis.benefits.rounding import dollars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from totalis.benefits.record import Record
    from totalis.kernel.reading import Document

    Wrong = Callable[[str, str, str, str], None]


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
        family_problems(record, self._wrong)
        pension_problems(record, self._wrong)

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
        passed = {
            "birth_date": record.birth,
            "death_date": record.death,
            "onset_date": record.onset,
        }
        for path, day in passed.items():
            if as_of is not None and day is not None and day > as_of:
                self._wrong(path, f"{day}, in the future", f"a day up to {as_of}")

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
            unit_problems(period, path, self._wrong)
        numbered = sorted(enumerate(record.foreign), key=lambda item: (item[1].country, item[1]))
        latest: dict[str, tuple[int, date]] = {}
        for place, period in numbered:
            before = latest.get(period.country)
            if before is not None and period.start <= before[1]:
                path = f"foreign_coverage[{place}].start"
                found = (
                    f"{period.start} to {period.end}, which overlaps foreign_coverage[{before[0]}]"
                )
                self._wrong(path, found, f"a start after {before[1]}", "Give each day once.")
            if before is None or period.end > before[1]:
                latest[period.country] = (place, period.end)
