"""A certificate that came late: what to correct in which payroll, how it comes back, and until when.

Interface::

    settled = late_settlement(certificate, paid, today=date(2026, 11, 22))
    settled.corrections  # one a contribution (or pay period) that the certificate reaches
    settled.sums  # by currency and state: open, out_of_time, unknown
    settled.not_reached  # contributions that stay, each with the reason
    settled.periods  # the pay periods to correct, in order

Everything is a value and nothing is read from a clock. A route or last day that no source states is
`unknown`; a last day that hangs on a day that was not given is `unknown` too, and `needs` names the day.
Amounts are exact; a period that the certificate reaches in part is shared out by days, and said so.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.money_currency import UNIT, coin_units, units_until
from totalis.earnings.settlement_days import LastDay, last_day
from totalis.earnings.settlement_law import Route, refunds

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(StrEnum):
    """Whether the money can still be asked for on a day."""

    OPEN = "open"
    OUT_OF_TIME = "out_of_time"
    UNKNOWN = "unknown"


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What of a certificate of coverage matters here; days are inclusive."""

    issuer: str
    covered_by: str
    exempt_in: str
    start: date
    end: date | None
    received: date


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution, or a pay period whose contribution is not known yet."""

    country: str
    period_start: date
    period_end: date
    worker_id: str = ""
    stream_id: str = ""
    label: str = ""
    payer: str = ""
    amount: Decimal | None = None
    currency: str = ""
    paid_on: date | None = None
    return_filed: date | None = None
    category: str = "covered"
    reference: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One route for one correction."""

    route: Route
    last_day: date | None
    state: State
    because: str
    needs: tuple[str, ...]
    source: tuple[str, ...]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What the certificate reaches of one contribution."""

    paid: Paid
    first: date
    last: date
    amount: Decimal | None
    apportioned: bool
    state: State
    claims: tuple[Claim, ...]


class Stays(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that the certificate does not give back."""

    paid: Paid
    because: str


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts of one currency and state; `without_amount` counts corrections whose amount is unknown."""

    currency: str
    state: State
    amount: Decimal
    without_amount: int


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that follows from a late certificate on a day."""

    payroll: str
    corrections: tuple[Correction, ...]
    not_reached: tuple[Stays, ...]
    unclear: tuple[Stays, ...]
    sums: tuple[Sum, ...]
    unknown: tuple[str, ...]

    @property
    def periods(self) -> tuple[tuple[date, date], ...]:
        """The pay periods to correct."""
        return tuple(
            sorted({(one.paid.period_start, one.paid.period_end) for one in self.corrections})
        )


def late_settlement(certificate: Certificate, paid: Iterable[Paid], *, today: date) -> Settlement:
    """Say what of the contributions comes back, how and until when, seen on a day."""
    corrections, not_reached, unclear = [], [], []
    for one in paid:
        reason = _stays(certificate, one)
        if reason:
            not_reached.append(Stays(paid=one, because=reason))
        elif one.category != "covered":
            because = "The charge is not classified: whether the agreement reaches it is not known."
            unclear.append(Stays(paid=one, because=because))
        else:
            corrections.append(_correction(certificate, one, today))
    corrections.sort(
        key=lambda found: (found.first, found.last, found.paid.payer, found.paid.label)
    )
    unknown = []
    if corrections and not refunds().of(certificate.exempt_in, ""):
        unknown.append(
            f"No source was read on how contributions come back in {certificate.exempt_in}."
        )
    return Settlement(
        payroll=certificate.exempt_in,
        corrections=tuple(corrections),
        not_reached=tuple(not_reached),
        unclear=tuple(unclear),
        sums=_sums(corrections),
        unknown=tuple(unknown),
    )


_OTHER = frozenset({"csg", "crds", "not_covered", "relief"})


def _stays(certificate: Certificate, one: Paid) -> str:
    """Why a contribution is not touched; empty where it is."""
    if one.country == certificate.covered_by:
        return f"{one.country} covers the work: this contribution is due."
    if one.country != certificate.exempt_in:
        return f"The certificate says nothing about {one.country}."
    if one.category in _OTHER:
        return f"A charge of the category {one.category} is not given back by the certificate."
    if one.period_end < certificate.start:
        return "The period ends before the certificate begins."
    if certificate.end is not None and one.period_start > certificate.end:
        return "The period begins after the certificate ends."
    return ""


def _correction(certificate: Certificate, one: Paid, today: date) -> Correction:
    first = max(one.period_start, certificate.start)
    last = one.period_end if certificate.end is None else min(one.period_end, certificate.end)
    claims = tuple(
        _claim(route, one, certificate, today) for route in refunds().of(one.country, one.payer)
    )
    return Correction(
        paid=one,
        first=first,
        last=last,
        amount=None if one.amount is None else _reached(one.amount, one, first, last),
        apportioned=(first, last) != (one.period_start, one.period_end),
        state=_best(claims),
        claims=claims,
    )


def _best(claims: tuple[Claim, ...]) -> State:
    """Open where any way is open; out of time only where every way is."""
    states = {claim.state for claim in claims}
    if State.OPEN in states:
        return State.OPEN
    return State.OUT_OF_TIME if states == {State.OUT_OF_TIME} else State.UNKNOWN


def _reached(amount: Decimal, one: Paid, first: date, last: date) -> Decimal:
    """The part of an amount that falls to some days of its period, to the smallest coin."""
    whole = (one.period_end - one.period_start).days + 1
    before = (first - one.period_start).days
    until = (last + timedelta(days=1) - one.period_start).days
    units, coin = int(amount * UNIT), coin_units(one.currency)
    ends = (units_until(units, coin_size=coin, days=days, of=whole) for days in (until, before))
    return Decimal(next(ends) - next(ends)) / UNIT


def _claim(route: Route, one: Paid, certificate: Certificate, today: date) -> Claim:
    found = (
        last_day(
            route.limitation,
            period_end=one.period_end,
            paid_on=one.paid_on,
            return_filed=one.return_filed,
            known_on=certificate.received,
        )
        if route.limitation
        else LastDay(
            day=None, certain=False, because="No one time fits.", needs=(), source=route.source
        )
    )
    return Claim(
        route=route,
        last_day=found.day,
        state=_state(found, today),
        because=found.because,
        needs=found.needs,
        source=found.source,
    )


def _state(found: LastDay, today: date) -> State:
    if found.day is not None and today <= found.day:
        return State.OPEN
    return State.OUT_OF_TIME if found.day is not None and found.certain else State.UNKNOWN


def _sums(corrections: list[Correction]) -> tuple[Sum, ...]:
    amounts: dict[tuple[str, State], Decimal] = defaultdict(Decimal)
    without: dict[tuple[str, State], int] = defaultdict(int)
    for one in corrections:
        key = (one.paid.currency, one.state)
        amounts[key] += one.amount or Decimal(0)
        without[key] += one.amount is None
    return tuple(
        Sum(currency=currency, state=state, amount=amount, without_amount=without[currency, state])
        for (currency, state), amount in sorted(amounts.items())
    )
