"""Searching the law, and looking at its sources and how fresh they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from totalis.documents.words import article_words
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.result import ShownSource, rule_link, shown_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from totalis.lawbook.model import Agreement, Register, Source

SHORTEST = 2
MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: where it stands, what it says, how to get there."""

    place: str
    what: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source and the agreements that cite it."""

    key: str
    source: ShownSource
    used_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source and how long ago it was checked."""

    place: str
    link: str
    source: ShownSource
    days: int


def found(query: str) -> tuple[list[Entry], int]:
    """Entries that hold every word of a query, and how many there are in all."""
    words = query.casefold().split()
    if sum(len(word) for word in words) < SHORTEST:
        return [], 0
    hits = [entry for entry in _entries() if all(word in _haystack(entry) for word in words)]
    return hits[:MOST_FOUND], len(hits)


def _haystack(entry: Entry) -> str:
    return f"{entry.place} {entry.what} {entry.text}".casefold()


@cache
def _entries() -> tuple[Entry, ...]:
    law = lawbook()
    entries: list[Entry] = []
    for agreement in law.agreements():
        entries.extend(_of_agreement(agreement))
    entries.extend(_of_register(law.register))
    return tuple(entries)


def _of_agreement(agreement: Agreement) -> Iterator[Entry]:
    place, page = agreement.name, f"/law/{agreement.key}/"
    for rule in agreement.rules:
        yield Entry(
            place, f"{rule.id}, {article_words(rule.article)}", rule.says, rule_link(rule.id)
        )
        for need in rule.needs:
            yield Entry(place, f"condition of {rule.id}", need.says, rule_link(rule.id))
    for clock in agreement.clocks.values():
        yield Entry(place, "time limit", clock.says, f"{page}#clock-{clock.name}")
    for charge in (*agreement.laws_us, *agreement.laws_partner):
        yield Entry(place, "law reached", charge.name, f"{page}#laws")
    for charge in agreement.not_covered:
        yield Entry(place, "charge not reached", f"{charge.name}. {charge.why}", f"{page}#laws")
    for conflict in agreement.conflicts:
        says = " ".join(reading.says for reading in conflict.readings)
        yield Entry(place, f"conflict: {conflict.topic}", says, f"{page}#conflicts")
    for gap in agreement.unknown:
        yield Entry(place, "not known", gap, f"{page}#unknown")
    yield Entry(place, "exception", agreement.exceptions.says, f"{page}#exceptions")
    for key, source in agreement.sources.items():
        yield Entry(place, "source", f"{source.title} {source.section}", f"{page}#source-{key}")


def _of_register(register: Register) -> Iterator[Entry]:
    for rule in register.rules:
        yield Entry("Before every agreement", rule.id, rule.says, rule_link(rule.id))
    for item in register.signed:
        yield Entry(item.name, "signed, not in force", item.status, "/law/not-in-force/")


@cache
def all_sources() -> tuple[ListedSource, ...]:
    """Every source by title, with the agreements that cite it."""
    law = lawbook()
    known: dict[tuple[str, str], tuple[str, Source]] = {}
    users: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for agreement in law.agreements():
        for key, source in agreement.sources.items():
            name = (source.title, source.url)
            known.setdefault(name, (key, source))
            users.setdefault(name, []).append((agreement.name, f"/law/{agreement.key}/"))
    for key, source in law.register.sources.items():
        known.setdefault((source.title, source.url), (key, source))
    return tuple(
        ListedSource(key, shown_source(source), tuple(users.get(name, ())))
        for name, (key, source) in sorted(known.items())
    )


def freshness(today: date) -> list[Freshness]:
    """Every source of every agreement, longest ago first."""
    rows = [
        Freshness(
            place=agreement.name,
            link=f"/law/{agreement.key}/#source-{key}",
            source=shown_source(source),
            days=(today - source.checked_on).days,
        )
        for agreement in lawbook().agreements()
        for key, source in agreement.sources.items()
    ]
    return sorted(rows, key=lambda row: (-row.days, row.place, row.source.title))
