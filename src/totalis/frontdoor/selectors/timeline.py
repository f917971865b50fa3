"""The timeline of an engagement as the page draws it, in SVG, and as its table.

Places are percentages of the width, written as text, so that the picture needs no style and no script and its letters
keep their size on every screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.documents.timeline import timeline_of
from totalis.frontdoor.selectors.law import lawbook

if TYPE_CHECKING:
    from datetime import date

    from totalis.documents.timeline import Axis, Bar, Lane, Mark
    from totalis.evaluate import EngagementAnswer
    from totalis.facts.sheet import Engagement

LANE_HEIGHT = 52
TOP = 22
LINE_DOWN = 15
AXIS_HEIGHT = 28
BAR_OFFSET = 22
LEAST_WIDTH = 0.006
TURN_TEXT_AT = 0.6


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnLane:
    """A line of the picture; `rows` are its lines in the table."""

    label: str
    label_y: int
    bar_y: int
    bars: tuple[DrawnBar, ...]
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A marked day with its place."""

    label: str
    x: str
    anchor: str
    kind: str
    y: int = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """The timeline with every place in it."""

    lanes: tuple[DrawnLane, ...]
    ticks: tuple[DrawnMark, ...]
    marks: tuple[DrawnMark, ...]
    height: int
    axis_y: int
    says: str


def picture_of(
    engagement: Engagement, answer: EngagementAnswer, as_of: date, today: date
) -> Picture | None:
    """The timeline of one engagement, drawn; None while its first day is unknown."""
    known = lawbook().agreement(answer.agreement) if answer.agreement else None
    timeline = timeline_of(
        engagement,
        answer,
        in_force=known.in_force if known is not None else None,
        as_of=as_of,
        today=today,
    )
    if timeline is None:
        return None
    axis = timeline.axis
    marks = sorted(timeline.marks, key=lambda mark: mark.day)
    top = TOP + LINE_DOWN * max(len(marks) - 1, 0)
    axis_y = top + LANE_HEIGHT * len(timeline.lanes)
    return Picture(
        lanes=tuple(
            _lane(top + LANE_HEIGHT * index, lane, axis)
            for index, lane in enumerate(timeline.lanes)
        ),
        ticks=tuple(_mark(tick, axis) for tick in axis.ticks()),
        marks=tuple(_mark(mark, axis, LINE_DOWN * index) for index, mark in enumerate(marks)),
        height=axis_y + AXIS_HEIGHT,
        axis_y=axis_y,
        says=timeline.says,
    )


def _lane(top: int, lane: Lane, axis: Axis) -> DrawnLane:
    return DrawnLane(
        label=lane.label,
        label_y=top + 14,
        bar_y=top + BAR_OFFSET,
        bars=tuple(_bar(bar, axis) for bar in lane.bars),
        rows=lane.bars,
    )


def _bar(bar: Bar, axis: Axis) -> DrawnBar:
    left, right = axis.extent(bar)
    return DrawnBar(f"{left:.2%}", f"{max(right - left, LEAST_WIDTH):.2%}", bar.kind)


def _mark(mark: Mark, axis: Axis, down: int = 0) -> DrawnMark:
    """A mark; the words of several stand one under the other, so that days close together stay readable."""
    share = axis.share(mark.day)
    anchor = "end" if share > TURN_TEXT_AT else "start"
    return DrawnMark(mark.label, f"{share:.2%}", anchor, mark.kind, 12 + down)
