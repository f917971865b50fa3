"""What a month without a certificate costs in the United States, where it exempts there and the pay is known in dollars."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from totalis.earnings.money_currency import rounded
from totalis.earnings.money_us import DOLLAR, self_employment_cost, wages_cost
from totalis.kernel.errors import InputError, NotFoundError

MONTHS = 12
CENTS = 100
MOST = Decimal(10) ** 12
HOME = "US"


def cents_of(amount: Decimal | None) -> int | None:
    """An amount in hundredths; None where there is none, or where it is too large to be a pay."""
    if amount is None or abs(amount) >= MOST:
        return None
    return int(rounded(amount, DOLLAR) * CENTS)


def us_risk(
    pay: Decimal | None, currency: str, *, exempt_in: str, kind: str, year: int
) -> int | None:
    """Both US shares of a month in cents, a twelfth of the year's; None where that is not known.

    Only work that another country covers can cost US contributions twice. The wage base is the year's, so the twelfth
    is right over a whole year and not in each month.
    """
    known = pay is not None and 0 < pay < MOST and currency == DOLLAR
    if not known or exempt_in != HOME or pay is None:
        return None
    return _month(pay, kind, year)


@lru_cache(maxsize=4096)
def _month(pay: Decimal, kind: str, year: int) -> int | None:
    try:
        if kind == "self_employment":
            cost = self_employment_cost(pay * MONTHS, year=year)
        elif kind == "employment":
            cost = wages_cost(pay * MONTHS, year=year)
        else:
            return None
    except (
        InputError,
        NotFoundError,
    ):  # a year whose parameters are not published, a pay below nothing
        return None
    return cents_of(cost.total / MONTHS)
