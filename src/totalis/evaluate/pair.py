"""Gate 1: which pair of countries, and is there an agreement in force for it on that day?

Only the place of work decides the country to look at first. Where the work is done in the United
States, the other country is the one that the worker comes with: the government or flag, the employer,
the country sent from, the headquarters, where the activity is normally carried on, the residence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.facts.sheet import NONE

if TYPE_CHECKING:
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.lawbook.model import Register

HOME = "US"


class Pair(msgspec.Struct, frozen=True):
    """The partner country, or why there is none.

    `state`: found, unknown (ask `missing`), only_us, several, not_named (`countries` holds the places
    that the agreement with `partner` does not name).
    """

    state: str
    partner: str | None = None
    missing: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def find_pair(sheet: FactSheet, engagement: Engagement, register: Register) -> Pair:
    """Find the partner country of an engagement; a territory counts as its party."""
    if engagement.work_country is None:
        return Pair("unknown", missing=("engagement.work_country",))
    places = tuple(dict.fromkeys(map(register.party_of, engagement.work_country)))
    abroad = tuple(country for country in places if country != HOME)
    if len(abroad) > 1:
        return Pair("several", countries=places)
    pair = (
        Pair("found", partner=abroad[0])
        if abroad
        else _partner_of_us_work(sheet, engagement, register)
    )
    outside = _not_named(engagement.work_country, pair.partner, register)
    return Pair("not_named", partner=pair.partner, countries=outside) if outside else pair


def _not_named(places: tuple[str, ...], partner: str | None, register: Register) -> tuple[str, ...]:
    """The places of work that the agreement with the partner leaves out of its territory."""
    return tuple(
        territory.code
        for territory in register.territories
        if territory.code in places and partner in territory.not_named_by
    )


def _partner_of_us_work(sheet: FactSheet, engagement: Engagement, register: Register) -> Pair:
    if engagement.category is None:
        return Pair("unknown", missing=("engagement.category",))
    kinds = {engagement.us_class or engagement.kind, engagement.foreign_class or engagement.kind}
    if None in kinds and engagement.category not in (
        "government",
        "diplomatic",
        "ship",
        "aircraft",
    ):
        return Pair("unknown", missing=("engagement.kind",))
    for path in _links(engagement, self_employed=kinds == {"self_employment"}):
        value = sheet.value(engagement, path)
        if value is None:
            return Pair("unknown", missing=(path,))
        if isinstance(value, bool):
            continue
        countries = (value,) if isinstance(value, str) else value
        parties = map(register.party_of, countries)
        abroad = [country for country in parties if country not in (HOME, NONE)]
        if abroad:
            return Pair("found", partner=abroad[0])
    return Pair("only_us")


def _links(engagement: Engagement, *, self_employed: bool) -> tuple[str, ...]:
    """The facts that can tie work in the United States to another country, strongest first."""
    category = engagement.category
    employer = "engagement.employer.country"
    residence = "worker.residence"
    if category in ("government", "diplomatic"):
        return ("engagement.employer.government_of", employer, residence)
    if category == "ship":
        return ("engagement.flag", employer, residence)
    if category == "aircraft":
        return ("engagement.employer.headquarters", employer, residence)
    if self_employed:
        return ("engagement.normally_in", residence)
    if engagement.sent_by_employer is False:
        return (employer, residence)
    return (employer, "engagement.sent_by_employer", "engagement.sent_from", residence)
