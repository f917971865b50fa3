"""What a program answers to what it observes, each pattern once.

Thousands of shapes look alike to one program, and of what it observes only some depends on days: the rest
is observed once for a shape, and what depends on days once for a class of days.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import astuple, replace

from totalis.evaluate.brief import Brief, brief
from totalis.evaluate.observe import Observed, observe
from totalis.evaluate.population.cells import ID
from totalis.facts.sheet import Engagement, FactSheet, Worker
from totalis.lawbook.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from totalis.evaluate.population.days import Representative
    from totalis.facts.sheet import Posting
    from totalis.rules.program import Program

MOST = 50_000
"""Patterns that are remembered at once: a table where every row differs must not fill the memory."""
_BY_DAYS = ("engagement.start", "engagement.end")


class Patterns:
    """The answers to shapes without earlier postings, for each class of days."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Brief] = {}

    def answers(
        self,
        sheet: FactSheet,
        engagement: Engagement,
        program: Program,
        classes: Sequence[Representative],
    ) -> Iterator[tuple[Representative, Brief]]:
        """What a program answers to an engagement whose days are left out, with the days of each class."""
        pattern = list(observe(sheet, engagement, program).pattern)
        stay = engagement.open_ended, engagement.earlier_postings
        for days in classes:
            for place, mask in _observed_days(program, days, *stay):
                pattern[place] = mask
            dated = replace(engagement, start=days.start, end=days.end)
            yield days, self._answer(sheet, dated, program, tuple(pattern))

    def _answer(
        self, sheet: FactSheet, engagement: Engagement, program: Program, pattern: tuple[int, ...]
    ) -> Brief:
        """A settled answer follows from the pattern; what is missing, also from which facts are unknown."""
        settled = (program, pattern)
        if settled in self._known:
            return self._known[settled]
        still_open = (program, pattern, engagement.open_ended, _unknown(sheet, engagement))
        if still_open not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            answer = brief(sheet, engagement, program, Observed(pattern, {}))
            is_open = answer.outcome == Outcome.UNDETERMINED.value
            self._known[still_open if is_open else settled] = answer
            return answer
        return self._known[still_open]


@lru_cache(maxsize=MOST)
def _observed_days(
    program: Program,
    days: Representative,
    open_ended: bool | None,  # noqa: FBT001  (a fact)
    earlier: tuple[Posting, ...] | None,
) -> tuple[tuple[int, int], ...]:
    """What is observed of the days alone: the place in the pattern and the mask."""
    stay = Engagement(
        id=ID, start=days.start, end=days.end, open_ended=open_ended, earlier_postings=earlier
    )
    pattern = observe(FactSheet(Worker(), (stay,)), stay, program).pattern
    return tuple(
        (place, pattern[place])
        for place, observation in enumerate(program.observations)
        if not set(_BY_DAYS).isdisjoint(observation.facts)
    )


def _unknown(sheet: FactSheet, engagement: Engagement) -> tuple[bool, ...]:
    facts = (*astuple(sheet.worker), *astuple(engagement.employer), *astuple(engagement))
    return tuple([value is None for value in facts])
