"""Money at risk: what it costs each month that two countries charge the same pay.

Interface::

    risk = money_at_risk(
        country="FR", start=date(2026, 1, 15), end=date(2026, 12, 31),
        pay=Pay(amount=Decimal("8000"), currency="USD"), foreign_rates=…, contributions=…, exchange=…)
    risk.months        # one a month: both shares of each side, and on what they rest
    risk.totals        # by side, payer and currency
    risk.unknown       # what could not be said, and what would settle it
    risk.steps         # rates, bases and thresholds of each year, with their sources

The United States side is computed from the pay (FICA or SECA by year). The foreign side is computed from rates that
are given with their source and ceiling, else taken from the contributions that were really charged, else it is
unknown; nothing is guessed from one country for another. Without an `Exchange` given with its source no amount
is converted, and sums are kept by currency. `monthly_sums` says the same of rows of the same-earnings test.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from totalis.earnings.money_currency import UNIT, coin_units, rounded, units_until
from totalis.earnings.money_us import (
    DOLLAR,
    NOTHING,
    PERCENT,
    Step,
    self_employment_cost,
    wages_cost,
)
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Basis = Literal["rates", "contributions", "unknown"]


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


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """One month, or the part of it that counts; amounts by payer."""

    first: date
    last: date
    us: Mapping[str, Decimal] | None
    us_additional_medicare: Decimal | None
    foreign: Mapping[str, Decimal] | None
    foreign_currency: str
    foreign_basis: Basis


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


def money_at_risk(
    *,
    country: str,
    start: date,
    end: date,
    pay: Pay | None = None,
    foreign_rates: Sequence[ForeignRate] = (),
    foreign_currency: str = "",
    contributions: Sequence[Contribution] = (),
    exchange: Sequence[Exchange] = (),
) -> MoneyAtRisk:
    """Say what both systems cost between two days, both included.

    Raises:
        InputError: the end is before the start.
        NotFoundError: a year has no parameters.
    """
    if end < start:
        raise InputError([Problem("end", str(end), f"a day from {start} on", "Correct the days.")])
    spans = months_of(start, end)
    us, steps, unknown = _us_side(pay, spans, exchange)
    theirs = _foreign_side(spans, pay, foreign_rates, foreign_currency, contributions, exchange)
    if any(one[2] == "unknown" for one in theirs):
        unknown.append(
            f"What {country} charges is not known for every month: give its rates with ceiling and source, "
            "or the contributions of the payslips."
        )
    months = tuple(
        Month(
            first=first,
            last=last,
            us=ours[0] if ours else None,
            us_additional_medicare=ours[1] if ours else None,
            foreign=amounts,
            foreign_currency=currency,
            foreign_basis=basis,
        )
        for (first, last), ours, (amounts, currency, basis) in zip(spans, us, theirs, strict=True)
    )
    return MoneyAtRisk(
        country=country,
        months=months,
        totals=_totals(country, months),
        steps=tuple(steps),
        unknown=tuple(unknown),
    )


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


Ours = tuple[dict[str, Decimal], Decimal | None]


def _us_side(
    pay: Pay | None, spans: list[tuple[date, date]], exchange: Sequence[Exchange]
) -> tuple[Sequence[Ours | None], list[Step], list[str]]:
    """FICA or SECA month by month; the months of a year add up to its tax."""
    dollars = None if pay is None else _in(pay.amount, pay.currency, DOLLAR, exchange)
    if pay is None or dollars is None:
        said = (
            "the pay is not given"
            if pay is None
            else f"no rate from {pay.currency} to {DOLLAR} is given"
        )
        return [None] * len(spans), [], [f"What the United States charges is not known: {said}."]
    found: list[Ours | None] = []
    steps: dict[int, tuple[Step, ...]] = {}
    before, year = pay.us_wages_before, spans[0][0].year
    for first, last in spans:
        if first.year != year:
            before, year = NOTHING, first.year
        part = _of_month(dollars, DOLLAR, first, last)
        amounts, more, steps[year] = _us_month(pay, part, before, year)
        found.append((amounts, more))
        before += part
    yearly = [one for listed in steps.values() for one in listed]
    used = [one for one in exchange if pay.currency == one.have and one.want == DOLLAR]
    return found, [*(_exchange_step(one) for one in used[:1]), *yearly], []


def _us_month(
    pay: Pay, part: Decimal, before: Decimal, year: int
) -> tuple[dict[str, Decimal], Decimal | None, tuple[Step, ...]]:
    if not pay.self_employed:
        cost = wages_cost(part, year=year, before=before)
        return (
            {"employee": cost.employee, "employer": cost.employer},
            cost.additional_medicare,
            wages_cost(before + part, year=year).steps,
        )
    until = self_employment_cost(before + part, year=year)
    past = self_employment_cost(before, year=year)
    more = (
        None
        if until.additional_medicare is None or past.additional_medicare is None
        else until.additional_medicare - past.additional_medicare
    )
    return {"self_employed": until.self_employed - past.self_employed}, more, until.steps


Theirs = tuple["dict[str, Decimal] | None", str, Basis]


def _foreign_side(
    spans: list[tuple[date, date]],
    pay: Pay | None,
    rates: Sequence[ForeignRate],
    currency: str,
    contributions: Sequence[Contribution],
    exchange: Sequence[Exchange],
) -> list[Theirs]:
    """By rates, else as charged, else unknown."""
    local = None
    if pay is not None and rates and currency:
        local = _in(pay.amount, pay.currency, currency, exchange)
    charged = monthly_sums(contributions)
    found: list[Theirs] = []
    for first, last in spans:
        if local is not None:
            found.append((_by_rates(local, currency, rates, first, last), currency, "rates"))
            continue
        here = {
            key: amount for key, amount in charged.items() if key[0] == (first.year, first.month)
        }
        currencies = {key[1] for key in here}
        if len(currencies) == 1:
            amounts = {payer: amount for (_month, _currency, payer), amount in here.items()}
            found.append((amounts, currencies.pop(), "contributions"))
        else:
            found.append((None, "", "unknown"))
    return found


def _by_rates(
    month: Decimal, currency: str, rates: Sequence[ForeignRate], first: date, last: date
) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for one in rates:
        base = month if one.ceiling is None else min(month, one.ceiling)
        part = _of_month(base, currency, first, last)
        amounts[one.payer] += rounded(part * one.percent / PERCENT, currency)
    return dict(amounts)


MonthKey = tuple[tuple[int, int], str, str]


def monthly_sums(contributions: Iterable[Contribution]) -> dict[MonthKey, Decimal]:
    """Contributions by (year, month), currency and payer; a longer period is shared out by days."""
    sums: dict[MonthKey, Decimal] = defaultdict(Decimal)
    for one in contributions:
        whole = (one.period_end - one.period_start).days + 1
        for first, last in months_of(one.period_start, one.period_end):
            part = _days_of(
                one.amount,
                one.currency,
                (first - one.period_start).days,
                (last - one.period_start).days + 1,
                whole,
            )
            sums[(first.year, first.month), one.currency, one.payer] += part
    return dict(sums)


def _of_month(amount: Decimal, currency: str, first: date, last: date) -> Decimal:
    """The part of a month's amount that falls to some of its days."""
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    whole = (after - first.replace(day=1)).days
    return _days_of(amount, currency, first.day - 1, last.day, whole)


def _days_of(amount: Decimal, currency: str, before: int, until: int, whole: int) -> Decimal:
    units, coin = int(amount * UNIT), coin_units(currency)
    ends = [units_until(units, coin_size=coin, days=days, of=whole) for days in (before, until)]
    return Decimal(ends[1] - ends[0]) / UNIT


def _in(amount: Decimal, have: str, want: str, exchange: Sequence[Exchange]) -> Decimal | None:
    """An amount in another currency; None without a rate that was given for exactly this."""
    if have == want:
        return amount
    rates = [one.rate for one in exchange if (one.have, one.want) == (have, want)]
    return rounded(amount * rates[0], want) if len(rates) == 1 else None


def _exchange_step(one: Exchange) -> Step:
    says = f"one {one.have} in {one.want}, as given"
    return Step(name="exchange", value=one.rate, unit="factor", says=says, source=(one.source,))


def _totals(country: str, months: tuple[Month, ...]) -> tuple[Total, ...]:
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for month in months:
        for payer, amount in (month.us or {}).items():
            sums["US", payer, DOLLAR] += amount
        for payer, amount in (month.foreign or {}).items():
            sums[country, payer, month.foreign_currency] += amount
    return tuple(
        Total(country=key[0], payer=key[1], currency=key[2], amount=amount)
        for key, amount in sorted(sums.items())
    )
