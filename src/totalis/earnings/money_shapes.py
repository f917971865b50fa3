"""The values of money at risk, and the arithmetic of months that both sides share.

Interface: `Pay`, `ForeignRate`, `Contribution`, `Exchange`; `Month`, `Total`, `MoneyAtRisk`; `months_of(start, end)`,
`of_month(amount, currency, first, last)`, `days_of(...)`, `converted(amount, have, want, exchange)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from totalis.earnings.money_currency import UNIT, coin_units, rounded, units_until
from totalis.earnings.money_us import NOTHING, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

Basis = Literal["rates", "contributions", "law", "unknown"]
"""On what the foreign side of a month rests: rates that were given, what was charged, rates of the lawbook, nothing."""


class Pay(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker earns in a full month."""

    amount: Decimal
    currency: str
    self_employed: bool = False
    us_wages_before: Decimal = NOTHING
    """US wages of the first year, paid by the same employer before the start; they use up the wage base."""


class ForeignRate(msgspec.Struct, frozen=True, kw_only=True):
    """One foreign charge as a rate, with the ceiling of its monthly base and where it stands."""

    name: str
    payer: str
    percent: Decimal
    source: str
    ceiling: Decimal | None = None


class Contribution(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign contribution that was really charged; only covered ones belong here."""

    period_start: date
    period_end: date
    amount: Decimal
    currency: str
    payer: str = ""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of `have` in `want`, as a source gives it."""

    have: str
    want: str
    rate: Decimal
    source: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One charge of one payer in one month, computed from the lawbook."""

    charge: str
    name: str
    payer: str
    percent: Decimal
    base: Decimal
    amount: Decimal
    limits: tuple[str, ...]
    """The limits and scales that shaped the base, in words."""
    source: tuple[str, ...]


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """One month, or the part of it that counts; amounts by payer."""

    first: date
    last: date
    us: Mapping[str, Decimal] | None
    us_additional_medicare: Decimal | None
    foreign: Mapping[str, Decimal] | None
    foreign_currency: str
    foreign_basis: Basis
    foreign_lines: tuple[Line, ...] = ()
    foreign_missing: tuple[str, ...] = ()
    """Charges that are not in the amounts though the agreement reaches them: the foreign side is at least what is shown."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """What one side takes from one payer over the whole time."""

    country: str
    payer: str
    currency: str
    amount: Decimal


class MoneyAtRisk(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides, month by month."""

    country: str
    months: tuple[Month, ...]
    totals: tuple[Total, ...]
    steps: tuple[Step, ...]
    unknown: tuple[str, ...]


def months_of(start: date, end: date) -> list[tuple[date, date]]:
    """The months between two days, the first and last cut where the days cut them."""
    spans = []
    first = start
    while first <= end:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        last = min(end, after - timedelta(days=1))
        spans.append((first, last))
        first = after
    return spans


def of_month(amount: Decimal, currency: str, first: date, last: date) -> Decimal:
    """The part of a month's amount that falls to some of its days."""
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    whole = (after - first.replace(day=1)).days
    return days_of(amount, currency, first.day - 1, last.day, whole)


def days_of(amount: Decimal, currency: str, before: int, until: int, whole: int) -> Decimal:
    """The part of an amount that falls to the days from `before` (exclusive) to `until` of a period of `whole` days."""
    units, coin = int(amount * UNIT), coin_units(currency)
    ends = [units_until(units, coin_size=coin, days=days, of=whole) for days in (before, until)]
    return Decimal(ends[1] - ends[0]) / UNIT


def converted(
    amount: Decimal, have: str, want: str, exchange: Sequence[Exchange]
) -> Decimal | None:
    """An amount in another currency; None without a rate that was given for exactly this."""
    if have == want:
        return amount
    rates = [one.rate for one in exchange if (one.have, one.want) == (have, want)]
    return rounded(amount * rates[0], want) if len(rates) == 1 else None
