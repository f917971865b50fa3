"""Work in several countries, or partly in a country without an agreement: a mixed case, never one certificate (A3).

And the places that are kept apart from the place of work: client, employer, pay, residence (A2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.facts.countries import name_of
from totalis.procedure.casefile import PartyRole, PeriodLane
from totalis.procedure.findings_values import plain_place

if TYPE_CHECKING:
    from collections.abc import Collection

    from totalis.procedure.casefile import CaseFile

HOME = "US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """A mixed case: where the work is, which part has no agreement, and whether it is split or held.

    `action`: split (one engagement for each country), hold (a person must look first).
    """

    countries: tuple[str, ...]
    outside: tuple[str, ...]
    action: str
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the case knows, and whether it decides the country to look at first."""

    what: str
    country: str
    who: str
    decides: bool
    note: str


def mixed_case(file: CaseFile, agreements: Collection[str]) -> Mixed | None:
    """Name a mixed case; None where all work is in one country, or in the United States and one partner.

    Args:
        file: The case.
        agreements: The countries with an agreement in force on the days of the case.
    """
    work = _work_countries(file)
    abroad = tuple(code for code in work if code != HOME)
    outside = tuple(code for code in abroad if code not in agreements)
    if len(abroad) < 2 and not (outside and len(work) > 1):  # noqa: PLR2004
        return None
    names = ", ".join(map(name_of, work))
    if outside:
        gone = ", ".join(map(name_of, outside))
        says = f"The work is in {names}. There is no agreement with {gone}: a person must look before anything is asked for."
    else:
        says = f"The work is in {names}: one engagement and one answer for each country, never one certificate for all."
    action = "hold" if outside else "split"
    return Mixed(countries=work, outside=outside, action=action, says=says)


def places_of(file: CaseFile) -> tuple[Place, ...]:
    """Every place of the case, apart: only where the work is done decides the country to look at first."""
    found = [
        Place("work", code, "", decides=True, note="Decides the country to look at first.")
        for code in _work_countries(file)
    ]
    for party in file.parties:
        what = "client" if party.role is PartyRole.CLIENT else "employer or business"
        note = (
            "A client never decides coverage." if what == "client" else "Whose coverage may go on."
        )
        if party.employer.country:
            found.append(
                Place(what, party.employer.country, party.employer.name, decides=False, note=note)
            )
    found.extend(_pay(file))
    found.extend(
        Place("residence", item.country, "", decides=False, note="Decides for some self-employed.")
        for item in file.periods
        if item.lane is PeriodLane.RESIDENCE and item.country
    )
    return tuple(dict.fromkeys(found))


def _work_countries(file: CaseFile) -> tuple[str, ...]:
    """Where work is done: periods, days of work in the log, engagements of the fact sheet."""
    periods = [item.country for item in file.periods if item.lane is PeriodLane.WORK]
    stays = [item.country for item in file.stays if item.worked]
    sheet = file.current_facts.sheet if file.current_facts is not None else {}
    stated: list[str] = []
    for engagement in sheet.get("engagements", ()):
        places = engagement.get("work_country") or ()
        stated += [places] if isinstance(places, str) else places
    return tuple(dict.fromkeys(code for code in (*periods, *stays, *stated) if code))


def _pay(file: CaseFile) -> list[Place]:
    """Where pay comes from, as documents say it (`pay.country`)."""
    note = "Pay location never decides coverage."
    return [
        Place("pay", reading.value, item.title, decides=False, note=note)
        for item in file.evidence
        for reading in item.readings
        if plain_place(reading.place) == ("pay", "country") and reading.value
    ]
