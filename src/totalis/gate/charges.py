"""Which charges a certificate reaches: read off the catalogue of the country in which the worker is exempt.

A certificate exempts from what the agreement covers and from nothing else. What a source does not place, what ends by
the country's own law alone, and a label that stands for several charges are doubts: `hold`.
"""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from totalis.gate.question import Charges
from totalis.gate.words import Word
from totalis.kernel.errors import NotFoundError
from totalis.lawbook.charges.index import Index
from totalis.lawbook.charges.labels import cuts, label_key, names_csg_and_crds
from totalis.lawbook.charges.model import Category, Charge, Effect

if TYPE_CHECKING:
    from datetime import date

    from totalis.lawbook.charges import book
    from totalis.lawbook.charges.model import Bundle


class Reached(Enum):
    """What a certificate does to a charge on a day."""

    YES = "reached"
    FALLS_AWAY = "falls_away"
    NO = "not_reached"
    UNCLEAR = "unclear"


class OfCharge(NamedTuple):
    """What payroll does with one charge while a certificate holds, why, and where the charge stands."""

    word: Word
    reason: str
    charges: Charges | None


_EFFECTS = {
    Effect.EXEMPT: Reached.YES,
    Effect.DOMESTIC_FALLS_AWAY: Reached.FALLS_AWAY,
    Effect.STILL_DUE_POSSIBLE: Reached.NO,
}
_WORDS = {Reached.YES: Word.EXEMPT, Reached.NO: Word.WITHHOLD}


REMEMBERED = 20_000
"""Charges on days; a payroll asks for the same few again and again."""


class Reach:
    """The catalogues of charges, each read once."""

    def __init__(self, law: book.Charges) -> None:
        self._law = law
        self._indexes: dict[str, Index | None] = {}
        self._all: dict[tuple[str, date], Charges | None] = {}
        self._one: dict[tuple[str, str, date], OfCharge] = {}

    def of_all(self, country: str, day: date) -> Charges | None:
        """Every charge that a country had on a day, sorted by what a certificate does to it; None without a catalogue."""
        key = country, day
        known = self._all.get(key)
        if known is not None:
            return known
        index = self._index(country)
        found = None if index is None else _sorted(country, index, _on_day(index, day), day)
        if len(self._all) >= REMEMBERED:
            self._all.clear()
        self._all[key] = found
        return found

    def of_one(self, charge: str, country: str, day: date) -> OfCharge:
        """A charge by its key, a category or a label as it is printed.

        Args:
            charge: As payroll names it.
            country: Where the worker is exempt.
            day: The day asked for.
        """
        key = charge, country, day
        found = self._one.get(key)
        if found is None:
            found = self._of_one(charge, country, day)
            if len(self._one) >= REMEMBERED:
                self._one.clear()
            self._one[key] = found
        return found

    def _of_one(self, charge: str, country: str, day: date) -> OfCharge:
        index = self._index(country)
        if index is None:
            return OfCharge(Word.HOLD, f"There is no catalogue of the charges of {country}.", None)
        named = _keys(index, charge)
        # One name, two charges, one after the other: the one of the day is meant.
        keys = [key for key in named if index.entries[key].meets(day, day)] or named
        if not keys:
            return OfCharge(Word.HOLD, _unknown(index, charge), None)
        found = _sorted(country, index, keys, day)
        kinds = {_reached(index.entries[key], day) for key in keys}
        if len(kinds) > 1:
            return OfCharge(Word.HOLD, f"{charge!r} can be several charges; name one.", found)
        (kind,) = kinds
        names = ", ".join(index.entries[key].branch for key in keys[:3])
        return OfCharge(_WORDS.get(kind, Word.HOLD), _SAYS[kind].format(charge, names), found)

    def _index(self, country: str) -> Index | None:
        if country not in self._indexes:
            try:
                self._indexes[country] = Index(self._law.catalogue(country))
            except NotFoundError:
                self._indexes[country] = None
        return self._indexes[country]


_SAYS = {
    Reached.YES: "A certificate reaches {0!r} ({1}).",
    Reached.FALLS_AWAY: "A certificate does not reach {0!r} ({1}); it may end by the country's own law alone.",
    Reached.NO: "A certificate does not reach {0!r} ({1}); it may be due all the same.",
    Reached.UNCLEAR: "No source settles on this day what a certificate does to {0!r} ({1}).",
}


def _unknown(index: Index, charge: str) -> str:
    return (
        f"The catalogue of the charges of {index.law.name} does not tell which one {charge!r} is."
    )


def _on_day(index: Index, day: date) -> list[str]:
    return [key for key, entry in index.entries.items() if entry.meets(day, day)]


def _reached(entry: Charge | Bundle, day: date) -> Reached:
    if not isinstance(entry, Charge) or not entry.meets(day, day):
        return Reached.UNCLEAR
    if entry.category in (Category.UNCLEAR, Category.RELIEF):
        return Reached.UNCLEAR
    if entry.effect_from is not None and day < entry.effect_from:
        return Reached.UNCLEAR
    return _EFFECTS.get(entry.certificate_effect, Reached.UNCLEAR)


def _sorted(country: str, index: Index, keys: list[str], day: date) -> Charges:
    found: dict[Reached, list[str]] = defaultdict(list)
    for key in keys:
        found[_reached(index.entries[key], day)].append(key)
    return Charges(country=country, **{kind.value: tuple(found[kind]) for kind in Reached})


def _keys(index: Index, charge: str) -> list[str]:
    """The entries that a text names; none where it names none, or nobody can tell."""
    word = charge.strip().casefold()
    if word in index.entries:
        return [word]
    if word in {one.value for one in Category}:
        return [one.id for one in index.law.charges if one.category == word]
    key = label_key(charge)
    if names_csg_and_crds(key):
        return []
    for cut in cuts(key):
        target = index.label(cut.key)
        if target is not None:
            plain = target.trap is None and target.heading is None
            return list(target.entries) if plain else []
    return []
