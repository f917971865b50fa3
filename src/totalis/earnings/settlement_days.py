"""The last day on which a refund can be asked for.

Interface: `last_day(limitation, period_end=, paid_on=, return_filed=, known_on=)`.

The last day is inclusive. An anniversary that the calendar does not have falls on the day before, so that
nobody is told a day too late. Where the later of several days counts and one of them is not known, the known one
stands and is not certain: it may be later. Where the earlier counts and one is not known, there is no day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from totalis.earnings.settlement_law import Combine, Event
from totalis.kernel.dates import Duration, Rounding, add

if TYPE_CHECKING:
    from totalis.earnings.settlement_law import Limitation

_APRIL_15 = (4, 15)
_APRIL_5 = (4, 5)


class LastDay(msgspec.Struct, frozen=True, kw_only=True):
    """A last day, as far as it is known."""

    day: date | None
    certain: bool
    """False where another day, not known, may move it."""
    because: str
    needs: tuple[str, ...]
    source: tuple[str, ...]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The days from which times run."""

    period_end: date
    paid_on: date | None
    return_filed: date | None
    known_on: date


def last_day(
    limitation: Limitation,
    *,
    period_end: date,
    paid_on: date | None,
    return_filed: date | None,
    known_on: date,
) -> LastDay:
    """Compute it from what is known of a contribution."""
    facts = Facts(
        period_end=period_end, paid_on=paid_on, return_filed=return_filed, known_on=known_on
    )
    days: list[tuple[date, str, tuple[str, ...]]] = []
    needs: list[str] = []
    for term in limitation.terms:
        event = _event(term.runs_from, facts)
        if event is None:
            needs.append("paid_on")
            continue
        end = add(event, Duration.parse(term.limit), rounding=Rounding.DOWN)
        days.append((end, f"{term.says}: {event.isoformat()} to {end.isoformat()}", term.source))
    sources = tuple(dict.fromkeys(key for term in limitation.terms for key in term.source))
    earliest = limitation.combine is Combine.EARLIEST
    if not days or (earliest and needs):
        because = "The day of payment is not known, and the time runs from it."
        return LastDay(day=None, certain=False, because=because, needs=tuple(needs), source=sources)
    chosen = (min if earliest else max)(days)
    if _needs_return(limitation, facts):
        needs.append("return_filed")
    return LastDay(
        day=chosen[0],
        certain=not needs,
        because=_sentence(chosen[1]),
        needs=tuple(dict.fromkeys(needs)),
        source=chosen[2],
    )


def _needs_return(limitation: Limitation, facts: Facts) -> bool:
    """A return filed late moves the day on; without its day the deemed one stands."""
    runs_from = {term.runs_from for term in limitation.terms}
    returns = {Event.US_EMPLOYMENT_RETURN, Event.US_INCOME_RETURN}
    return bool(runs_from & returns) and facts.return_filed is None


def _event(event: Event, facts: Facts) -> date | None:
    """The day of an event; None where it is not known."""
    paid, end = facts.paid_on, facts.period_end
    if event is Event.PAYMENT:
        return paid
    if event is Event.END_OF_PAYMENT_YEAR:
        return None if paid is None else date(paid.year, 12, 31)
    if event is Event.END_OF_PERIOD_YEAR:
        return date(end.year, 12, 31)
    if event is Event.END_OF_UK_TAX_YEAR:
        return date(end.year + (end > date(end.year, *_APRIL_5)), *_APRIL_5)
    if event is Event.KNOWLEDGE:
        return facts.known_on
    deemed = date(end.year + 1, *_APRIL_15)
    return max(deemed, facts.return_filed or deemed)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
