"""Exact rounding on whole numbers: cents, ten-millionths, dimes. No floats anywhere in this room."""

from __future__ import annotations

from decimal import Decimal

CENTS = 100
DIME = 10
DOLLAR = 100


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient; a half goes up. Both are positive, or zero above."""
    return (2 * numerator + denominator) // (2 * denominator)


def down(numerator: int, denominator: int = 1, *, to: int = DIME) -> int:
    """A quotient cut to a multiple of `to`."""
    return numerator // (denominator * to) * to


def up(numerator: int, denominator: int = 1, *, to: int = DIME) -> int:
    """A quotient raised to a multiple of `to`."""
    return -(-numerator // (denominator * to)) * to


def to_cents(amount: Decimal) -> int:
    """Dollars as cents; the amount has at most two decimals."""
    return int(amount * CENTS)


def dollars(cents: int) -> Decimal:
    """Cents as dollars with two decimals."""
    return Decimal(cents).scaleb(-2)


def scaled(number: int, places: int) -> Decimal:
    """A number of units of 10^-places as a decimal."""
    return Decimal(number).scaleb(-places)
