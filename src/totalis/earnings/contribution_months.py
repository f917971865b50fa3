"""What a country charges on a pay, month by month, by the rates and ceilings of the lawbook.

Interface: `charged_months(law, pay, spans)` gives one `Charges` a month: its lines, and what is missing in them.

The pay of a month is taken to be paid on the last day of the month: the terms of that day count. Limits of a
quarter or year are used up by the pay from the first day asked about on; what was paid before it is not known here.
A part of a month has the part of the month's base that falls to its days. Nothing is guessed: a charge without
a term on the day, or whose ceiling no source says, is named as missing.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING, NamedTuple

from totalis.earnings.contribution_law import Span
from totalis.earnings.money_currency import rounded
from totalis.earnings.money_shapes import Line, of_month
from totalis.earnings.money_us import NOTHING, PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from totalis.earnings.contribution_law import Charged, ContributionLaw, Limit, Term

MONTHS_OF_A_QUARTER = 3


class Charges(NamedTuple):
    """The charges of one month."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]


class _Bounds(NamedTuple):
    """What a term takes in of the pay on a day, first within the month, then within quarter or year."""

    low: Decimal
    high: Decimal | None
    long_low: Decimal
    long_high: Decimal | None
    period: Span
    said: tuple[str, ...]
    source: tuple[str, ...]


def charged_months(
    law: ContributionLaw, pay: Decimal, spans: Sequence[tuple[date, date]]
) -> list[Charges]:
    """What an employee's pay bears in each of some months that follow one another.

    Args:
        law: The file of the country.
        pay: What is earned in a full month, in the currency of the country.
        spans: First and last day of each month, or of the part of it that counts.
    """
    used: dict[tuple[str, str, str, str, int, int], Decimal] = {}
    found = []
    for first, last in spans:
        day = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        lines: list[Line] = []
        missing = [f"{one.name}: {one.needs}" for one in law.missing]
        for charge in law.charges:
            own, lacks = _lines(law, charge, pay, (first, last, day), used)
            lines += own
            missing += lacks
        found.append(Charges(tuple(lines), tuple(missing)))
    return found


def _lines(
    law: ContributionLaw,
    charge: Charged,
    pay: Decimal,
    days: tuple[date, date, date],
    used: dict[tuple[str, str, str, str, int, int], Decimal],
) -> tuple[list[Line], list[str]]:
    """The lines of one charge in one month, or why there are none."""
    first, last, day = days
    if charge.begins is not None and day < charge.begins:
        return [], []
    terms = [term for term in charge.terms if term.holds_on(day)]
    if not terms:
        return [], [f"{charge.name}: no rate of {day.year} was read"]
    lines, missing = [], []
    for term in terms:
        bounds = _bounds(law, term, day)
        if bounds is None:
            missing.append(f"{charge.name}: no ceiling of {day.year} was read")
        elif _too_low(law, term, pay, day):
            missing.append(f"{charge.name}: no rate of a pay this low was read")
        else:
            part = of_month(_month_base(law, term, bounds, pay), law.currency, first, last)
            line = _line(charge, term, bounds, _share(charge, term, bounds, part, day, used), law)
            lines.append(line)
    return lines, list(dict.fromkeys(missing))


def _bounds(law: ContributionLaw, term: Term, day: date) -> _Bounds | None:
    """The limits of a term on a day; None where one of them is not known."""
    said, source = [], [*term.source]
    month: dict[str, Decimal] = {}
    long: dict[str, Decimal] = {}
    period = Span.MONTH
    for side in ("above", "up_to"):
        limit: Limit | None = law.limits.get(getattr(term, side))
        if limit is None:
            continue
        value = limit.on(day)
        if value is None:
            return None
        into = month if limit.per is Span.MONTH else long
        into[side] = value.amount
        period = limit.per if limit.per is not Span.MONTH else period
        words = "above" if side == "above" else "up to"
        said.append(f"{words} {value.amount:,} {law.currency} a {limit.per.value} ({limit.says})")
        source += value.source
    if term.scale:
        said.append(law.scales[term.scale].says)
        source += law.scales[term.scale].source
    return _Bounds(
        month.get("above", NOTHING),
        month.get("up_to"),
        long.get("above", NOTHING),
        long.get("up_to"),
        period,
        tuple(said),
        tuple(dict.fromkeys(source)),
    )


def _too_low(law: ContributionLaw, term: Term, pay: Decimal, day: date) -> bool:
    limit = law.limits.get(term.only_above)
    value = limit.on(day) if limit is not None else None
    return limit is not None and (value is None or pay <= value.amount)


def _month_base(law: ContributionLaw, term: Term, bounds: _Bounds, pay: Decimal) -> Decimal:
    """The base of a full month, within the limits of a month."""
    base = law.scales[term.scale].base_of(pay) if term.scale else pay
    if term.whole:
        base -= base % term.whole
    return _clipped(base, bounds.low, bounds.high)


def _share(
    charge: Charged,
    term: Term,
    bounds: _Bounds,
    part: Decimal,
    day: date,
    used: dict[tuple[str, str, str, str, int, int], Decimal],
) -> tuple[Decimal, Decimal]:
    """What is charged on up to the month before, and up to this one, in its quarter or year."""
    if bounds.period is Span.MONTH:
        return NOTHING, part
    quarter = (day.month - 1) // MONTHS_OF_A_QUARTER if bounds.period is Span.QUARTER else 0
    key = (charge.charge, term.payer.value, term.above, term.up_to, day.year, quarter)
    before = used.get(key, NOTHING)
    used[key] = before + part
    return (
        _clipped(before, bounds.long_low, bounds.long_high),
        _clipped(before + part, bounds.long_low, bounds.long_high),
    )


def _line(
    charge: Charged,
    term: Term,
    bounds: _Bounds,
    share: tuple[Decimal, Decimal],
    law: ContributionLaw,
) -> Line:
    """Rounded so that the months of a quarter or year add up to what is due on the whole of it."""
    before, until = (rounded(one * term.percent / PERCENT, law.currency) for one in share)
    return Line(
        charge=charge.charge,
        name=charge.name,
        payer=term.payer.value,
        percent=term.percent,
        base=share[1] - share[0],
        amount=until - before,
        limits=bounds.said,
        source=bounds.source,
    )


def _clipped(amount: Decimal, low: Decimal, high: Decimal | None) -> Decimal:
    """What of an amount lies between two limits."""
    top = amount if high is None else min(amount, high)
    return max(top - low, NOTHING)
