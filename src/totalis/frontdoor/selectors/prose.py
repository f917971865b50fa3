"""Conditions of rules as nested lists of sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.documents.words import partner_words
from totalis.lawbook.model import All, Is, Not, Side
from totalis.rules.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.facts.observations import Observation
    from totalis.lawbook.model import Term

_SIDES = {
    Side.US: "the United States",
    Side.PLACE: "the country where the work is done",
    Side.RESIDENCE: "the country where the worker lives",
    Side.FLAG: "the country whose flag the ship flies",
    Side.HEADQUARTERS: "the country where the employer has its headquarters",
    Side.EMPLOYER: "the country of the employer",
    Side.GOVERNMENT: "the country whose government employs the worker",
    Side.PRINCIPAL: "the country of the principal activity",
    Side.PRESENCE: "the country with more days of presence",
    Side.NORMALLY_IN: "the country where the activity is normally carried on",
    Side.ELECTED: "the country that was chosen",
    Side.NOBODY: "neither country",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition: a sentence, or a heading with parts below it."""

    text: str
    parts: tuple[Clause, ...] = ()


def clause_of(term: Term, observations: Mapping[str, Observation], partner: str | None) -> Clause:
    """A condition in words; a condition without parts always holds."""
    if isinstance(term, Is):
        return Clause(in_words(term, dict(observations), partner_words(partner)))
    if isinstance(term, Not):
        return Clause("not:", (clause_of(term.part, observations, partner),))
    parts = tuple(clause_of(part, observations, partner) for part in term.parts)
    if len(parts) == 1:
        return parts[0]
    if isinstance(term, All):
        return Clause("all of:", parts) if parts else Clause("in every case of this kind")
    return Clause("at least one of:", parts)


def side_words(side: Side, partner: str | None) -> str:
    """The country that a rule names, in words."""
    if side is Side.PARTNER:
        return partner_words(partner)
    return _SIDES[side]
