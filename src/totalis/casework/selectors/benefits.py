"""What a worker's cases know for an estimate of benefits: periods abroad, and the posting that a certificate is about.

A proposal that people change: contributions abroad, certificates by which a foreign system covers the work, and work abroad on days
that no certificate leaves under US coverage, where contributions are due by the law of the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.casework.models import Case, Certificate, WorkPeriod
from totalis.facts.countries import name_of
from totalis.frontdoor.forms.benefits import MAX_ROWS
from totalis.kernel.dates import span_words
from totalis.procedure.casefile import PeriodLane

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.casework.models import Worker
    from totalis.webbase.accounts.actor import Actor

US = "US"
Span = tuple["date", "date"]


@dataclass(frozen=True, slots=True)
class Known:
    """Fields that are filled before anybody types, and where they come from."""

    typed: dict[str, str]
    posting: dict[str, str]
    notes: tuple[str, ...]


def known_of(actor: Actor, worker: Worker, today: date) -> Known:
    """What the file of a worker knows; open periods end today, and nothing of the future is taken."""
    cases = Case.objects.of(actor.organisation).filter(worker=worker)
    certificates = list(
        Certificate.objects.filter(case__in=cases, withdrawn_at=None, replaced_by=None)
    )
    periods = WorkPeriod.objects.filter(case__in=cases, removed_at=None)
    abroad = [
        one
        for one in periods
        if one.country != US and one.lane in (PeriodLane.WORK, PeriodLane.CONTRIBUTIONS)
    ]
    spans: dict[str, list[Span]] = {}
    for certificate in certificates:
        if certificate.covered_by != US:
            span = (certificate.start, certificate.end or today)
            spans.setdefault(certificate.covered_by, []).append(span)
    kept = [(one.start, one.end or today) for one in certificates if one.covered_by == US]
    for period in abroad:
        span = (period.start, period.end or today)
        cut = [span] if period.lane == PeriodLane.CONTRIBUTIONS else _without(span, kept)
        spans.setdefault(period.country, []).extend(cut)
    rows = [
        (country, start, end)
        for country, found in sorted(spans.items())
        for start, end in _together(_past(found, today))
    ][:MAX_ROWS]
    return Known(typed=_typed(worker, rows), posting=_posting(certificates), notes=_notes(rows))


def _typed(worker: Worker, rows: Iterable[tuple[str, date, date]]) -> dict[str, str]:
    typed = {"birth_date": worker.birth_date} if worker.birth_date else {}
    for row, (country, start, end) in enumerate(rows):
        typed |= {
            f"country-{row}": country,
            f"start-{row}": start.isoformat(),
            f"end-{row}": end.isoformat(),
        }
    return typed


def _notes(rows: Iterable[tuple[str, date, date]]) -> tuple[str, ...]:
    return tuple(
        f"From the cases: {name_of(country)}, {span_words(start, end)}."
        for country, start, end in rows
    )


def _posting(certificates: Iterable[Certificate]) -> dict[str, str]:
    """The latest posting under US coverage with both its days: what a choice would be about."""
    known = [one for one in certificates if one.covered_by == US and one.end is not None]
    if not known:
        return {}
    latest = max(known, key=lambda one: one.start)
    return {
        "country": latest.exempt_in,
        "start": latest.start.isoformat(),
        "end": "" if latest.end is None else latest.end.isoformat(),
    }


def _past(spans: Iterable[Span], today: date) -> list[Span]:
    return [(start, min(end, today)) for start, end in spans if start <= min(end, today)]


def _without(span: Span, others: Iterable[Span]) -> list[Span]:
    """The days of a span that lie in none of the others."""
    left = [span]
    day = timedelta(days=1)
    for start, end in others:
        cut: list[Span] = []
        for first, last in left:
            if end < first or last < start:
                cut.append((first, last))
                continue
            if first < start:
                cut.append((first, start - day))
            if end < last:
                cut.append((end + day, last))
        left = cut
    return left


def _together(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or touch as one, so that each day is given once."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
