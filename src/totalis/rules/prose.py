"""Conditions in words: why a rule holds, why it does not, what is still open."""

from __future__ import annotations

from functools import lru_cache
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


@lru_cache(maxsize=20_000)
def possible_words(program: Program, index: int, mask: int) -> str:
    """The phrases of the values of an observation that a mask holds, joined with `or`."""
    values = program.observations[index].values
    phrases = [phrase for bit, (_value, phrase) in enumerate(values) if mask >> bit & 1]
    return fill(" or ".join(phrases), program)


def why_not(term: Lowered, pattern: Sequence[int], program: Program) -> str:
    """What was found that keeps a condition from holding; the condition must be false."""
    found: dict[str, None] = {}

    def walk(item: Lowered) -> None:
        if isinstance(item, Atom):
            found[possible_words(program, item.index, pattern[item.index])] = None
        elif isinstance(item, Every):
            walk(next(part for part in item.parts if kleene(part, pattern) is False))
        else:
            for part in item.parts:
                walk(part)

    walk(term)
    return "; ".join(found)


def what_is_open(term: Lowered, pattern: Sequence[int], program: Program) -> str:
    """The observations that keep a condition from being decided."""
    names: dict[str, None] = {}

    def walk(item: Lowered) -> None:
        if kleene(item, pattern) is not None:
            return
        if isinstance(item, Atom):
            names[possible_words(program, item.index, item.mask)] = None
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
            found[possible_words(program, item.index, pattern[item.index])] = None
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
