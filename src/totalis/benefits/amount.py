"""The totalized amount: theoretical PIA, its pro rata part, the PIA that caps it, recomputation for later earnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import MONTHS
from totalis.benefits.pia import (
    FIRST_ELIGIBLE,
    Increase,
    Ordinary,
    Years,
    by_month,
    increases,
    ordinary,
    raised,
    years_of,
)
from totalis.benefits.position import Position, position, theoretical
from totalis.benefits.record import MOST
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from totalis.benefits.figures import Figures
    from totalis.benefits.record import Record


class Computation(msgspec.Struct, frozen=True):
    """One computation or recomputation; money in cents."""

    last: int
    known: int
    position: Position
    earnings: dict[int, int]
    theory: Ordinary
    pro_rata: int
    """Before the cap."""
    regular: Ordinary
    """On the US earnings alone, as if insured without totalization."""
    capped: int
    """Never above the regular amount."""


class Amount(msgspec.Struct, frozen=True):
    """Every computation, and the one that pays most."""

    years: Years
    steps: tuple[Increase, ...]
    first: Computation
    best: Computation
    other_order: int
    """The pro rata amount of the first month with later increases put on it: the other reading, in cents."""

    @property
    def fraction(self) -> tuple[int, int]:
        """US quarters over four times the computation years."""
        return self.best.position.quarters, MOST * self.years.counted


def amount(record: Record, figures: Figures) -> Amount | None:
    """The amount of a record; None where no year with a US quarter counts.

    Raises:
        InputError: first eligible before 1979, or a figure is not published.
    """
    if record.stop_year < FIRST_ELIGIBLE:
        raise _before_1979(record)
    years = years_of(record)
    steps = increases(figures, eligible=record.stop_year, benefit=record.benefit)
    runs = [(record.last_year, record.wages_known)]
    if record.death is None:
        later = range(record.claim_year, record.benefit // MONTHS)
        runs += [(year, year - 1) for year in later if record.quarters.get(year)]
    found = [_compute(record, figures, last, known, years, steps) for last, known in runs]
    done = [item for item in found if item is not None]
    if not done:
        return None
    best = max(done, key=lambda item: (item.capped if record.cap else item.pro_rata, -item.last))
    return Amount(years, steps, done[0], best, _other_order(record, best, years, steps))


def _compute(
    record: Record,
    figures: Figures,
    last: int,
    known: int,
    years: Years,
    steps: tuple[Increase, ...],
) -> Computation | None:
    found = position(record, figures, last=last, known=known)
    if found is None:
        return None
    earnings = theoretical(record, figures, found=found, known=known)
    theory = ordinary(record, figures, earnings=earnings, last=last, steps=steps)
    share = _share(theory.amount, found, years, record.benefit)
    own = {year: cents for year, cents in record.earnings.items() if year <= last}
    regular = ordinary(record, figures, earnings=own, last=last, steps=steps)
    return Computation(
        last, known, found, earnings, theory, share, regular, min(share, regular.amount)
    )


def _share(cents: int, found: Position, years: Years, month: int) -> int:
    return by_month(month)(cents * found.quarters, MOST * years.counted)


def _other_order(
    record: Record, best: Computation, years: Years, steps: tuple[Increase, ...]
) -> int:
    """Fraction first, at the first month of the benefit; the later increases on top."""
    before = tuple(step for step in steps if step.month <= record.claim)
    theory = (best.theory.at_eligibility, *best.theory.by_increase)[len(before)]
    share = _share(theory, best.position, years, record.claim)
    regular = (best.regular.at_eligibility, *best.regular.by_increase)[len(before)]
    start = min(share, regular) if record.cap else share
    after = raised(start, steps[len(before) :])
    return after[-1] if after else start


def _before_1979(record: Record) -> InputError:
    return InputError(
        [
            Problem(
                "birth_date",
                f"first eligibility in {record.stop_year}",
                f"first eligibility in {FIRST_ELIGIBLE} or later",
                "The average-monthly-wage tables before 1979 are not modelled; ask the agency.",
            )
        ]
    )
