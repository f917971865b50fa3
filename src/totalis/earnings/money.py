"""Money at risk: what it costs each month that two countries charge the same pay.

Interface::

    risk = money_at_risk(
        country="FR", start=date(2026, 1, 15), end=date(2026, 12, 31),
        pay=Pay(amount=Decimal("8000"), currency="USD"), foreign_rates=…, contributions=…, exchange=…)
    risk.months        # one a month: both shares of each side, and on what they rest
    risk.totals        # by side, payer and currency
    risk.unknown       # what could not be said, and what would settle it
    risk.steps         # rates, bases and thresholds of each year, with their sources

The United States side is computed from the pay (FICA or SECA by year). The foreign side is that of `money_foreign`;
nothing is guessed from one country for another. Without an `Exchange` given with its source no amount
is converted, and sums are kept by currency.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from totalis.earnings.contribution_law import contribution_law
from totalis.earnings.money_foreign import foreign_side
from totalis.earnings.money_shapes import (
    MoneyAtRisk,
    Month,
    Total,
    converted,
    months_of,
    of_month,
)
from totalis.earnings.money_us import (
    DOLLAR,
    NOTHING,
    Step,
    self_employment_cost,
    wages_cost,
)
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from totalis.earnings.money_foreign import Theirs
    from totalis.earnings.money_shapes import Contribution, Exchange, ForeignRate, Pay


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
    theirs = foreign_side(
        spans,
        pay,
        country=country,
        rates=foreign_rates,
        currency=foreign_currency,
        contributions=contributions,
        exchange=exchange,
    )
    if any(one.basis == "unknown" for one in theirs):
        unknown.append(_why_unknown(country, pay, theirs, exchange))
    months = tuple(
        _month(span, ours, other) for span, ours, other in zip(spans, us, theirs, strict=True)
    )
    return MoneyAtRisk(
        country=country,
        months=months,
        totals=_totals(country, months),
        steps=tuple(steps),
        unknown=tuple(unknown),
    )


Ours = tuple[dict[str, Decimal], Decimal | None]


def _month(span: tuple[date, date], ours: Ours | None, theirs: Theirs) -> Month:
    return Month(
        first=span[0],
        last=span[1],
        us=ours[0] if ours else None,
        us_additional_medicare=ours[1] if ours else None,
        foreign=theirs.amounts,
        foreign_currency=theirs.currency,
        foreign_basis=theirs.basis,
        foreign_lines=theirs.lines,
        foreign_missing=theirs.missing,
    )


def _why_unknown(
    country: str, pay: Pay | None, theirs: Sequence[Theirs], exchange: Sequence[Exchange]
) -> str:
    """What is missing on the foreign side, as exactly as it is known."""
    law = contribution_law(country)
    said = f"What {country} charges is not known for every month: "
    usual = "give its rates with ceiling and source, or the contributions of the payslips."
    if law is None or pay is None:
        return said + usual
    if pay.self_employed:
        return f"{said}the contributions of the self-employed are not computed; {usual}"
    if converted(pay.amount, pay.currency, law.currency, exchange) is None:
        return f"{said}no rate from {pay.currency} to {law.currency} is given."
    lacking = dict.fromkeys(
        text for one in theirs if one.basis == "unknown" for text in one.missing
    )
    return f"{said}{'; '.join(lacking)}." if lacking else said + usual


def _us_side(
    pay: Pay | None, spans: list[tuple[date, date]], exchange: Sequence[Exchange]
) -> tuple[Sequence[Ours | None], list[Step], list[str]]:
    """FICA or SECA month by month; the months of a year add up to its tax."""
    dollars = None if pay is None else converted(pay.amount, pay.currency, DOLLAR, exchange)
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
        part = of_month(dollars, DOLLAR, first, last)
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
