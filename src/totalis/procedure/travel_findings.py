"""What the travel log says otherwise than the timeline, and days that it has twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.periods import PeriodFinding
from totalis.procedure.periods_stretches import Stretch, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile, Stay


def log_findings(file: CaseFile) -> tuple[PeriodFinding, ...]:
    """Contradictions of the log: two stays in two countries, stays outside every period, work that nobody stated.

    A stay with work in another country than the period's is found with the period, as a change that it hides.
    """
    return (*_doubled(file), *_alone(file), *_unclear(file))


def _doubled(file: CaseFile) -> Iterator[PeriodFinding]:
    """More than one shared day in two countries: a day of travel is in both, a longer stay is not."""
    for index, one in enumerate(file.stays):
        for other in file.stays[index + 1 :]:
            days = shared(one.start, one.end, other.start, other.end)
            if days is None or one.country == other.country or days.start == days.end:
                continue
            yield PeriodFinding(
                kind="shared_day",
                says=(
                    f"The log has the person in {_name(one)} and in {_name(other)} {days.says()}; "
                    "the days count for both."
                ),
                remedy="Correct the stay that is wrong.",
                periods=(),
                documents=_documents(one, other),
            )


def _alone(file: CaseFile) -> Iterator[PeriodFinding]:
    """Days of work on which no period of work stands."""
    work = [item for item in file.periods if item.lane is PeriodLane.WORK]
    for stay in file.stays if work else ():
        held = any(shared(item.start, item.end, stay.start, stay.end) is not None for item in work)
        if stay.worked and not held:
            days = Stretch(stay.start, stay.end).says()
            yield PeriodFinding(
                kind="log",
                says=f"The log has work in {_name(stay)} {days}; the timeline has no period of work then.",
                remedy="Write a period for these days, or correct the log.",
                periods=(),
                documents=_documents(stay),
            )


def _unclear(file: CaseFile) -> Iterator[PeriodFinding]:
    """Stays in another country than the period's of which nobody said whether work was done."""
    for stay in file.stays:
        for item in file.periods:
            if item.lane is not PeriodLane.WORK or stay.worked is not None:
                continue
            days = shared(item.start, item.end, stay.start, stay.end)
            if days is None or not item.country or stay.country == item.country:
                continue
            yield PeriodFinding(
                kind="log",
                says=f"The log has a stay in {_name(stay)} {days.says()} and does not say whether work was done there.",
                remedy="Say in the log whether these were days of work.",
                periods=(item.id,),
                documents=_documents(stay),
            )


def _name(stay: Stay) -> str:
    return name_of(stay.country) if stay.country else "a country that is not named"


def _documents(*stays: Stay) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stay.evidence for stay in stays if stay.evidence))
