"""The family maximum and what each member gets under it: POMS GN 01701.210 and .215, 20 CFR 404.1918(f)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.payment import SPOUSE, full_retirement, paid, reduction, widow_factor
from totalis.benefits.pia import (
    DOWN_FROM_YEAR,
    FACTORS,
    by_eligibility,
    by_month,
    raised,
    unraised,
)
from totalis.benefits.record import Kind, Relation, Relative
from totalis.benefits.rounding import CENTS, down, half_up, up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.benefits.figures import Figures
    from totalis.benefits.pia import Increase
    from totalis.benefits.record import Record

PERCENTS = (150, 272, 134, 175)
DISABILITY_PERCENT, DISABILITY_AVERAGE = 150, 85
LIFE = {Relation.SPOUSE: 50, Relation.CHILD: 50}
DEATH = {Relation.CHILD: 75, Relation.MOTHER_FATHER: 75, Relation.WIDOW: 100}


class Maximum(msgspec.Struct, frozen=True):
    """The most that a family gets on one record; money in cents."""

    raw_pia: int
    at_eligibility: int
    amount: int


class Share(msgspec.Struct, frozen=True):
    """What one member gets; money in cents."""

    relative: Relative
    full: int
    within: int
    """After the family maximum."""
    payable: int


def family_maximum(
    record: Record, figures: Figures, pia: int, steps: tuple[Increase, ...]
) -> Maximum:
    """The maximum on a PIA of the benefit month, in cents."""
    year = record.stop_year
    raw = unraised(pia, steps)
    if record.kind is Kind.DISABILITY:
        first = _of_disability(raw, figures.bends(year), year)
    else:
        first = by_eligibility(year)(_in_parts(raw, figures.family_bends(year)), CENTS)
    amount = (first, *raised(first, steps))[-1]
    return Maximum(raw, first, max(amount, pia) if record.kind is Kind.DISABILITY else amount)


def _in_parts(raw: int, bends: tuple[int, ...]) -> int:
    """The four parts of the raw PIA times their percents, in hundredths of a cent."""
    edges = (0, *bends)
    total = 0
    for place, percent in enumerate(PERCENTS):
        upper = edges[place + 1] if place + 1 < len(edges) else raw
        total += percent * max(min(raw, upper) - edges[place], 0)
    return total


def _of_disability(raw: int, bends: tuple[int, ...], year: int) -> int:
    turn = by_eligibility(year)
    half_more = turn(DISABILITY_PERCENT * raw, 100)
    of_average = turn(DISABILITY_AVERAGE * average_for(raw, bends, year), 100)
    return min(half_more, max(of_average, raw))


def average_for(raw: int, bends: tuple[int, ...], year: int) -> int:
    """The average earnings, in cents on a whole dollar, that would give a PIA at eligibility."""
    first, second, third = FACTORS
    lower, upper = bends
    hundredfold = 100 * raw
    offset = 0
    factor = first
    if hundredfold >= first * lower:
        offset, factor = (first - second) * lower, second
        if hundredfold >= offset + second * upper:
            offset, factor = offset + (second - third) * upper, third
    turn = up if year >= DOWN_FROM_YEAR else down
    return turn(hundredfold - offset, factor, to=CENTS)


def shares(
    record: Record, figures: Figures, *, pia: int, maximum: int, members: Sequence[Relative]
) -> tuple[Share, ...]:
    """What each member gets on a PIA, cut in proportion where the maximum is passed.

    Args:
        record: The worker.
        figures: Yearly figures.
        pia: In cents.
        maximum: In cents; the worker's own PIA comes out of it while the worker lives.
        members: In any order; the answer has theirs.
    """
    percents = LIFE if record.death is None else DEATH
    turn = by_month(record.benefit)
    full = [turn(percents[member.relation] * pia, 100) for member in members]
    room = maximum - pia if record.death is None else maximum
    total = sum(full)
    within = full if total <= room else [turn(one * max(room, 0), total) for one in full]
    return tuple(
        Share(member, whole, part, paid(part, factor_of(record, figures, member), record.benefit))
        for member, whole, part in zip(members, full, within, strict=True)
    )


def factor_of(record: Record, figures: Figures, member: Relative) -> Fraction:
    """A spouse's reduction for age, unless a child is in care; a widow's or widower's; others have none."""
    if member.birth is None or member.child_in_care:
        return Fraction(1)
    start = record.claim if member.claim is None else member.claim
    if member.relation is Relation.WIDOW:
        return widow_factor(member.birth, start, figures)
    if member.relation is not Relation.SPOUSE:
        return Fraction(1)
    early = full_retirement(member.birth, figures) - start
    return 1 - reduction(max(early, 0), SPOUSE)


def combined_maximum(benefits: Sequence[int], maximum: int) -> tuple[int, ...]:
    """Totalized and regular benefits on one record, in cents, brought under the regular maximum.

    Each gets its share of the total, in percent with one decimal, of the maximum: POMS GN 01701.215 D.
    """
    total = sum(benefits)
    if total <= maximum:
        return tuple(benefits)
    return tuple(down(half_up(1000 * one, total) * maximum, 1000) for one in benefits)
