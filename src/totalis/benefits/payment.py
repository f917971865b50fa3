"""From the PIA to what is paid: age reduction and delayed credits as fractions, the month's benefit, the lump sum."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import MONTHS, eve, first_month_throughout, month_attained
from totalis.benefits.pia import DOWN_FROM
from totalis.benefits.record import AGE_62, AGE_70, Kind
from totalis.benefits.rounding import DOLLAR, down, up

if TYPE_CHECKING:
    from datetime import date

    from totalis.benefits.figures import Figures
    from totalis.benefits.record import Record

LUMP_SUM = 25_500
FIRST_MONTHS = 36
WORKER = Fraction(5, 900)
SPOUSE = Fraction(25, 3600)
BEYOND = Fraction(5, 1200)
WIDOW_MOST = Fraction(285, 1000)
AGE_60 = 60


class Factor(msgspec.Struct, frozen=True):
    """What is paid of the PIA, and how many months before (negative) or after full retirement age that rests on."""

    months: int
    value: Fraction


def first_claim(birth: date) -> int:
    """The first month of an old-age benefit: the first throughout which the worker is 62."""
    return first_month_throughout(birth, MONTHS * AGE_62)


def full_retirement(birth: date, figures: Figures) -> int:
    """The month in which full retirement age is attained."""
    return month_attained(birth, figures.full_age(eve(birth).year))


@cache
def reduction(months: int, first: Fraction) -> Fraction:
    """What a benefit loses for months before full retirement age.

    Args:
        months: How many.
        first: A month of the first 36.
    """
    return first * min(months, FIRST_MONTHS) + BEYOND * max(months - FIRST_MONTHS, 0)


def widow_factor(birth: date, start: int, figures: Figures) -> Fraction:
    """What a widow or widower is paid of the PIA: 28.5 percent less at 60, in equal steps up to full retirement age.

    Args:
        birth: The widow's or widower's.
        start: The first month of the benefit; months before 60 (disability) lower it no further.
        figures: Yearly figures.
    """
    age = figures.widow_full_age(eve(birth).year)
    if not age:
        return Fraction(1)
    possible = age - MONTHS * AGE_60
    early = min(max(month_attained(birth, age) - start, 0), possible)
    return 1 - WIDOW_MOST * Fraction(early, possible)


def retirement_factor(record: Record, figures: Figures) -> Factor:
    """The worker's own factor; 1 for disability and survivors.

    Credits of a year are paid from its next January, and at once from age 70.
    """
    if record.kind is not Kind.OLD_AGE:
        return Factor(0, Fraction(1))
    full = full_retirement(record.birth, figures)
    early = full - record.claim
    if early > 0:
        return Factor(-early, 1 - reduction(early, WORKER))
    seventy = month_attained(record.birth, MONTHS * AGE_70)
    until = min(record.claim, seventy)
    if record.benefit < seventy:
        until = min(until, record.benefit // MONTHS * MONTHS)
    late = max(until - full, 0)
    return Factor(late, _raised(figures.delayed(record.birth_year), late))


@cache
def _raised(yearly: int, months: int) -> Fraction:
    """One and the delayed credits of so many months, at so many thousandths a year."""
    return 1 + Fraction(yearly, 1000 * MONTHS) * months


def paid(pia: int, factor: Fraction, month: int) -> int:
    """What is paid for a month, in cents: on the dime, then cut to the dollar."""
    top, bottom = pia * factor.numerator, factor.denominator
    if month < DOWN_FROM:
        return up(top, bottom)
    return down(down(top, bottom), to=DOLLAR)


def lump_sum(pro_rata: int) -> int:
    """The lump-sum death payment, in cents: the lesser of three times the PIA and 255 dollars."""
    return min(3 * pro_rata, LUMP_SUM)
