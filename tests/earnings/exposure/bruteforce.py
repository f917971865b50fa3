"""The same-earnings test said day by day, with sets and fractions and nothing clever: what the engine must equal.

It shares no code with the engine. Netting, chains, days and findings are written down once more from
docs/exposure.md.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

US = "US"
Key = tuple[Any, ...]


class Line(NamedTuple):
    worker: str
    stream: str
    country: str
    currency: str
    start: date
    end: date
    amount: Decimal
    category: str = "covered"


def days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def place(line: Line) -> str:
    if line.category in {"csg", "crds", "not_covered", "relief"}:
        return "apart"
    if line.category == "unclear" or (line.category == "" and line.country != US):
        return "unclear"
    return "counts"


def charges(lines: list[Line]) -> dict[Key, Decimal]:
    """(worker, stream, country, currency, place, start, end) to what was charged in the end."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for line in lines:
        if place(line) != "apart":
            key = (line.worker, line.stream, line.country, line.currency, place(line))
            sums[*key, line.start, line.end] += line.amount
    standing = {key: amount for key, amount in sums.items() if amount != 0}
    return {
        key: amount
        for key, amount in standing.items()
        if sum(standing[other] for other in chain(key, standing)) != 0
    }


def chain(key: Key, standing: dict[Key, Decimal]) -> set[Key]:
    """Every period of the same charge that touches this one, directly or through others."""
    mine = [other for other in standing if other[:5] == key[:5]]
    found = {key}
    while True:
        more = {
            other
            for other in mine
            if any(other[5] <= had[6] and had[5] <= other[6] for had in found)
        }
        if more <= found:
            return found
        found |= more


def pairs_of_days(standing: dict[Key, Decimal]) -> dict[Key, str]:
    """(worker, US stream, foreign stream, US currency, country, currency, day) to same, unclear."""
    held: dict[Key, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for (worker, stream, country, currency, kind, start, end), amount in standing.items():
        for day in days(start, end):
            held[worker, day, stream, country, currency][kind] += amount
    found = {}
    for worker, day, stream, country, currency in list(held):
        if country != US:
            continue
        for other in list(held):
            if other[:2] != (worker, day) or other[3] == US:
                continue
            if stream == other[2] or not stream or not other[2]:
                key = (worker, stream, other[2], currency, other[3], other[4], day)
                ours, theirs = held[worker, day, stream, country, currency], held[other]
                both = "counts" in ours and "counts" in theirs
                found[key] = "same" if both and stream and other[2] else "unclear"
    return found


def separate(standing: dict[Key, Decimal]) -> dict[Key, tuple[date, date]]:
    """(worker, US stream, foreign stream, country) to the first and last day that they share."""
    held: dict[Key, set[date]] = defaultdict(set)
    for worker, stream, country, _currency, _kind, start, end in standing:
        if stream:
            held[worker, stream, country] |= set(days(start, end))
    found = {}
    for (worker, stream, country), mine in held.items():
        for other, theirs in held.items():
            if country == US != other[2] and worker == other[0] and stream != other[1]:
                shared = mine & theirs
                if shared:
                    found[worker, stream, other[1], other[2]] = (min(shared), max(shared))
    return found
