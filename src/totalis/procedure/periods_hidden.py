"""Changes that lie inside a period: what the log, other periods and documents say of its days."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from totalis.facts.countries import COUNTRIES, name_of
from totalis.kernel.dates import day_words, span_words
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.findings_values import plain_place, same_value
from totalis.procedure.periods_stretches import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from totalis.procedure.casefile import CaseFile, EvidenceItem, Period

_READ_AS = {
    "work_country": "country",
    "kind": "status",
    "us_class": "status",
    "employer.name": "employer",
    "country": "country",
}
"""Parts of places of the fact sheet, and the field of a period that says the same."""
_LANES = {"contributions": PeriodLane.CONTRIBUTIONS, "residence": PeriodLane.RESIDENCE}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changes inside a period: the field, the first day of the change, and who says so."""

    field: str
    day: date
    says: str
    documents: tuple[str, ...] = ()


def changes_inside(period: Period, file: CaseFile) -> tuple[Change, ...]:
    """Every change that a record knows of inside a period, the earliest first."""
    found = [*_by_documents(period, file)]
    if period.lane is PeriodLane.WORK:
        found += (*_by_log(period, file), *_by_contributions(period, file))
    return tuple(sorted(found, key=lambda item: item.day))


def _by_log(period: Period, file: CaseFile) -> Iterator[Change]:
    """Days on which the log has the person at work in another country."""
    for stay in file.stays:
        days = shared(period.start, period.end, stay.start, stay.end)
        if days is None or stay.worked is not True or stay.country in ("", period.country):
            continue
        source = (stay.evidence,) if stay.evidence else ()
        yield Change(
            field="country",
            day=days.start,
            says=(
                f"The travel log has work in {_country(stay.country)} {_days(days.start, days.end)}; "
                f"the period says {_country(period.country)}."
            ),
            documents=source,
        )


def _by_contributions(period: Period, file: CaseFile) -> Iterator[Change]:
    """The days on which another country began to collect contributions."""
    inside = [
        (days, item)
        for item in file.periods
        if item.lane is PeriodLane.CONTRIBUTIONS
        and item.country
        and (days := shared(period.start, period.end, item.start, item.end)) is not None
    ]
    inside.sort(key=lambda pair: pair[0].start)
    for (_days_before, before), (days, after) in pairwise(inside):
        if before.country != after.country and days.start > period.start:
            yield Change(
                field="start",
                day=days.start,
                says=(
                    f"Contributions changed from {_country(before.country)} to {_country(after.country)} "
                    f"on {day_words(days.start)}."
                ),
                documents=(*before.evidence, *after.evidence),
            )


def _by_documents(period: Period, file: CaseFile) -> Iterator[Change]:
    """Dated documents that say something else of a day inside the period, or its own proof does."""
    for item in file.evidence:
        own = item.id in period.evidence
        day = item.document_date
        inside = day is not None and shared(period.start, period.end, day, day) is not None
        if own or inside:
            yield from _by_document(
                period, item, day if inside and day is not None else period.start
            )


def _by_document(period: Period, item: EvidenceItem, day: date) -> Iterator[Change]:
    for reading in item.readings:
        root, field = plain_place(reading.place)
        known = _READ_AS.get(field)
        if known is None or _LANES.get(root, PeriodLane.WORK) is not period.lane:
            continue
        stands = getattr(period, known)
        if stands and reading.value and not same_value(field, stands, reading.value):
            yield Change(
                field=known,
                day=day,
                says=f"“{item.title}” says {_said(reading.value)}; the period says {_said(stands)}.",
                documents=(item.id,),
            )


def _said(value: str) -> str:
    return name_of(value) if value in COUNTRIES else value.replace("_", " ")


def _country(code: str) -> str:
    return name_of(code) if code else "no country"


def _days(start: date, end: date | None) -> str:
    if end is None or end == start:
        return f"on {day_words(start)}"
    return span_words(start, end)
