"""The timeline of an engagement: lanes on one time axis, as a picture and as a table.

Places are percentages of the width, written as text, so that the picture needs no style and no script and its letters
keep their size on every screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.words import day_words, duration_words

if TYPE_CHECKING:
    from totalis.evaluate import EngagementAnswer
    from totalis.facts.sheet import Engagement

LANE_HEIGHT = 52
TOP = 22
AXIS_HEIGHT = 28
BAR_OFFSET = 22
MARGIN = 0.04
MOST_TICKS = 6
QUARTERS = (1, 4, 7, 10)
TURN_TEXT_AT = 60.0
DAYS_OF_A_YEAR = 366
OPEN_SHARE = 0.35
"""How far a span without a known end is drawn on, as a share of the rest."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a lane; both days are inside, None goes on beyond the picture."""

    label: str
    start: date
    end: date | None
    kind: str
    note: str = ""

    @property
    def until_words(self) -> str:
        """Its last day in words."""
        return day_words(self.end) if self.end is not None else self.note or "goes on"


@dataclass(frozen=True, slots=True)
class Bar:
    """A span as it is drawn."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the picture."""

    label: str
    label_y: int
    bar_y: int
    bars: tuple[Bar, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across all lanes, or a tick of the axis."""

    label: str
    x: str
    anchor: str
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    height: int
    axis_y: int
    says: str


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def share(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return min(max((day - self.first).days / whole, 0.0), 1.0) * 100

    def x(self, day: date) -> str:
        return f"{self.share(day):.2f}%"


def timeline_of(
    engagement: Engagement, answer: EngagementAnswer, as_of: date, today: date
) -> Timeline | None:
    """The timeline of one engagement; None while its first day is unknown."""
    if engagement.start is None:
        return None
    lanes = [lane for lane in _lanes(engagement, engagement.start, answer) if lane[1]]
    axis = _axis([span for _label, spans in lanes for span in spans], (as_of, today))
    drawn = tuple(_lane(index, *lane, axis) for index, lane in enumerate(lanes))
    axis_y = TOP + LANE_HEIGHT * len(drawn)
    return Timeline(
        lanes=drawn,
        ticks=tuple(_ticks(axis)),
        marks=tuple(_marks(answer, as_of, today, axis)),
        height=axis_y + AXIS_HEIGHT,
        axis_y=axis_y,
        says=_says(engagement, answer),
    )


def _lanes(
    engagement: Engagement, start: date, answer: EngagementAnswer
) -> list[tuple[str, list[Span]]]:
    return [
        (_work_label(engagement), _work(engagement, start, answer)),
        _agreement(answer),
        ("Time limit", _limit(answer)),
        ("Certificate can run", _certificate(engagement, answer)),
    ]


def _work_label(engagement: Engagement) -> str:
    names = [name_of(code) for code in engagement.work_country or ()]
    return f"Work in {' and '.join(names)}" if names else "Work"


def _work(engagement: Engagement, start: date, answer: EngagementAnswer) -> list[Span]:
    spans = [
        Span("Earlier stay", posting.start, posting.end, "earlier")
        for posting in engagement.earlier_postings or ()
    ]
    limit = answer.clock.last_lawful_day if answer.clock is not None else None
    end = engagement.end
    if end is None:
        note = "no end intended" if engagement.open_ended else "last day unknown"
        spans.append(Span("This stay", start, None, "open", note))
    elif limit is not None and start <= limit < end and answer.outcome != "election":
        spans.append(Span("This stay, inside the limit", start, limit, "work"))
        spans.append(Span("This stay, beyond the limit", limit + timedelta(days=1), end, "beyond"))
    else:
        spans.append(Span("This stay", start, end, "work"))
    return spans


def _agreement(answer: EngagementAnswer) -> tuple[str, list[Span]]:
    if answer.agreement is None:
        return "", []
    agreement = lawbook().agreement(answer.agreement)
    label = f"Agreement with {name_of(answer.agreement)} in force"
    return label, [Span("In force", agreement.in_force, None, "law")]


def _limit(answer: EngagementAnswer) -> list[Span]:
    clock = answer.clock
    if clock is None or clock.starts is None or clock.last_lawful_day is None:
        return []
    words = duration_words(clock.limit)
    label = "Choice open" if answer.outcome == "election" else f"Limit of {words}"
    spans = [Span(label, clock.starts, clock.last_lawful_day, "limit")]
    if clock.latest_with_extension is not None:
        after = clock.last_lawful_day + timedelta(days=1)
        spans.append(
            Span("Extension, if both agree", after, clock.latest_with_extension, "extension")
        )
    return spans


def _certificate(engagement: Engagement, answer: EngagementAnswer) -> list[Span]:
    certificate = answer.certificate
    if certificate is None or certificate.effective is None or certificate.product == "none":
        return []
    limit = answer.clock.last_lawful_day if answer.clock is not None else None
    days = [day for day in (engagement.end, limit) if day is not None]
    end = min(days) if days else None
    if end is not None and end < certificate.effective:
        return []
    label = f"Issued by {certificate.issuer_name}"
    return [Span(label, certificate.effective, end, "certificate", "no last day known")]


def _axis(spans: list[Span], lines: tuple[date, ...]) -> _Axis:
    """From the first to the last day of every span but the agreement's, and the days of lines that are near."""
    shown = [span for span in spans if span.kind != "law"]
    days = [span.start for span in shown] + [span.end for span in shown if span.end is not None]
    year = timedelta(days=DAYS_OF_A_YEAR)
    near = [day for day in lines if min(days) - year <= day <= max(days) + year]
    first, last = min(days + near), max(days + near)
    if any(span.end is None for span in shown):
        last += timedelta(days=max(int((last - first).days * OPEN_SHARE), DAYS_OF_A_YEAR))
    room = timedelta(days=max(int((last - first).days * MARGIN), 15))
    return _Axis(first - room, last + room)


def _lane(index: int, label: str, spans: list[Span], axis: _Axis) -> Lane:
    top = TOP + LANE_HEIGHT * index
    return Lane(
        label=label,
        label_y=top + 14,
        bar_y=top + BAR_OFFSET,
        bars=tuple(_bar(span, axis) for span in spans),
        spans=tuple(spans),
    )


def _bar(span: Span, axis: _Axis) -> Bar:
    left = axis.share(span.start)
    right = axis.share(span.end + timedelta(days=1)) if span.end is not None else 100.0
    return Bar(x=f"{left:.2f}%", width=f"{max(right - left, 0.6):.2f}%", kind=span.kind)


def _ticks(axis: _Axis) -> list[Mark]:
    years = range(axis.first.year, axis.last.year + 1)
    days = [date(year, 1, 1) for year in years]
    if sum(axis.first <= day <= axis.last for day in days) <= 1:
        days = [date(year, month, 1) for year in years for month in QUARTERS]
    inside = [day for day in days if axis.first <= day <= axis.last]
    step = -(-len(inside) // MOST_TICKS) or 1
    quarterly = any(day.month != 1 for day in inside)
    return [
        Mark(f"{day:%b %Y}" if quarterly else str(day.year), axis.x(day), "start", "tick", day)
        for day in inside[::step]
    ]


def _marks(answer: EngagementAnswer, as_of: date, today: date, axis: _Axis) -> list[Mark]:
    marks = []
    if axis.first <= today <= axis.last:
        marks.append(_mark("Today", today, "today", axis))
    if as_of != today and axis.first <= as_of <= axis.last:
        marks.append(_mark(f"Law of {day_words(as_of)}", as_of, "law-day", axis))
    clock = answer.clock
    if clock is not None and clock.last_lawful_day is not None:
        day = clock.last_lawful_day
        name = "Choose by" if answer.outcome == "election" else "Limit"
        marks.append(_mark(f"{name} {day_words(day)}", day, "limit", axis))
    return marks


def _mark(label: str, day: date, kind: str, axis: _Axis) -> Mark:
    anchor = "end" if axis.share(day) > TURN_TEXT_AT else "start"
    return Mark(label, axis.x(day), anchor, kind, day)


def _says(engagement: Engagement, answer: EngagementAnswer) -> str:
    start = day_words(engagement.start) if engagement.start is not None else "an unknown day"
    end = day_words(engagement.end) if engagement.end is not None else "no known last day"
    limit = answer.clock.last_lawful_day if answer.clock is not None else None
    tail = f" The limit ends on {day_words(limit)}." if limit is not None else ""
    return f"{_work_label(engagement)} from {start} to {end}.{tail}"
