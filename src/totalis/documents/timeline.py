"""The picture of an engagement: lanes on one time axis, in fractions of its length, and the same in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from totalis.documents.words import day_words, duration_words, span_words
from totalis.evaluate.wording import country_words

if TYPE_CHECKING:
    from totalis.evaluate.determination import ClockAnswer, EngagementAnswer
    from totalis.facts.sheet import Engagement

MARGIN = 0.02
MOST_YEARS = 12


class Bar(NamedTuple):
    """A stretch of days, both inside, in a lane; without an end it runs off the picture."""

    lane: str
    tone: str
    start: date
    end: date | None
    says: str


def bars(engagement: Engagement, answer: EngagementAnswer) -> list[Bar]:
    """Everything with a date that the sheet and the answer hold, in the order in which it is read."""
    found = [
        Bar("Earlier stay", "earlier", stay.start, stay.end, span_words(stay.start, stay.end))
        for stay in engagement.earlier_postings or ()
    ]
    if engagement.start is not None:
        says = _work_words(engagement.start, engagement)
        found.append(Bar("Work", "work", engagement.start, engagement.end, says))
    if answer.clock is not None:
        found += _clock_bars(answer.clock)
    proof = answer.certificate
    if proof is not None and proof.effective is not None and proof.product != "none":
        end = _certificate_end(engagement, answer.clock)
        until = f" until {day_words(end)}" if end else ""
        says = f"may hold from {day_words(proof.effective)}{until}; not yet held"
        found.append(Bar("Certificate", "proof", proof.effective, end, says))
    return found


def picture(shown: list[Bar]) -> dict[str, object] | None:
    """Lanes and years, as fractions of the axis; None where nothing has a date."""
    if not shown:
        return None
    days = [day for bar in shown for day in (bar.start, bar.end) if day is not None]
    first, last = min(days), max(days)
    if any(bar.end is None for bar in shown):
        last += timedelta(days=max((last - first).days // 4, 180))
    length = max((last - first).days + 1, 1)

    def at(day: date) -> float:
        share = (day - first).days / length
        return round(MARGIN + (1 - 2 * MARGIN) * min(max(share, 0), 1), 4)

    return {
        "lanes": [
            {
                "label": bar.lane,
                "tone": bar.tone,
                "from": at(bar.start),
                "to": 1.0 if bar.end is None else at(bar.end + timedelta(days=1)),
                "open": bar.end is None,
            }
            for bar in shown
        ],
        "ticks": [{"at": at(day), "label": str(day.year)} for day in _ticks(first, last)],
    }


def _ticks(first: date, last: date) -> list[date]:
    """The first days of years, a dozen at most; where there is none, the first day."""
    step = max(1, -(-(last.year - first.year) // MOST_YEARS))
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1, step)]
    return [day for day in years if day >= first] or [first]


def _work_words(start: date, engagement: Engagement) -> str:
    where = " and ".join(map(country_words, engagement.work_country or ()))
    place = f" in {where}" if where else ""
    if engagement.end is not None:
        return f"{span_words(start, engagement.end)}{place}"
    if engagement.open_ended:
        return f"from {day_words(start)}{place}, no end is intended"
    return f"from {day_words(start)}{place}, last day unknown"


def _clock_bars(clock: ClockAnswer) -> list[Bar]:
    if clock.starts is None or clock.last_lawful_day is None:
        return []
    passed = {True: "; the stay passes it", False: "; the stay keeps it", None: ""}[clock.exceeded]
    says = f"{duration_words(clock.limit)}, to {day_words(clock.last_lawful_day)}{passed}"
    tone = "passed" if clock.exceeded else "limit"
    found = [Bar("Limit", tone, clock.starts, clock.last_lawful_day, says)]
    if clock.latest_with_extension is not None:
        begin = clock.last_lawful_day + timedelta(days=1)
        until = clock.latest_with_extension
        words = f"only if both agree, at most to {day_words(until)}"
        found.append(Bar("Extension", "extension", begin, until, words))
    return found


def _certificate_end(engagement: Engagement, clock: ClockAnswer | None) -> date | None:
    limits = [engagement.end, clock.last_lawful_day if clock is not None else None]
    return min((day for day in limits if day is not None), default=None)
