"""Lanes as an SVG picture without inline styles: places are percentages of the width, letters keep their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.documents.timeline import Axis, Bar, Lane, Mark

LANE_HEIGHT = 46
TOP = 26
AXIS_HEIGHT = 28
LABEL_DOWN = 13
BAR_DOWN = 19
LEAST_WIDTH = 0.006
TURN_TEXT_AT = 0.6


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its place; `says` is read out and shown on pointing."""

    x: str
    width: str
    kind: str
    says: str


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
    y: int
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture with every place in it."""

    lanes: tuple[DrawnLane, ...]
    ticks: tuple[DrawnMark, ...]
    marks: tuple[DrawnMark, ...]
    height: int
    top: int
    axis_y: int
    says: str


def draw(lanes: Iterable[Lane], marks: Iterable[Mark], axis: Axis, says: str) -> Drawing:
    """Place lanes, ticks and marks; the labels of marks stand one under the other where they would touch."""
    listed, marked = list(lanes), sorted(marks, key=lambda mark: mark.day)
    top = TOP + LABEL_DOWN * max(len(marked) - 1, 0)
    axis_y = top + LANE_HEIGHT * len(listed) + 6
    return Drawing(
        lanes=tuple(_lane(index, lane, axis, top) for index, lane in enumerate(listed)),
        ticks=tuple(_mark(tick, axis, axis_y + 18) for tick in axis.ticks()),
        marks=tuple(
            _mark(mark, axis, LABEL_DOWN * (index + 1)) for index, mark in enumerate(marked)
        ),
        height=axis_y + AXIS_HEIGHT,
        top=top,
        axis_y=axis_y,
        says=says,
    )


def _lane(index: int, lane: Lane, axis: Axis, top: int) -> DrawnLane:
    place = top + LANE_HEIGHT * index
    return DrawnLane(
        label=lane.label,
        label_y=place + LABEL_DOWN,
        bar_y=place + BAR_DOWN,
        bars=tuple(_bar(bar, axis) for bar in lane.bars),
        rows=lane.bars,
    )


def _bar(bar: Bar, axis: Axis) -> DrawnBar:
    left, right = axis.extent(bar)
    width = max(right - left, LEAST_WIDTH)
    return DrawnBar(f"{left:.2%}", f"{width:.2%}", bar.kind, f"{bar.label}: {bar.says}")


def _mark(mark: Mark, axis: Axis, y: int) -> DrawnMark:
    share = axis.share(mark.day)
    anchor = "end" if share > TURN_TEXT_AT else "start"
    return DrawnMark(mark.label, f"{share:.2%}", y, anchor, mark.kind)
