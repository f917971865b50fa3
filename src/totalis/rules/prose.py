"""Conditions in words: why a rule holds, why it does not, what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import with_article
from totalis.lawbook.model import All, AnyOf, Is, Not, Term
from totalis.rules.lowering import Atom, Every, Lowered, kleene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.facts.observations import Observation
    from totalis.rules.program import Program


def fill(text: str, program: Program) -> str:
    """Put the names of the two countries into a phrase."""
    return text.replace("{us}", "United States").replace(
        "{partner}", with_article(program.agreement.country)
    )


def possible_words(observation: Observation, mask: int) -> str:
    """The phrases of the values in a mask, joined with `or`."""
    phrases = [phrase for bit, (_value, phrase) in enumerate(observation.values) if mask >> bit & 1]
    return " or ".join(phrases)


def why_not(term: Lowered, pattern: Sequence[int], program: Program) -> str:
    """What was found that keeps a condition from holding; empty if it holds or is open."""
    parts: list[str] = []

    def walk(item: Lowered) -> None:
        if kleene(item, pattern) is not False:
            return
        if isinstance(item, Atom):
            found = possible_words(program.observations[item.index], pattern[item.index])
            parts.append(fill(found, program))
        elif isinstance(item, Every):
            walk(next(part for part in item.parts if kleene(part, pattern) is False))
        else:
            for part in item.parts:
                walk(part)

    walk(term)
    return "; ".join(dict.fromkeys(parts))


def what_is_open(term: Lowered, pattern: Sequence[int], program: Program) -> str:
    """The observations that keep a condition from being decided."""
    names: dict[str, None] = {}

    def walk(item: Lowered) -> None:
        if kleene(item, pattern) is not None:
            return
        if isinstance(item, Atom):
            observation = program.observations[item.index]
            names[fill(possible_words(observation, item.mask), program)] = None
        else:
            for part in item.parts:
                walk(part)

    walk(term)
    return "it is not known whether " + ", whether ".join(names) if names else ""


def what_holds(term: Lowered, pattern: Sequence[int], program: Program) -> list[str]:
    """The phrases that make a condition hold, for the reasons under an answer."""
    found: dict[str, None] = {}

    def walk(item: Lowered) -> None:
        if kleene(item, pattern) is not True:
            return
        if isinstance(item, Atom):
            words = possible_words(program.observations[item.index], pattern[item.index])
            found[fill(words, program)] = None
        else:
            for part in item.parts:
                walk(part)

    walk(term)
    return list(found)


def in_words(term: Term, observations: dict[str, Observation], partner: str) -> str:
    """A condition of the lawbook as one line of text, for the pages that show the law."""
    if isinstance(term, Is):
        observation = observations[term.name]
        text = " or ".join(observation.phrase(value) for value in term.values)
        return text.replace("{us}", "United States").replace("{partner}", partner)
    if isinstance(term, Not):
        return f"not ({in_words(term.part, observations, partner)})"
    parts = [in_words(part, observations, partner) for part in term.parts]
    if not parts:
        return "always" if isinstance(term, All) else "never"
    word = " and " if isinstance(term, All) else " or "
    return word.join(
        f"({text})" if isinstance(part, AnyOf) and len(part.parts) > 1 else text
        for part, text in zip(term.parts, parts, strict=True)
    )
