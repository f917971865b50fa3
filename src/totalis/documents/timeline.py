"""The timeline of an engagement: everything that has a date, as bars in lanes on one axis, with its words.

It is drawn twice: by Typst in the memo, as SVG on the page. The day since which the agreement is in force, the
day whose law applies and today stand in no fact sheet; who knows them hands them in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from totalis.documents.words import PRODUCTS
from totalis.facts.countries import name_of, with_article
from totalis.kernel.dates import day_words, duration_words
from totalis.lawbook.model import Outcome
from totalis.procedure.periods_shapes import Axis, Bar, Lane, Mark, Timeline

__all__ = ["Axis", "Bar", "Lane", "Mark", "Timeline", "timeline_of"]

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.evaluate.determination import EngagementAnswer
    from totalis.facts.sheet import Engagement

MARGIN = 0.04
LEAST_MARGIN = 15
DAYS_OF_A_YEAR = 366
OPEN_SHARE = 0.35
"""How far a bar without a known end is drawn on, as a share of the rest."""
_ONE_DAY = timedelta(days=1)


def timeline_of(
    engagement: Engagement,
    answer: EngagementAnswer,
    *,
    in_force: date | None = None,
    as_of: date | None = None,
    today: date | None = None,
) -> Timeline | None:
    """The timeline of one engagement; None while its first day is unknown."""
    if engagement.start is None:
        return None
    found = (
        Lane("Work", _work_label(engagement), tuple(_work(engagement, engagement.start, answer))),
        _agreement(answer.agreement, in_force),
        Lane("Time limit", "Time limit", tuple(_limit(answer))),
        Lane("Certificate", "Certificate can run", tuple(_certificate(engagement, answer))),
    )
    lanes = tuple(lane for lane in found if lane.bars)
    axis = _axis(lanes, [day for day in (as_of, today) if day is not None])
    marks = tuple(mark for mark in _marks(answer, as_of, today) if mark.day in axis)
    return Timeline(lanes, marks, axis, _says(engagement, engagement.start, answer))


def _work_label(engagement: Engagement) -> str:
    return f"Work{_place(engagement)}"


def _place(engagement: Engagement) -> str:
    names = [with_article(code) for code in engagement.work_country or ()]
    return f" in {' and '.join(names)}" if names else ""


def _work(engagement: Engagement, start: date, answer: EngagementAnswer) -> Iterable[Bar]:
    for stay in engagement.earlier_postings or ():
        yield Bar("earlier", "Earlier stay", stay.start, stay.end)
    place = _place(engagement)
    end, limit = engagement.end, _last_lawful_day(answer)
    if end is None:
        why = "no end intended" if engagement.open_ended else "last day unknown"
        yield Bar("open", "This stay", start, None, place, why)
    elif limit is None or end <= limit or answer.outcome == Outcome.ELECTION:
        yield Bar("work", "This stay", start, end, place)
    else:
        if start <= limit:
            yield Bar("work", "This stay, inside the limit", start, limit, place)
        beyond = max(start, limit + _ONE_DAY)
        yield Bar("beyond", "This stay, beyond the limit", beyond, end, place)


def _agreement(country: str | None, in_force: date | None) -> Lane:
    if country is None or in_force is None:
        return Lane("", "", ())
    bar = Bar("law", "Agreement in force", in_force, None)
    return Lane("Agreement", f"Agreement with {name_of(country)} in force", (bar,))


def _limit(answer: EngagementAnswer) -> Iterable[Bar]:
    clock = answer.clock
    if clock is None or clock.starts is None or clock.last_lawful_day is None:
        return
    if answer.outcome == Outcome.ELECTION:
        label, passed = "Choice open", "the time has passed" if clock.exceeded else ""
    else:
        label = f"Limit of {duration_words(clock.limit)}"
        passed = {True: "the stay passes it", False: "the stay keeps it", None: ""}[clock.exceeded]
    tail = f"; {passed}" if passed else ""
    yield Bar("limit", label, clock.starts, clock.last_lawful_day, tail)
    if clock.latest_with_extension is not None:
        after = clock.last_lawful_day + _ONE_DAY
        longest = clock.latest_with_extension
        yield Bar("extension", "Extension, if both agree", after, longest, " at most")


def _certificate(engagement: Engagement, answer: EngagementAnswer) -> Iterable[Bar]:
    proof = answer.certificate
    if proof is None or proof.effective is None or proof.product == "none":
        return
    days = [day for day in (engagement.end, _last_lawful_day(answer)) if day is not None]
    end = min(days, default=None)
    if end is None or end >= proof.effective:
        label = f"{PRODUCTS.get(proof.product, proof.product)}, not yet held"
        yield Bar("certificate", label, proof.effective, end, open="no last day known")


def _last_lawful_day(answer: EngagementAnswer) -> date | None:
    return answer.clock.last_lawful_day if answer.clock is not None else None


def _axis(lanes: Iterable[Lane], lines: Iterable[date]) -> Axis:
    """From the first to the last day of every bar but the agreement's, and the days of lines that are near."""
    bars = [bar for lane in lanes for bar in lane.bars if bar.kind != "law"]
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    year = timedelta(days=DAYS_OF_A_YEAR)
    near = [day for day in lines if min(days) - year <= day <= max(days) + year]
    first, last = min(days + near), max(days + near)
    if any(bar.end is None for bar in bars):
        last += timedelta(days=max(int((last - first).days * OPEN_SHARE), DAYS_OF_A_YEAR))
    room = timedelta(days=max(int((last - first).days * MARGIN), LEAST_MARGIN))
    return Axis(first - room, last + room)


def _marks(answer: EngagementAnswer, as_of: date | None, today: date | None) -> Iterable[Mark]:
    if today is not None:
        yield Mark("today", "Today", today)
    if as_of is not None and as_of != today:
        yield Mark("law-day", f"Law of {day_words(as_of)}", as_of)
    limit = _last_lawful_day(answer)
    if limit is not None:
        name = "Choose by" if answer.outcome == Outcome.ELECTION else "Limit"
        yield Mark("limit", f"{name} {day_words(limit)}", limit)


def _says(engagement: Engagement, start: date, answer: EngagementAnswer) -> str:
    end = day_words(engagement.end) if engagement.end is not None else "no known last day"
    limit = _last_lawful_day(answer)
    tail = f" The limit ends on {day_words(limit)}." if limit is not None else ""
    return f"{_work_label(engagement)} from {day_words(start)} to {end}.{tail}"
