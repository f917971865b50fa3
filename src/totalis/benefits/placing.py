"""Quarters on the calendar: US ones where they help most, foreign ones in what is left.

US quarters from 1978 on belong to no calendar quarter and are placed where they help most (POMS RS 00301.230).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from totalis.benefits.days import QUARTERS, quarters_of_year
from totalis.benefits.record import MOST, PLACED_FROM

if TYPE_CHECKING:
    from totalis.benefits.credits import Chunk
    from totalis.benefits.record import Record


class Placed(msgspec.Struct, frozen=True):
    """Where the quarters of both systems lie."""

    us: frozenset[int]
    foreign: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Each calendar quarter once."""
        return self.us | self.foreign

    def count(self, first: int, last: int) -> int:
        """How many lie between two quarters, both included."""
        return sum(first <= quarter <= last for quarter in self.all)


def us_counts(record: Record, *, through: int) -> dict[int, int]:
    """US quarters a year that can lie in a quarter that has begun by then."""
    counts = {}
    begun = (through + 1) // QUARTERS
    for year in sorted(record.quarters):
        count = record.quarters[year]
        if year >= begun:
            count = min(count, max(through - QUARTERS * year + 1, 0))
        if count:
            counts[year] = count
    return counts


def place(
    record: Record,
    found: tuple[Chunk, ...],
    *,
    backward: bool = False,
    through: int,
    window: int | None = None,
) -> Placed:
    """Both systems' quarters up to a quarter.

    Args:
        record: The worker, with US quarters.
        found: What is converted.
        backward: Foreign quarters are placed from the last possible one: POMS GN 01724.110, step 5.
        through: The last quarter that counts.
        window: The first quarter of the test that they are placed for; None where all count.
    """
    spans = set(chain.from_iterable(chunk.quarters for chunk in found))
    us = _us(record, spans, through=through, window=window)
    foreign: set[int] = set()
    for chunk in found:
        left = chunk.count
        for quarter in reversed(chunk.quarters) if backward else chunk.quarters:
            if left <= 0:
                break
            if quarter <= through and quarter not in us:
                foreign.add(quarter)
                left -= 1
    return Placed(us, frozenset(foreign))


def _us(record: Record, spans: set[int], *, through: int, window: int | None) -> frozenset[int]:
    taken = {quarter for quarter in record.placed if quarter <= through}
    for year, count in us_counts(record, through=through).items():
        if count == MOST:
            taken.update(quarters_of_year(year))
            continue
        open_ones = [quarter for quarter in quarters_of_year(year) if quarter <= through]
        free = [quarter for quarter in open_ones if quarter not in taken]
        own = sum(quarter in taken for quarter in quarters_of_year(year))
        free.sort(key=lambda quarter: (window is not None and quarter < window, quarter in spans))
        taken.update(free[: max(count - own, 0)])
    return frozenset(taken)


def unplaced(record: Record) -> tuple[int, ...]:
    """Years before 1978 with one to three US quarters of which nobody said where they lie."""
    own = {quarter // QUARTERS for quarter in record.placed}
    return tuple(
        year
        for year, count in sorted(record.quarters.items())
        if year < PLACED_FROM and 0 < count < MOST and year not in own
    )
