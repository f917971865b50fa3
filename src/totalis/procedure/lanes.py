"""For whom a certificate is asked: employer, self-employed person, performer, or nobody yet.

A lane is a word of SSA's service. What a firm calls its people (contractor, gig worker, secondee) decides nothing:
where the facts do not say which of the three it is, the case is on hold until a person has settled it.
"""

from __future__ import annotations

from functools import cache

import msgspec

from totalis.procedure.casefile import CaseFile, Direction, Lane, PartyRole, PeriodLane
from totalis.procedure.forms_facts import engagement
from totalis.procedure.reader import read_data

KINDS = ("employment", "self_employment")
STATUS_OF = {"employment": "employee", "self_employment": "self_employed"}
"""The word of the timeline for each kind of work."""


class LaneEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A lane of the service: its name there and for whom it is."""

    key: str
    name: str
    says: str
    source: tuple[str, ...]


class Submitter(msgspec.Struct, frozen=True, kw_only=True):
    """What sources say about one way of asking; `countries` empty is the general statement."""

    who: str
    may: str
    """yes, no, checked (the office asks the employer), not_named"""
    says: str
    source: tuple[str, ...]
    countries: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()


class LaneBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `lanes.yaml`."""

    lanes: dict[str, LaneEntry]
    who_may_submit: tuple[Submitter, ...]


@cache
def lane_book() -> LaneBook:
    """The lanes as sources describe them.

    Raises:
        LawError: the file does not read.
    """
    return read_data("lanes", LaneBook)


def lane_of(case: CaseFile) -> tuple[Lane, str]:
    """The lane of a case and the reason in one sentence; `HOLD` where the facts do not name one of the three."""
    work = engagement(case)
    kind, us_class = work.get("kind"), work.get("us_class")
    if not work:
        return Lane.HOLD, "No fact sheet says whether the work is done for an employer."
    if work.get("category") == "performer":
        return Lane.PERFORMER, "The facts name the worker a performer, artist or athlete."
    seen = us_class or kind
    if seen not in KINDS:
        found = f"'{seen}' is no lane of the service" if seen else "It is unknown"
        return (
            Lane.HOLD,
            f"{found}: say whether US law sees the work as employment or as one's own.",
        )
    against = _against(case, str(seen))
    if against:
        return Lane.HOLD, against
    if seen == "employment":
        return Lane.EMPLOYER, "US law sees the work as employment; the employer asks."
    return Lane.SELF_EMPLOYED, "US law sees the work as self-employment; the worker asks."


def _against(case: CaseFile, seen: str) -> str:
    """What the case file says against the lane that the facts name."""
    told = _timeline_against(case, seen)
    if told:
        return told
    roles = {party.role for party in case.parties}
    employers = roles & {PartyRole.US_EMPLOYER, PartyRole.FOREIGN_EMPLOYER}
    businesses = roles & {PartyRole.OWN_BUSINESS_US, PartyRole.OWN_BUSINESS_FOREIGN}
    if seen == "employment" and businesses and not employers:
        return "The facts say employment, but the case names only businesses of the worker's own."
    if seen == "self_employment" and employers and not businesses:
        return "The facts say self-employment, but the case names only employers."
    return ""


def _timeline_against(case: CaseFile, seen: str) -> str:
    """What the periods of work in the country of the request say against the lane."""
    where = "US" if case.direction is Direction.FOREIGN_CERTIFICATE else case.partner
    labels = {
        period.status
        for period in case.periods
        if period.lane is PeriodLane.WORK and period.country == where and period.status
    }
    other = labels - set(STATUS_OF.values())
    if labels and STATUS_OF[seen] not in labels:
        other = labels
    if other:
        shown = ", ".join(sorted(label.replace("_", " ") for label in other))
        return f"The facts say {seen.replace('_', '-')}, but the timeline says {shown}."
    return ""


def who_may_submit(country: str, lane: Lane) -> tuple[Submitter, ...]:
    """Every statement on who may ask, those on this country first; several that disagree are all shown."""
    every = [
        item
        for item in lane_book().who_may_submit
        if (not item.lanes or lane.value in item.lanes)
        and (not item.countries or country in item.countries)
    ]
    return tuple(sorted(every, key=lambda item: not item.countries))


def submitters_disagree(found: tuple[Submitter, ...], who: str) -> bool:
    """Whether sources say different things about one way of asking."""
    return len({item.may for item in found if item.who == who}) > 1
