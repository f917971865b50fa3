"""The case on one axis: work, residence, contributions by country, certificates, payroll; gaps and overlaps marked.

The same is given as rows of a table, for whoever cannot see the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words
from totalis.procedure.casefile import PayrollState, PeriodLane
from totalis.procedure.periods import LANE_WORDS
from totalis.procedure.periods_shapes import Axis, Bar, Lane, Mark, Timeline
from totalis.procedure.periods_stretches import gaps, overlaps
from totalis.procedure.standing_decision import main_answer
from totalis.procedure.standing_payroll import payroll_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile

LEAST_MARGIN = 20
MARGIN = 0.05
OPEN_DAYS = 180
"""How far a picture goes on where a bar has no end."""
NEAR_DAYS = 1096
"""A line that lies further off than three years is not drawn; the table of dates has it."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One bar or mark in words; `end` is empty while open."""

    lane: str
    what: str
    start: str
    end: str


def lanes_picture(file: CaseFile, today: date) -> Timeline | None:
    """The picture of a case on a day; None while nothing has a date."""
    found = (
        *_periods(file, PeriodLane.WORK),
        *_periods(file, PeriodLane.RESIDENCE),
        *_periods(file, PeriodLane.CONTRIBUTIONS),
        *_certificates(file),
    )
    lanes = tuple(lane for lane in found if lane.bars)
    if not lanes:
        return None
    limits = tuple(_limits(file))
    axis = _axis(lanes, (today, *(mark.day for mark in limits)))
    payroll = Lane("Payroll", "Payroll", tuple(_payroll(file, axis)))
    marks = tuple(mark for mark in (Mark("today", "Today", today), *limits) if mark.day in axis)
    return Timeline((*lanes, payroll), marks, axis, _says(file, today))


def rows_of(picture: Timeline) -> tuple[Row, ...]:
    """Everything that the picture shows, line by line."""
    bars = [
        Row(lane.label, bar.label, day_words(bar.start), bar.until if bar.end is not None else "")
        for lane in picture.lanes
        for bar in lane.bars
    ]
    marks = [
        Row("Day", mark.label, day_words(mark.day), day_words(mark.day)) for mark in picture.marks
    ]
    return (*bars, *marks)


def _periods(file: CaseFile, kind: PeriodLane) -> Iterator[Lane]:
    """A lane for each country, and one for what is missing or doubled."""
    periods = [item for item in file.periods if item.lane is kind]
    words = LANE_WORDS[kind]
    name = f"{words[0].upper()}{words[1:]}"
    for country in dict.fromkeys(item.country for item in periods):
        bars = tuple(
            Bar(
                kind.value,
                item.description or item.employer or name,
                item.start,
                _end(item.start, item.end),
            )
            for item in periods
            if item.country == country
        )
        where = name_of(country) if country else "country unknown"
        yield Lane(f"{name} {country}".strip(), f"{name}: {where}", bars)
    doubled = [
        Bar("overlap", "Side by side", item.days.start, item.days.end) for item in overlaps(periods)
    ]
    empty = [Bar("gap", "Nothing known", item.start, item.end) for item in gaps(periods)]
    yield Lane(f"{name} to look at", f"{name}: gaps and overlaps", (*empty, *doubled))


def _certificates(file: CaseFile) -> Iterator[Lane]:
    bars = tuple(
        Bar(
            "certificate" if item.withdrawn_on is None else "withdrawn",
            item.number or "Certificate",
            item.start,
            _end(item.start, item.end),
            open="without a last day",
        )
        for item in file.certificates
    )
    yield Lane("Certificate", "Certificate", bars)


def _end(start: date, end: date | None) -> date | None:
    """An end that lies before its start is drawn on the day of the start; findings name it."""
    return None if end is None else max(start, end)


def _axis(lanes: tuple[Lane, ...], lines: tuple[date, ...]) -> Axis:
    """From the first to the last day of every bar, and the days of lines that are near."""
    bars = [bar for lane in lanes for bar in lane.bars]
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    near = (_later(min(days), -NEAR_DAYS), _later(max(days), NEAR_DAYS))
    days += [day for day in lines if near[0] <= day <= near[1]]
    first, last = min(days), max(days)
    if any(bar.end is None for bar in bars):
        last = _later(last, OPEN_DAYS)
    room = max(int((last - first).days * MARGIN), LEAST_MARGIN)
    return Axis(_later(first, -room), _later(last, room))


def _later(day: date, days: int) -> date:
    """A day some days later, inside the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _payroll(file: CaseFile, axis: Axis) -> Iterator[Bar]:
    """The word for payroll over the days of the picture, as known now."""
    days = sorted({axis.first, *(day for day in _turns(file) if day in axis)})
    start, state = axis.first, payroll_of(file, axis.first).state
    for day in days[1:]:
        word = payroll_of(file, day).state
        if word is not state:
            yield Bar(state.value, _WORDS[state], start, day - _ONE_DAY)
            start, state = day, word
    yield Bar(state.value, _WORDS[state], start, axis.last)


_WORDS = {
    PayrollState.WITHHOLD: "Withhold",
    PayrollState.HOLD: "Hold: withhold",
    PayrollState.EXEMPT: "Exempt",
    PayrollState.CHANGED: "Changed: withhold again",
}


def _turns(file: CaseFile) -> Iterator[date]:
    """Every day on which the word can change."""
    spans = [(item.start, item.end) for item in file.certificates]
    sheet = file.current_facts.sheet if file.current_facts is not None else {}
    for engagement in sheet.get("engagements", ()):
        days = [engagement.get("start"), engagement.get("end")]
        start, end = (date.fromisoformat(day) if day else None for day in days)
        spans.append((start or date.min, end))
    for first, last in spans:
        yield first
        if last is not None and last != date.max:
            yield last + _ONE_DAY
    yield from (item.pay_from for item in file.reopenings if item.pay_from is not None)


def _limits(file: CaseFile) -> Iterator[Mark]:
    """The last day of the limit, or of a choice."""
    answer = main_answer(file)
    if answer is None:
        return
    if answer.last_lawful_day is not None:
        yield Mark("limit", f"Limit {day_words(answer.last_lawful_day)}", answer.last_lawful_day)
    if answer.choose_by is not None:
        yield Mark("limit", f"Choose by {day_words(answer.choose_by)}", answer.choose_by)


def _says(file: CaseFile, today: date) -> str:
    count = len(file.periods)
    word = payroll_of(file, today)
    holes = sum(len(gaps([p for p in file.periods if p.lane is lane])) for lane in PeriodLane)
    return (
        f"{count} period{'' if count == 1 else 's'}, {holes} gap{'' if holes == 1 else 's'}. "
        f"Payroll on {day_words(today)}: {word.state}."
    )
