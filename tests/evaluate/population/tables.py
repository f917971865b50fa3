"""Random tables as text: known, unknown and wrong cells, leap days, earlier postings, several pairs.

A table is made from one number that Hypothesis draws: drawing each of some thousand cells would take longer
than everything that is tested.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from totalis.evaluate.population import FACTS
from totalis.facts.vocabulary import Fact, FactType

if TYPE_CHECKING:
    from tests.evaluate.population.oracle import Row

PARTNERS = ("FR", "FR", "JP", "IT", "SI", "DK", "ES", "FI", "CH", "CA", "IS")
DAYS = (
    date(2024, 2, 29),
    date(2020, 2, 29),
    date(1988, 7, 1),
    date(1984, 3, 31),
    date(2019, 2, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
)
LENGTHS = (0, 89, 90, 364, 365, 366, 730, 731, 1094, 1095, 1096, 1825, 1826, 1827, 4000)
GAPS = (0, 1, 1, 364, 365, 366, 367)
WRONG = (
    "yes",
    "fr",
    "2026-02-30",
    "31/12/2026",
    " ",
    "US,FR",
    "1201",
    "-3",
    '{"US"',
    "[",
    "ä" * 501,
)
JOBS = ("Ground staff", "ground-staff", "cook", "italian controlled enterprise", "7", "x" * 501)
USUAL = {
    "kind": ("employment",),
    "category": ("ordinary",),
    "sent_by_employer": ("true",),
    "employer_country": ("US",),
    "employer_american": ("true",),
    "employed_before_transfer": ("true",),
    "works_for": ("sending_employer",),
    "private_health_insurance": ("true",),
    "open_ended": ("false",),
}
"""What an ordinary posting says, so that many rows get far."""


def cell(chance: Random, fact: Fact, partner: str) -> str:
    """A value of a fact that the reader takes, but for a job title that is too long."""
    countries = ("US", partner, partner, "CN", "PR", "GU")
    if fact.type is FactType.COUNTRIES:
        return "|".join(chance.choices(countries, k=chance.randrange(3))) or "[]"
    if fact.type in (FactType.DAYS_BY_COUNTRY, FactType.COVER_BY_COUNTRY):
        values = (
            (True, False) if fact.type is FactType.COVER_BY_COUNTRY else (0, 100, 183, 184, 200)
        )
        known = chance.choice([(), ("US",), (partner,), ("US", partner)])
        return json.dumps({country: chance.choice(values) for country in known})
    places = (*[partner] * 6, "US", "US", f"US|{partner}", "FR|DE", "CN", "GU", "[]")
    return chance.choice(
        {
            FactType.BOOL: ("true", "false"),
            FactType.COUNTRY: countries,
            FactType.COUNTRY_OR_NONE: (*countries, "none", "false"),
            FactType.WORK_COUNTRY: places,
            FactType.CHOICE: [value for value, _label in fact.options],
            FactType.MONTHS: ("0", "5", "6", "7", "60"),
            FactType.TEXT: JOBS,
        }[fact.type]
    )


def dated(chance: Random) -> Row:
    """Start, end and earlier postings; now and then backwards or unknown."""
    random_day = date(1960, 1, 1) + timedelta(days=chance.randrange(29_000))
    start = chance.choice([chance.choice(DAYS), random_day])
    end = start + timedelta(days=chance.choice(LENGTHS))
    postings = []
    before = start
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        last = before - timedelta(days=chance.choice(GAPS))
        before = last - timedelta(days=chance.randrange(1900))
        postings.append({"start": before.isoformat(), "end": last.isoformat()})
    if chance.random() < 0.08:
        end = start - timedelta(days=1)
    row: Row = {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "earlier_postings": json.dumps(postings),
    }
    return {name: text if chance.random() > 0.15 else nothing(chance) for name, text in row.items()}


def nothing(chance: Random) -> str | None:
    """An unknown cell, in both of its forms."""
    return chance.choice(["", None])


def row(chance: Random) -> Row:
    """One row of every column."""
    partner = chance.choice(PARTNERS)
    found = dated(chance)
    unknown = chance.choice([0, 0.1, 0.4])
    wrong = chance.choice([0, 0, 0, 0.03])
    for column, fact in FACTS.items():
        if column not in found:
            usual = column in USUAL and chance.random() < 0.75
            found[column] = chance.choice(USUAL[column]) if usual else cell(chance, fact, partner)
            if chance.random() < unknown:
                found[column] = nothing(chance)
        if chance.random() < wrong:
            found[column] = chance.choice(WRONG)
    if found["us_status"] and found["citizenships"] and chance.random() < 0.9:
        american = "US" in found["citizenships"].split("|")
        found["us_status"] = "citizen" if american else "resident_alien"
    if chance.random() < 0.6:
        found |= dict.fromkeys(("us_class", "foreign_class", "covered_at_home"))
    if chance.random() < 0.7 and found["occupation"] and len(found["occupation"]) > 500:
        found["occupation"] = "cook"
    if chance.random() < 0.7:
        found["employer_name"] = "Example Corporation"
    return found


def table_of(seed: int, rows: int) -> list[Row]:
    """Some rows, and sometimes only some of the columns."""
    chance = Random(seed)  # noqa: S311  (cells, not secrets)
    every = list(FACTS)
    some = chance.sample(every, chance.randint(1, len(every)))
    names = chance.choice([every, every, every, some])
    return [{name: found[name] for name in names} for found in (row(chance) for _ in range(rows))]


SEEDS = st.integers(0, 2**32)
AS_OF = st.sampled_from([date(2026, 1, 1), date(2026, 1, 1), date(1990, 6, 1), date(1979, 1, 1)])
