"""Time limits: where a clock starts, its last lawful day, whether the stay fits it.

Months are added with the rounding that the law names. Earlier postings count as the agreement says;
where it does not say, only what holds under every reading is taken as known.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from totalis.facts.observations import BEYOND, REPEAT_OPEN, WITHIN
from totalis.kernel.dates import Duration, Rounding, add, last_day_of

if TYPE_CHECKING:
    from totalis.facts.sheet import Engagement, Posting
    from totalis.lawbook.model import Clock

_ONE_DAY = timedelta(days=1)


class ClockReading(msgspec.Struct, frozen=True):
    """What one clock shows for one engagement.

    `possible` are the values that the observation can still have; `starts` and `last_lawful_day` are
    None while the first day is unknown.
    """

    possible: tuple[str, ...]
    starts: date | None
    last_lawful_day: date | None
    from_earlier_posting: bool = False

    @property
    def exceeded(self) -> bool | None:
        """Whether the stay passes the limit; None while that is open."""
        if self.possible == (BEYOND,):
            return True
        return False if self.possible == (WITHIN,) else None


@lru_cache(maxsize=256)
def _limit(text: str) -> Duration:
    return Duration.parse(text)


def read_clock(clock: Clock, engagement: Engagement) -> ClockReading:
    """Read a clock against the dates of an engagement."""
    start = engagement.start
    if start is None:
        possible = (BEYOND,) if engagement.open_ended else _every_value(clock)
        return ClockReading(possible, None, None)
    own_start, own_last = _floored(clock, start), last_day_alone(clock, start)
    earlier = engagement.earlier_postings
    if clock.repeats.rule == "each_alone":
        earlier = ()
    if earlier is not None:
        earlier = tuple(
            posting for posting in earlier if posting.end >= _floored(clock, posting.end)
        )
    if not earlier:
        possible = _fits(engagement, own_last)
        if earlier is None and WITHIN in possible:
            possible = _with(possible, _if_repeated(clock))
        return ClockReading(possible, own_start, own_last)
    return _repeated(clock, engagement, earlier, own_start, own_last)


def last_day_alone(clock: Clock, start: date) -> date:
    """The last lawful day of a stay without earlier postings, as `read_clock` says it."""
    return _last(clock, _floored(clock, start))


def last_days_alone(clock: Clock, starts: tuple[date, ...]) -> tuple[date, ...]:
    """The same for many first days."""
    floored = starts
    if clock.floor is not None and min(starts, default=clock.floor) < clock.floor:
        floored = tuple([_floored(clock, start) for start in starts])
    return _last_days(floored, clock.limit, clock.rounding)


@lru_cache(maxsize=64)
def _last_days(starts: tuple[date, ...], limit: str, rounding: str) -> tuple[date, ...]:
    return tuple([_last_day(start, limit, rounding) for start in starts])


def _repeated(
    clock: Clock,
    engagement: Engagement,
    earlier: tuple[Posting, ...],
    own_start: date,
    own_last: date,
) -> ClockReading:
    if clock.repeats.rule == "gap":
        first = _chain_start(clock, earlier, own_start)
        if first is None:
            return ClockReading(_fits(engagement, own_last), own_start, own_last)
        return _from_first(clock, engagement, first)
    alone = _fits(engagement, own_last)
    if alone == (BEYOND,):
        return ClockReading(alone, own_start, own_last)
    first = _floored(clock, min(posting.start for posting in earlier))
    together = _fits(engagement, _last(clock, first))
    if together == (WITHIN,):
        return ClockReading(together, first, _last(clock, first), from_earlier_posting=True)
    possible: tuple[str, ...] = (WITHIN, REPEAT_OPEN, BEYOND)
    if alone == (WITHIN,):
        possible = (REPEAT_OPEN,)
    if together == (BEYOND,):
        possible = tuple(value for value in possible if value != WITHIN)
    return ClockReading(possible, own_start, own_last)


def _from_first(clock: Clock, engagement: Engagement, first: date) -> ClockReading:
    starts = _floored(clock, first)
    last = _last(clock, starts)
    return ClockReading(_fits(engagement, last), starts, last, from_earlier_posting=True)


def _chain_start(clock: Clock, earlier: tuple[Posting, ...], start: date) -> date | None:
    """The start of the first posting that still counts, or None if the gap freed this one."""
    first: date | None = None
    previous_end: date | None = None
    for posting in earlier:
        if previous_end is None or _freed(clock, previous_end, posting.start):
            first = posting.start
        previous_end = posting.end if previous_end is None else max(previous_end, posting.end)
    if previous_end is None or _freed(clock, previous_end, start):
        return None
    return first


def _freed(clock: Clock, end: date, start: date) -> bool:
    """Whether the gap after `end` is long enough for a clock of its own."""
    after = add(end + _ONE_DAY, _limit(clock.repeats.gap), rounding=Rounding(clock.rounding))
    return start > after if clock.repeats.gap_test == "more_than" else start >= after


def _floored(clock: Clock, day: date) -> date:
    """The day, or the day on which the agreement took effect where time before it does not count."""
    if clock.counted_from == "start" or clock.floor is None:
        return day
    return max(day, clock.floor)


def _last(clock: Clock, start: date) -> date:
    return _last_day(start, clock.limit, clock.rounding)


@lru_cache(maxsize=32_768)
def _last_day(start: date, limit: str, rounding: str) -> date:
    """Most agreements count the same limit, and a register has few first days."""
    return last_day_of(start, _limit(limit), rounding=Rounding(rounding))


def _fits(engagement: Engagement, last: date) -> tuple[str, ...]:
    """Whether a stay ends by a day; one that begins after it does not, whatever its end."""
    if engagement.open_ended or (engagement.start is not None and last < engagement.start):
        return (BEYOND,)
    if engagement.end is None:
        return (WITHIN, BEYOND)
    return (WITHIN,) if engagement.end <= last else (BEYOND,)


def _if_repeated(clock: Clock) -> str:
    return REPEAT_OPEN if clock.repeats.rule == "not_stated" else BEYOND


def _with(possible: tuple[str, ...], value: str) -> tuple[str, ...]:
    return possible if value in possible else (*possible, value)


def _every_value(clock: Clock) -> tuple[str, ...]:
    if clock.repeats.rule == "not_stated":
        return (WITHIN, BEYOND, REPEAT_OPEN)
    return (WITHIN, BEYOND)
