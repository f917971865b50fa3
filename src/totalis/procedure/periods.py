"""The timeline of a case: what is refused when a period is written, what is wrong between periods (A1 to A3).

A new period starts whenever status, place, employer or contribution country changes. A period that hides a change is
refused with the day from which it must be split. Only where the work is done decides the country to look at first:
places of clients, employers, pay and residence are kept apart from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.casefile import PeriodLane
from totalis.procedure.periods_hidden import Change, changes_inside
from totalis.procedure.periods_stretches import gaps, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile, Period

VAGUE = re.compile(
    r"\b(this|last|next|that|all|whole|the) year\b|\b(various|several|different|many)\b|\betc\b|"
    r"\b(mostly|mainly|sometimes|occasionally|on and off|and elsewhere|here and there|worldwide)\b|"
    r"^\s*(work(ed)?|working)( (in|from) [\w .'-]+)?( (in )?\d{4})?\.?\s*$",
    re.IGNORECASE,
)
"""Words that name no one kind of work in one place: "worked in France this year"."""
LANE_WORDS = {
    PeriodLane.WORK: "work",
    PeriodLane.RESIDENCE: "residence",
    PeriodLane.CONTRIBUTIONS: "contributions",
}


@dataclass(frozen=True, slots=True)
class PeriodFinding:
    """Something between periods, or between a period and a record.

    `kind`: gap, overlap, hidden_change, vague, no_proof. `periods` and `documents` are ids.
    """

    kind: str
    says: str
    remedy: str
    periods: tuple[str, ...]
    documents: tuple[str, ...] = ()


def check_period(period: Period, file: CaseFile) -> None:
    """Refuse a period that is incomplete, vague, or hides a change.

    Args:
        period: The period as typed, with its id where it replaces an earlier one of the file.
        file: The case with every other period, the log and the documents.

    Raises:
        InputError: with every problem, each under the name of its field.
    """
    problems = [*_incomplete(period), *_vague(period), *_hidden(period, file)]
    if problems:
        raise InputError(problems)


def timeline_findings(file: CaseFile) -> tuple[PeriodFinding, ...]:
    """Gaps and overlaps in each lane, periods that hide a change, vague ones, and ones without proof."""
    return (
        *(item for lane in PeriodLane for item in _between(file, lane)),
        *(item for period in file.periods for item in _inside(period, file)),
    )


# -- one period -----------------------------------------------------------------------------------


def _incomplete(period: Period) -> Iterator[Problem]:
    if period.end is not None and period.end < period.start:
        yield Problem(
            path="end",
            found=day_words(period.end),
            expected=f"a day on or after {day_words(period.start)}",
            remedy="Exchange the two days, or leave the last one empty while it is unknown.",
        )
    if not period.country:
        remedy = "Choose the country; write one period for each country."
        yield Problem("country", "nothing", "one country", remedy)
    if period.lane is not PeriodLane.WORK:
        return
    if not period.status:
        remedy = "Choose employee or self-employed; write a new period where it changed."
        yield Problem("status", "nothing", "employee or self-employed", remedy)
    if period.status == "employee" and not period.employer:
        remedy = "Name the employer; a client is no employer."
        yield Problem("employer", "nothing", "the employer's name", remedy)
    if not period.place:
        remedy = "Name the town or site where the work is physically done."
        yield Problem("place", "nothing", "where the work is done", remedy)


def _vague(period: Period) -> Iterator[Problem]:
    if period.lane is not PeriodLane.WORK:
        return
    text = period.description.strip()
    if text and VAGUE.search(text) is None:
        return
    yield Problem(
        path="description",
        found=f"“{text}”" if text else "nothing",
        expected="one kind of work, in one place, between two days",
        remedy="Say what the work is; write a period of its own for every change of place, employer or status.",
    )


def _hidden(period: Period, file: CaseFile) -> Iterator[Problem]:
    for change in changes_inside(period, file):
        yield Problem(
            path=change.field,
            found=change.says,
            expected="one period in which nothing changes",
            remedy=_split(change, period),
        )


def _split(change: Change, period: Period) -> str:
    if change.day <= period.start:
        return "Correct the period, or the record that says otherwise."
    return f"End this period before {day_words(change.day)} and begin a new one on that day, or correct the record."


# -- between periods ------------------------------------------------------------------------------


def _between(file: CaseFile, lane: PeriodLane) -> Iterator[PeriodFinding]:
    periods = [item for item in file.periods if item.lane is lane]
    words = LANE_WORDS[lane]
    for gap in gaps(periods):
        yield PeriodFinding(
            kind="gap",
            says=f"Nothing is known of {words} {gap.says()}.",
            remedy=f"Write a period for these days, or say in the record that there was no {words}.",
            periods=(),
        )
    for item in overlaps(periods):
        one, other = (_country(period) for period in (item.one, item.other))
        yield PeriodFinding(
            kind="overlap",
            says=f"Two periods of {words} stand side by side {item.days.says()}: {one} and {other}.",
            remedy="Keep both only if both are true at the same time; otherwise end the first before the second.",
            periods=(item.one.id, item.other.id),
            documents=(*item.one.evidence, *item.other.evidence),
        )


def _inside(period: Period, file: CaseFile) -> Iterator[PeriodFinding]:
    for change in changes_inside(period, file):
        yield PeriodFinding(
            kind="hidden_change",
            says=change.says,
            remedy=_split(change, period),
            periods=(period.id,),
            documents=change.documents,
        )
    for problem in _vague(period):
        yield PeriodFinding(
            "vague", f"A period says {problem.found}.", problem.remedy, (period.id,)
        )
    if not any(file.evidence_item(item) is not None for item in period.evidence):
        days = period.start if period.end is None else period.end
        says = f"No record proves the period of {LANE_WORDS[period.lane]} in {_country(period)} up to {day_words(days)}."
        remedy = "Name the document that proves it, or ask for one."
        yield PeriodFinding("no_proof", says, remedy, (period.id,))


def _country(period: Period) -> str:
    return name_of(period.country) if period.country else "a country that is not named"
