"""What double payment costs over one engagement: each month, in all, and for the days that no certificate exempts.

Interface::

    money = engagement_money(country="FR", start=…, end=…, today=…, pay=…, exempt=[(first, last)], …)
    money.risk  # both sides, month by month, of the whole engagement as far as rates are known
    money.month  # the month of today, or the nearest one
    money.open_months, money.open_totals  # up to today, without the days on which payroll may exempt

Pure: the day is passed in. An engagement without an end counts until today; years whose US parameters are not
published are left out, and `left_out_from` says from when.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.money import money_at_risk
from totalis.earnings.money_shapes import MoneyAtRisk, Month, Total, days_of
from totalis.earnings.money_us import DOLLAR
from totalis.earnings.parameters import us_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.earnings.money_shapes import Contribution, Exchange, Pay

_ONE_DAY = timedelta(days=1)
Stretch = tuple[date, date]


class EngagementMoney(msgspec.Struct, frozen=True, kw_only=True):
    """What the engagement costs on both sides."""

    risk: MoneyAtRisk
    first: date
    last: date
    month: Month
    open: tuple[Stretch, ...]
    """Days up to today on which nothing exempts."""
    open_months: int
    """Calendar months that hold such a day."""
    open_totals: tuple[Total, ...]
    open_unknown: tuple[str, ...]
    """Sides that are not known on every open day, `US` or the country: their open sums are too small."""
    left_out_from: date | None


def engagement_money(
    *,
    country: str,
    start: date,
    end: date | None,
    today: date,
    pay: Pay | None,
    exempt: Sequence[tuple[date | None, date | None]] = (),
    contributions: Sequence[Contribution] = (),
    exchange: Sequence[Exchange] = (),
) -> EngagementMoney | None:
    """Compute it; None where no US parameters reach the engagement, or it has not begun and has no end.

    Args:
        country: The other country.
        start: First day of the work.
        end: Last day; None while it is open.
        today: The day on which it is looked at.
        pay: What is earned in a full month; None leaves only what was charged.
        exempt: Days on which payroll may rely on a certificate; None is open.
        contributions: Covered contributions that the other country really charged.
        exchange: Rates that somebody gave, with their sources.
    """
    years = us_parameters().years
    known = date(years[-1].year, 12, 31)
    whole = end if end is not None else today
    last = min(whole, known)
    if start < date(years[0].year, 1, 1) or last < start:
        return None
    risk = money_at_risk(
        country=country,
        start=start,
        end=last,
        pay=pay,
        contributions=contributions,
        exchange=exchange,
    )
    stretches = _without(start, min(today, last), exempt)
    counted = [(month, days) for month in risk.months for days in _within(stretches, month)]
    return EngagementMoney(
        risk=risk,
        first=start,
        last=last,
        month=_month_of(risk, today),
        open=tuple(stretches),
        open_months=len({(days[0].year, days[0].month) for _month, days in counted}),
        open_totals=_totals(country, counted),
        open_unknown=_unknown(country, counted),
        left_out_from=known + _ONE_DAY if whole > known else None,
    )


def _month_of(risk: MoneyAtRisk, today: date) -> Month:
    """The month of today; the first one before the work begins, the last one after it."""
    begun = [month for month in risk.months if month.first <= today]
    return begun[-1] if begun else risk.months[0]


def _without(
    first: date, last: date, exempt: Sequence[tuple[date | None, date | None]]
) -> list[Stretch]:
    """The days between two days that lie in no exempt stretch."""
    rest, at = [], first
    for begins, ends in sorted((begin or date.min, end or date.max) for begin, end in exempt):
        if begins > at:
            rest.append((at, min(last, begins - _ONE_DAY)))
        if ends >= last:
            at = last + _ONE_DAY
            break
        at = max(at, ends + _ONE_DAY)
    if at <= last:
        rest.append((at, last))
    return [one for one in rest if one[0] <= one[1]]


def _within(stretches: list[Stretch], month: Month) -> list[Stretch]:
    """The open days of a month."""
    cut = [(max(first, month.first), min(last, month.last)) for first, last in stretches]
    return [one for one in cut if one[0] <= one[1]]


def _totals(country: str, counted: list[tuple[Month, Stretch]]) -> tuple[Total, ...]:
    """Sums of the open days; a month that is open in part is shared out by days."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for month, days in counted:
        for payer, amount in (month.us or {}).items():
            sums["US", payer, DOLLAR] += _part(amount, DOLLAR, month, days)
        for payer, amount in (month.foreign or {}).items():
            currency = month.foreign_currency
            sums[country, payer, currency] += _part(amount, currency, month, days)
    return tuple(
        Total(country=key[0], payer=key[1], currency=key[2], amount=amount)
        for key, amount in sorted(sums.items())
    )


def _part(amount: Decimal, currency: str, month: Month, days: Stretch) -> Decimal:
    whole = (month.last - month.first).days + 1
    before, until = (days[0] - month.first).days, (days[1] - month.first).days + 1
    return days_of(amount, currency, before, until, whole)


def _unknown(country: str, counted: list[tuple[Month, Stretch]]) -> tuple[str, ...]:
    found = {
        "US": any(month.us is None for month, _days in counted),
        country: any(month.foreign is None for month, _days in counted),
    }
    return tuple(side for side, lacks in found.items() if lacks)
