"""The timeline of a case: lanes for work, residence, contributions, certificates and payroll on one axis, and its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404

from totalis.casework.models import WorkPeriod
from totalis.casework.selectors.timeline_drawing import Drawing, draw
from totalis.casework.selectors.timeline_payroll import payroll_bars
from totalis.documents.timeline import Axis, Bar, Lane, Mark
from totalis.facts.countries import name_of, with_article
from totalis.frontdoor.selectors.law import lawbook
from totalis.kernel.dates import day_words
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.periods import PeriodFinding, timeline_findings
from totalis.procedure.periods_mixed import Mixed, mixed_case, places_of
from totalis.procedure.periods_stretches import gaps, overlaps
from totalis.procedure.standing_decision import main_answer
from totalis.procedure.standing_payroll import was_relied_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile, CertificateRecord, EvidenceItem, Period

LANE_TITLES = {
    PeriodLane.WORK: "Work",
    PeriodLane.RESIDENCE: "Residence",
    PeriodLane.CONTRIBUTIONS: "Contributions",
}
LANE_WORDS = {
    PeriodLane.WORK: "Work in",
    PeriodLane.RESIDENCE: "Lives in",
    PeriodLane.CONTRIBUTIONS: "Contributions to",
}
STATUSES = {"employee": "Employee", "self_employed": "Self-employed"}
OPEN_DAYS = 180
LEAST_MARGIN = 20
MARGIN = 0.04
LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """A period in the table, with the documents that prove it."""

    period: Period
    country: str
    what: str
    proof: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class ShownLane:
    """One lane of the table."""

    key: str
    title: str
    periods: tuple[ShownPeriod, ...]


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place that the case knows, and what it is for."""

    what: str
    country: str
    who: str
    decides: bool
    note: str


@dataclass(frozen=True, slots=True)
class CaseTimeline:
    """The picture (None while nothing has a day), the table, and what is wrong between the records."""

    drawing: Drawing | None
    lanes: tuple[ShownLane, ...]
    findings: tuple[PeriodFinding, ...]
    mixed: Mixed | None
    places: tuple[ShownPlace, ...]


def timeline_of(file: CaseFile, today: date) -> CaseTimeline:
    """The whole timeline of a case."""
    return CaseTimeline(
        drawing=picture_of_case(file, today),
        lanes=tuple(_table(file, lane) for lane in PeriodLane),
        findings=timeline_findings(file),
        mixed=mixed_case(file, _in_force(today)),
        places=tuple(
            ShownPlace(one.what, name_of(one.country), one.who, one.decides, one.note)
            for one in places_of(file)
        ),
    )


def _in_force(today: date) -> frozenset[str]:
    """The countries with an agreement in force."""
    return frozenset(one.country for one in lawbook().agreements() if one.in_force <= today)


def picture_of_case(file: CaseFile, today: date) -> Drawing | None:
    """The picture alone, for the first page of the case."""
    records = [*_period_lanes(file), *_doubt_lanes(file), *_certificate_lane(file)]
    if not records:
        return None
    axis = _axis(file, records, today)
    payroll = payroll_bars(file, axis.first, axis.last)
    lanes = [*records, Lane("Payroll", "Payroll", payroll)]
    marks = [mark for mark in _marks(file, today) if mark.day in axis]
    return draw(lanes, marks, axis, _says(file, today))


def period_of(case: Case, key: str) -> WorkPeriod:
    """A standing period of the case by its number.

    Raises:
        Http404: the case has no such period.
    """
    if not (key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY):
        raise Http404
    found = WorkPeriod.objects.filter(case=case, pk=int(key), removed_at=None).first()
    if found is None:
        raise Http404
    return found


# -- table ------------------------------------------------------------------------------------------


def _table(file: CaseFile, lane: PeriodLane) -> ShownLane:
    periods = sorted(_of_lane(file, lane), key=lambda item: item.start)
    return ShownLane(
        lane.value, LANE_TITLES[lane], tuple(_shown(file, period) for period in periods)
    )


def _shown(file: CaseFile, period: Period) -> ShownPeriod:
    found = (file.evidence_item(item) for item in period.evidence)
    return ShownPeriod(
        period=period,
        country=name_of(period.country),
        what=", ".join(_what(period)),
        proof=tuple(item for item in found if item is not None),
    )


def _what(period: Period) -> Iterator[str]:
    if period.status:
        yield STATUSES.get(period.status, period.status.replace("_", " "))
    if period.employer:
        yield period.employer
    if period.place:
        yield period.place
    if period.description:
        yield period.description


def _of_lane(file: CaseFile, lane: PeriodLane) -> list[Period]:
    return [period for period in file.periods if period.lane is lane]


# -- picture ----------------------------------------------------------------------------------------


def _period_lanes(file: CaseFile) -> Iterator[Lane]:
    """A lane for each country; two periods of it that overlap stand on lines of their own."""
    for kind, words in LANE_WORDS.items():
        periods = _of_lane(file, kind)
        for country in dict.fromkeys(period.country for period in periods):
            own = [period for period in periods if period.country == country]
            name = f"{words} {with_article(country)}"
            for line in _side_by_side(own):
                bars = tuple(
                    Bar(kind.value, ", ".join(_what(item)) or name, item.start, item.end)
                    for item in line
                )
                yield Lane(name, name, bars)


def _side_by_side(periods: Iterable[Period]) -> list[list[Period]]:
    """Lines in which no two periods overlap."""
    lines: list[list[Period]] = []
    for period in sorted(periods, key=lambda item: item.start):
        free = next((line for line in lines if _is_over(line[-1], period)), None)
        if free is None:
            lines.append([period])
        else:
            free.append(period)
    return lines


def _is_over(before: Period, period: Period) -> bool:
    return before.end is not None and before.end < period.start


def _doubt_lanes(file: CaseFile) -> Iterator[Lane]:
    """Gaps and overlaps of a lane, marked under it."""
    for kind, title in LANE_TITLES.items():
        periods = _of_lane(file, kind)
        found = [Bar("gap", "Gap: nothing is known", gap.start, gap.end) for gap in gaps(periods)]
        found += [
            Bar("overlap", _overlap_words(item.one, item.other), item.days.start, item.days.end)
            for item in overlaps(periods)
        ]
        if found:
            name = f"{title}: gaps and overlaps"
            yield Lane(name, name, tuple(sorted(found, key=lambda bar: bar.start)))


def _overlap_words(one: Period, other: Period) -> str:
    if one.country == other.country:
        return f"Overlap: two periods in {with_article(one.country)}"
    return f"Overlap: {name_of(one.country)} and {name_of(other.country)}"


def _certificate_lane(file: CaseFile) -> Iterator[Lane]:
    bars = tuple(_certificate(file, item) for item in file.certificates)
    if bars:
        yield Lane("Certificate", "Certificate", bars)


def _certificate(file: CaseFile, item: CertificateRecord) -> Bar:
    match = file.match_of(item.id)
    if item.withdrawn_on is not None:
        kind, words = "withdrawn", "withdrawn"
    elif was_relied_on(match):
        kind, words = "relied", "payroll relies on it"
    elif match is not None and match.accepted:
        kind, words = "held", "accepted"
    else:
        kind, words = "held", "held, not accepted"
    end = item.end if item.end is None or item.end >= item.start else item.start
    return Bar(kind, f"{item.number or item.issuer}: {words}", item.start, end)


def _axis(file: CaseFile, lanes: Iterable[Lane], today: date) -> Axis:
    bars = [bar for lane in lanes for bar in lane.bars]
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    year = timedelta(days=366)
    marked = [today, *(mark.day for mark in _marks(file, today))]
    days += [day for day in marked if min(days) - year <= day <= max(days) + year]
    first, last = min(days), max(days)
    if any(bar.end is None for bar in bars):
        last += timedelta(days=OPEN_DAYS)
    room = timedelta(days=max(int((last - first).days * MARGIN), LEAST_MARGIN))
    return Axis(first - room, last + room)


def _marks(file: CaseFile, today: date) -> Iterator[Mark]:
    """Today and the last day of the limit, as lines across all lanes."""
    yield Mark("today", "Today", today)
    answer = main_answer(file)
    if answer is not None and answer.last_lawful_day is not None:
        day = answer.last_lawful_day
        yield Mark("limit", f"Limit {day_words(day)}", day)


def _says(file: CaseFile, today: date) -> str:
    """The picture in a few sentences, for those who do not see it."""
    said = []
    for kind, words in LANE_WORDS.items():
        for period in sorted(_of_lane(file, kind), key=lambda item: item.start):
            until = f"to {day_words(period.end)}" if period.end is not None else "on, end unknown"
            where = f"{words} {with_article(period.country)}"
            said.append(f"{where} from {day_words(period.start)} {until}.")
    return " ".join([*said, f"Today is {day_words(today)}."])
