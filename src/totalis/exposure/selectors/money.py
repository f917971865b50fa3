"""Amounts as they are kept, and as people read them: whole ten-thousandths of a currency, never added across currencies.

Interface: `units_of(Decimal)`, `amount_of(units)`, `said(units, currency)`.
"""

from __future__ import annotations

from decimal import Decimal

from totalis.earnings.money_currency import PLACES, UNIT, coin
from totalis.kernel.errors import InputError, Problem

MOST = 10**12


def units_of(amount: Decimal | None, path: str = "amount") -> int | None:
    """An amount in ten-thousandths; None stays None.

    Raises:
        InputError: it has more than four decimals, or more than twelve digits before them.
    """
    if amount is None:
        return None
    units = amount * UNIT
    if units != units.to_integral_value() or abs(amount) >= MOST:
        expected = f"at most {PLACES} decimals and twelve digits before them"
        raise InputError([Problem(path, f"{amount:f}", expected, "Write the amount as charged.")])
    return int(units)


def amount_of(units: int | None) -> Decimal | None:
    """The amount of so many ten-thousandths."""
    return None if units is None else Decimal(units) / UNIT


def plain(units: int | None, currency: str) -> str:
    """Exact, with a point and without separators, for a file: `1234.50`."""
    amount = amount_of(units)
    if amount is None:
        return ""
    smallest = coin(currency) if currency else Decimal("0.01")
    places = max(-int(smallest.normalize().as_tuple().exponent), 0)
    own = max(-int(amount.normalize().as_tuple().exponent), 0)
    return f"{amount:.{max(places, own)}f}"


def said(units: int | None, currency: str) -> str:
    """As a person reads it: `1,234.50 EUR`; `none` where there is none."""
    exact = plain(units, currency)
    if not exact:
        return "none"
    whole, _, coins = exact.partition(".")
    grouped = f"{int(whole):,}" if whole not in ("-0", "") else whole
    return f"{grouped}{'.' + coins if coins else ''} {currency}".strip()
