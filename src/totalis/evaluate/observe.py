"""Observing one engagement: from facts to the set of values that each observation can still have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from totalis.evaluate.clocks import ClockReading, read_clock
from totalis.facts.observations import BOTH, ELSEWHERE, FALSE, NEITHER, OTHER, PARTNER, TRUE, US
from totalis.facts.sheet import NONE, Engagement, FactSheet, Worker
from totalis.lawbook.model import Agreement, Register

if TYPE_CHECKING:
    from totalis.rules.program import Program

Seen = str | tuple[str, ...] | None
"""A value, the values that are still possible, or None: every value is possible."""

DAYS_OF_A_YEAR = 366


class View(msgspec.Struct, frozen=True):
    """One engagement seen from one agreement."""

    worker: Worker
    engagement: Engagement
    agreement: Agreement
    register: Register

    def side(self, country: str | None) -> Seen:
        """A country relative to the pair."""
        if country is None:
            return None
        party = self.register.party_of(country)
        if party == "US":
            return US
        return PARTNER if party == self.agreement.country else ELSEWHERE

    def sides(self, countries: tuple[str, ...] | None) -> Seen:
        """A list of countries relative to the pair."""
        if countries is None:
            return None
        parties = [self.register.party_of(country) for country in countries]
        home, host = "US" in parties, self.agreement.country in parties
        if home and host:
            return BOTH
        return US if home else PARTNER if host else ELSEWHERE


def _truth(value: bool | None) -> Seen:  # noqa: FBT001  (the value is what it is about)
    return None if value is None else TRUE if value else FALSE


def _us_class(view: View) -> Seen:
    return view.engagement.us_class or view.engagement.kind


def _foreign_class(view: View) -> Seen:
    return view.engagement.foreign_class or view.engagement.kind


def _government(view: View) -> Seen:
    government = view.engagement.employer.government_of
    return "none" if government == NONE else view.side(government)


def _us_person(view: View) -> Seen:
    status, citizenships = view.worker.us_status, view.worker.citizenships
    if status is not None:
        return status
    if citizenships is None:
        return None
    return "citizen" if "US" in citizenships else ("resident_alien", "nonresident_alien")


def _citizen_partner(view: View) -> Seen:
    citizenships = view.worker.citizenships
    return None if citizenships is None else _truth(view.agreement.country in citizenships)


def _principal(view: View) -> Seen:
    days = view.engagement.fixed_base_days
    if days is None or view.agreement.principal is None:
        return None
    more_than = view.agreement.principal.more_than_days
    at_home, at_host = _long(dict(days), view, more_than)
    results = {
        US if here and not there else PARTNER if there and not here else NEITHER
        for here in at_home
        for there in at_host
    }
    return tuple(sorted(results)) if len(results) > 1 else next(iter(results))


def _long(days: dict[str, int], view: View, more_than: int) -> tuple[list[bool], list[bool]]:
    """Whether each country's days pass the mark; a base is kept, not lived in, so both can."""
    result = [
        [days[country] > more_than] if country in days else [False, True]
        for country in ("US", view.agreement.country)
    ]
    return result[0], result[1]


def _presence(view: View) -> Seen:
    days = view.engagement.presence_days
    if days is None:
        return None
    known = dict(days)
    partner = view.agreement.country
    if "US" in known and partner in known:
        here, there = known["US"], known[partner]
        return "equal" if here == there else US if here > there else PARTNER
    for country, side in (("US", US), (partner, PARTNER)):
        if known.get(country, 0) * 2 > DAYS_OF_A_YEAR:
            return side
    return None


def _home_coverage(view: View) -> Seen:
    months = view.engagement.home_coverage_months_before
    needed = view.agreement.home_coverage
    if months is None or needed is None:
        return None
    return "enough" if months >= needed.months else "short"


def _temporary(view: View) -> Seen:
    engagement = view.engagement
    if engagement.open_ended is not None:
        return _truth(not engagement.open_ended)
    return TRUE if engagement.end is not None else None


def _elected(view: View) -> Seen:
    elected = view.engagement.elected
    if elected is None:
        return None
    side = view.side(elected)
    return side if side in (US, PARTNER) else "none"


def _second_job(country: str | None) -> Callable[[View], Seen]:
    def observe(view: View) -> Seen:
        jobs = view.engagement.second_job_in
        return None if jobs is None else _truth((country or view.agreement.country) in jobs)

    return observe


def _cover(view: View, country: str, otherwise: str) -> Seen:
    for code, covered in view.engagement.covered_at_home or ():
        if code == country:
            return "reaches" if covered else "not"
    return otherwise


def occupation_code(text: str) -> str:
    """A job title as agreements write it: `Ground staff` is `ground_staff`."""
    return "_".join(text.lower().replace("-", " ").split())


def _occupation(view: View) -> Seen:
    text = view.engagement.occupation
    if text is None:
        return None
    code = occupation_code(text)
    return code if code in view.agreement.occupations else OTHER


OBSERVERS: dict[str, Callable[[View], Seen]] = {
    "place": lambda view: view.sides(view.engagement.work_country),
    "category": lambda view: view.engagement.category,
    "us_class": _us_class,
    "foreign_class": _foreign_class,
    "government_of": _government,
    "flag": lambda view: view.side(view.engagement.flag),
    "headquarters": lambda view: view.side(view.engagement.employer.headquarters),
    "sent": lambda view: _truth(view.engagement.sent_by_employer),
    "employer_in": lambda view: view.side(view.engagement.employer.country),
    "sent_from": lambda view: view.side(view.engagement.sent_from),
    "insured_en_route": lambda view: _truth(view.engagement.insured_at_home_en_route),
    "employed_before": lambda view: _truth(view.engagement.employed_before_transfer),
    "works_for": lambda view: view.engagement.works_for,
    "affiliate_3121l": lambda view: _truth(view.engagement.affiliate_3121l),
    "american_employer": lambda view: _truth(view.engagement.employer.american),
    "us_person": _us_person,
    "citizen_partner": _citizen_partner,
    "residence": lambda view: view.side(view.worker.residence),
    "hired_in": lambda view: view.side(view.engagement.hired_in),
    "normally_in": lambda view: view.sides(view.engagement.normally_in),
    "transferred": lambda view: _truth(view.engagement.same_activity_transferred),
    "principal": _principal,
    "presence": _presence,
    "health_insurance": lambda view: _truth(view.worker.private_health_insurance),
    "family": lambda view: _truth(view.worker.accompanying_family),
    "home_coverage": _home_coverage,
    "temporary": _temporary,
    "second_job_us": _second_job("US"),
    "second_job_partner": _second_job(None),
    "elected": _elected,
    "us_cover": lambda view: _cover(view, "US", "derived"),
    "partner_cover": lambda view: _cover(view, view.agreement.country, "presumed"),
    "occupation": _occupation,
}


class Observed(msgspec.Struct, frozen=True):
    """The pattern of one engagement, and its clocks."""

    pattern: tuple[int, ...]
    clocks: dict[str, ClockReading]


class Step(msgspec.Struct, frozen=True):
    """How one observation of a program is made: by a clock, or by an observer."""

    clock: str
    observer: Callable[[View], Seen] | None
    bits: dict[str, int]
    full: int


@lru_cache(maxsize=512)
def steps_of(program: Program) -> tuple[Step, ...]:
    """The steps that observe an engagement for a program, in the order of its observations."""
    return tuple(
        Step(
            clock=observation.name.removeprefix("clock.") if observer is None else "",
            observer=observer,
            bits=program.bits[index],
            full=program.full[index],
        )
        for index, observation in enumerate(program.observations)
        for observer in (OBSERVERS.get(observation.name),)
    )


def observe(sheet: FactSheet, engagement: Engagement, program: Program) -> Observed:
    """See an engagement as the program's observations: one mask of possible values each."""
    view = View(sheet.worker, engagement, program.agreement, program.register)
    clocks: dict[str, ClockReading] = {}
    pattern = []
    for step in steps_of(program):
        seen: Seen
        if step.observer is not None:
            seen = step.observer(view)
        else:
            reading = read_clock(program.agreement.clocks[step.clock], engagement)
            clocks[step.clock] = reading
            seen = reading.possible
        if seen is None:
            pattern.append(step.full)
        elif isinstance(seen, str):
            pattern.append(step.bits[seen])
        else:
            mask = 0
            for value in seen:
                mask |= step.bits[value]
            pattern.append(mask)
    return Observed(tuple(pattern), clocks)
