"""The travel log: its entries, days by country and tax year, and where it contradicts the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404

from totalis.casework.models import TravelStay
from totalis.facts.countries import name_of
from totalis.procedure.periods import PeriodFinding, timeline_findings
from totalis.procedure.travel import DayCount, SharedDay, day_counts, shared_days
from totalis.procedure.travel_findings import log_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile, EvidenceItem, Stay

A_PAGE = 50
MOST_SHARED = 20
LONGEST_KEY = 18
WORKED = {True: "yes", False: "no", None: "not known"}
SOURCES = {"typed": "typed", "csv": "from a table", "calendar": "from a calendar"}


@dataclass(frozen=True, slots=True)
class ShownStay:
    """An entry of the log for a page."""

    stay: Stay
    country: str
    days: int
    worked: str
    source: str
    evidence: EvidenceItem | None


@dataclass(frozen=True, slots=True)
class ShownCount:
    """Days in a country in one of its tax years."""

    country: str
    count: DayCount


@dataclass(frozen=True, slots=True)
class Travel:
    """Everything on the page of the log."""

    page: Page[Stay]
    stays: tuple[ShownStay, ...]
    counts: tuple[ShownCount, ...]
    us_counts: tuple[ShownCount, ...]
    shared: tuple[tuple[SharedDay, str], ...]
    shared_count: int
    more_shared: int
    contradictions: tuple[PeriodFinding, ...]


def travel_of(file: CaseFile, page: str) -> Travel:
    """The log, the newest first; `page` is what the address says."""
    ordered = sorted(file.stays, key=lambda stay: (stay.start, stay.end), reverse=True)
    shown = Paginator(ordered, A_PAGE).get_page(page)
    counts = day_counts(file.stays)
    us_counts = day_counts(file.stays, "US")
    shared = shared_days(file.stays)
    hidden = [item for item in timeline_findings(file) if item.kind == "hidden_change"]
    return Travel(
        page=shown,
        stays=tuple(_shown(file, stay) for stay in shown.object_list),
        counts=tuple(_named(counts)),
        us_counts=tuple(_named(us_counts)) if us_counts != counts else (),
        shared=tuple(
            (item, " and ".join(name_of(code) for code in item.countries))
            for item in shared[:MOST_SHARED]
        ),
        shared_count=len(shared),
        more_shared=max(len(shared) - MOST_SHARED, 0),
        contradictions=(*hidden, *log_findings(file)),
    )


def _shown(file: CaseFile, stay: Stay) -> ShownStay:
    return ShownStay(
        stay=stay,
        country=name_of(stay.country),
        days=(stay.end - stay.start).days + 1,
        worked=WORKED[stay.worked],
        source=SOURCES.get(stay.source, stay.source),
        evidence=file.evidence_item(stay.evidence),
    )


def _named(counts: Iterable[DayCount]) -> Iterable[ShownCount]:
    return (ShownCount(name_of(count.country), count) for count in counts)


def stay_of(case: Case, key: str) -> TravelStay:
    """A standing entry of the log by its number.

    Raises:
        Http404: the case has no such entry.
    """
    if not (key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY):
        raise Http404
    found = TravelStay.objects.filter(case=case, pk=int(key), removed_at=None).first()
    if found is None:
        raise Http404
    return found
