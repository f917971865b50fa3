"""The foreign side of money at risk, month by month.

Interface: `foreign_side(spans, pay, ...)`; `monthly_sums(contributions)`.

By rates that were given; else as contributions were really charged; else by the lawbook's rates and ceilings where the
pay is known in the currency of the country; else unknown. What was charged is a fact and comes before what
the law would charge. Only charges that the agreement reaches are computed, and what is missing in them is said.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.contribution_law import contribution_law
from totalis.earnings.contribution_months import charged_months
from totalis.earnings.money_currency import rounded
from totalis.earnings.money_shapes import (
    Basis,
    Contribution,
    Line,
    converted,
    days_of,
    months_of,
    of_month,
)
from totalis.earnings.money_us import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from totalis.earnings.contribution_months import Charges
    from totalis.earnings.money_shapes import Exchange, ForeignRate, Pay

MonthKey = tuple[tuple[int, int], str, str]


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """The foreign side of one month; `amounts` by payer, None where nothing is known."""

    amounts: dict[str, Decimal] | None = None
    currency: str = ""
    basis: Basis = "unknown"
    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()


def foreign_side(
    spans: Sequence[tuple[date, date]],
    pay: Pay | None,
    *,
    country: str,
    rates: Sequence[ForeignRate],
    currency: str,
    contributions: Sequence[Contribution],
    exchange: Sequence[Exchange],
) -> list[Theirs]:
    """One answer a month, in the order of the module."""
    given = None
    if pay is not None and rates and currency:
        given = converted(pay.amount, pay.currency, currency, exchange)
    charged = monthly_sums(contributions)
    computed, own = _by_law(country, pay, spans, exchange)
    found: list[Theirs] = []
    for place, (first, last) in enumerate(spans):
        if given is not None:
            amounts = _by_rates(given, currency, rates, first, last)
            found.append(Theirs(amounts=amounts, currency=currency, basis="rates"))
            continue
        real = _as_charged(charged, first)
        by_law = _computed(computed[place], own) if computed else Theirs()
        found.append(real if real is not None else by_law)
    return found


def monthly_sums(contributions: Iterable[Contribution]) -> dict[MonthKey, Decimal]:
    """Contributions by (year, month), currency and payer; a longer period is shared out by days."""
    sums: dict[MonthKey, Decimal] = defaultdict(Decimal)
    for one in contributions:
        whole = (one.period_end - one.period_start).days + 1
        for first, last in months_of(one.period_start, one.period_end):
            part = days_of(
                one.amount,
                one.currency,
                (first - one.period_start).days,
                (last - one.period_start).days + 1,
                whole,
            )
            sums[(first.year, first.month), one.currency, one.payer] += part
    return dict(sums)


def _as_charged(charged: dict[MonthKey, Decimal], first: date) -> Theirs | None:
    """What was charged for a month in one currency; None where nothing was, or where currencies mix."""
    here = {key: amount for key, amount in charged.items() if key[0] == (first.year, first.month)}
    currencies = {key[1] for key in here}
    if len(currencies) != 1:
        return None
    amounts = {payer: amount for (_month, _currency, payer), amount in here.items()}
    return Theirs(amounts=amounts, currency=currencies.pop(), basis="contributions")


def _by_law(
    country: str,
    pay: Pay | None,
    spans: Sequence[tuple[date, date]],
    exchange: Sequence[Exchange],
) -> tuple[list[Charges], str]:
    """The months by the lawbook; empty where it has nothing of an employee's pay there, or the pay is not known in its currency."""
    law = contribution_law(country)
    if law is None or pay is None or pay.self_employed:
        return [], ""
    local = converted(pay.amount, pay.currency, law.currency, exchange)
    return ([] if local is None else charged_months(law, local, spans)), law.currency


def _computed(found: Charges, currency: str) -> Theirs:
    """A month of the lawbook; one without a single line is unknown, and what is missing is still said."""
    if not found.lines:
        return Theirs(missing=found.missing)
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in found.lines:
        amounts[line.payer] += line.amount
    return Theirs(
        amounts=dict(amounts),
        currency=currency,
        basis="law",
        lines=found.lines,
        missing=found.missing,
    )


def _by_rates(
    month: Decimal, currency: str, rates: Sequence[ForeignRate], first: date, last: date
) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for one in rates:
        base = month if one.ceiling is None else min(month, one.ceiling)
        part = of_month(base, currency, first, last)
        amounts[one.payer] += rounded(part * one.percent / PERCENT, currency)
    return dict(amounts)
