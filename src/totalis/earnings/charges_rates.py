"""Months and rates: was there such a line, and did it have this rate then?

A printed rate, or amount over base, that the line did not have in that month lowers the answer to
unclear. A rate that the catalogue does not know is no mismatch.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from totalis.earnings.charges_payers import bears

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.earnings.charges_lines import ChargeLine
    from totalis.earnings.charges_match import Match
    from totalis.lawbook.charges.model import Charge, Rate, Share

HUNDRED = Decimal(100)
CENT = Decimal("0.01")
Period = tuple[date, date]


def period_of(line: ChargeLine) -> Period | None:
    """First and last day of a line; one day where only one is written."""
    start, end = line.period_start or line.period_end, line.period_end or line.period_start
    return None if start is None or end is None else (start, end)


def alive(charge: Charge, match: Match, period: Period | None) -> tuple[Share, ...]:
    """The shares of a charge that a line may be, in its months; empty where there is none."""
    shares = [one for one in charge.shares if bears(one.payer, match.payer, match.status)]
    if period is None:
        return tuple(shares)
    return tuple(one for one in shares if charge.meets(*period) and one.meets(*period))


def rates_had(charge: Charge, shares: Iterable[Share], period: Period | None) -> list[Decimal]:
    """Every rate that the shares of a charge had on some day of the period, lowest first."""
    found: set[Decimal] = set()
    for share in shares:
        for rate in _of(charge, share, period):
            found.update(rate.percent)
    return sorted(found)


def rates_are_all(charge: Charge, shares: tuple[Share, ...], period: Period | None) -> bool:
    """Whether the catalogue knows every rate of these shares for the whole period."""
    if period is None or not shares:
        return False
    for share in shares:
        known = _of(charge, share, period)
        if not known or not all(rate.exhaustive for rate in known):
            return False
        if not all(any(rate.meets(day, day) for rate in known) for day in period):
            return False
    return True


def _of(charge: Charge, share: Share, period: Period | None) -> list[Rate]:
    return [
        rate
        for rate in charge.rates
        if rate.payer in (None, share.payer) and (period is None or rate.meets(*period))
    ]


def fits(amount: Decimal, base: Decimal, percent: Decimal, unit: Decimal = CENT) -> bool:
    """Whether an amount is a percentage of a base, rounded to a unit in whatever direction of ties."""
    if amount % unit:
        return False
    return abs(abs(base) * percent / HUNDRED - abs(amount)) <= unit / 2


def near(amount: Decimal, base: Decimal, percent: Decimal) -> bool:
    """Whether amount over base is a rate, to a cent or to the digits in which the rate is written."""
    if abs(abs(base) * percent / HUNDRED - abs(amount)) <= CENT:
        return True
    digits = min(CENT, Decimal(1).scaleb(int(percent.as_tuple().exponent)))
    return (abs(amount) * HUNDRED / abs(base)).quantize(digits, ROUND_HALF_UP) == percent


def rate_text(rates: Iterable[Decimal]) -> str:
    """Rates for a person: `0.40 % or 1.90 %`."""
    return " or ".join(f"{rate} %" for rate in rates)
