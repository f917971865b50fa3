"""The smallest coin of each currency, and sharing an amount out without losing one.

Interface: `coin_units(code)`, `coin(code)`, `rounded(amount, code)`, `units_until(...)`.

Amounts of different currencies are never added here, and nothing converts one into another. The codes
themselves are `totalis.tables.codes.CURRENCIES`; how many decimals a currency has is that of OpenJDK 17.0.15
(`Currency.getDefaultFractionDigits`), read on 2026-11-22.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

PLACES = 4
"""Decimals that an amount may have in a table."""
UNIT = 10_000
"""Amounts in frames are whole numbers of one ten-thousandth of the currency."""

_WORDS = "ADP BEF BIF BYB BYR CLP DJF ESP GNF GRD ISK ITL JPY KMF KRW LUF MGF PTE PYG ROL RWF TPE TRL UGX UYI VND VUV XAF XOF XPF"
WITHOUT_COINS = frozenset(_WORDS.split())
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
FOUR_PLACES = frozenset({"CLF"})


def coin_units(code: str) -> int:
    """The smallest coin in ten-thousandths: 100 for the cent, 10000 where there are none."""
    if code in WITHOUT_COINS:
        return UNIT
    if code in FOUR_PLACES:
        return 1
    return UNIT // 1000 if code in THOUSANDTHS else UNIT // 100


def coin(code: str) -> Decimal:
    """The smallest coin: 0.01 for EUR, 1 for JPY, 0.001 for KWD."""
    return Decimal(coin_units(code)) / UNIT


def rounded(amount: Decimal, code: str) -> Decimal:
    """An amount rounded half up to the smallest coin of its currency."""
    return amount.quantize(coin(code).normalize(), rounding=ROUND_HALF_UP)


def units_until(amount: int, *, coin_size: int, days: int, of: int) -> int:
    """Ten-thousandths of an amount that fall to the first `days` of a period of `of` days.

    Whole coins, rounded half up by size, so that a reversal is shared out exactly like what it reverses;
    the last day takes what is smaller than a coin. The share of days a..b is the difference of two
    calls, and therefore the shares of a line add up to the line.
    """
    size = abs(amount)
    coins, rest = divmod(size, coin_size)
    each, left = divmod(coins, of)
    shared = (each * days + (2 * left * days + of) // (2 * of)) * coin_size
    whole = shared + (rest if days == of else 0)
    return whole if amount >= 0 else -whole
