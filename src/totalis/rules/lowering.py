"""Conditions lowered to bit masks: negation pushed inward, so only `is`, `all` and `any` remain.

A lowered condition is a frozen value that can be hashed, restricted to one value of one observation,
and read with Kleene's logic on a pattern of possible values. Bit i of a mask is the i-th value of the
observation's domain.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from totalis.kernel.logic import all3, any3
from totalis.lawbook.model import All, Is, Not, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalis.facts.observations import Observation
    from totalis.kernel.logic import Truth


class Atom(msgspec.Struct, frozen=True, dict=True):
    """The observation number `index` has one of the values in `mask`."""

    index: int
    mask: int

    @cached_property
    def support(self) -> frozenset[int]:
        """The observations that the condition looks at."""
        return frozenset((self.index,))


class Every(msgspec.Struct, frozen=True, dict=True):
    """All parts hold; no parts is always true."""

    parts: tuple[Lowered, ...]

    @cached_property
    def support(self) -> frozenset[int]:
        """The observations that the condition looks at."""
        return frozenset().union(*(part.support for part in self.parts))


class Some(msgspec.Struct, frozen=True, dict=True):
    """At least one part holds; no parts is never true."""

    parts: tuple[Lowered, ...]

    @cached_property
    def support(self) -> frozenset[int]:
        """The observations that the condition looks at."""
        return frozenset().union(*(part.support for part in self.parts))


Lowered = Atom | Every | Some
HOLDS = Every(())
FAILS = Some(())


def lower(term: Term, numbers: Mapping[str, int], observations: Sequence[Observation]) -> Lowered:
    """Lower a condition of the lawbook onto numbered observations."""
    return _lower(term, numbers, observations, negate=False)


def _lower(
    term: Term,
    numbers: Mapping[str, int],
    observations: Sequence[Observation],
    *,
    negate: bool,
) -> Lowered:
    if isinstance(term, Is):
        index = numbers[term.name]
        domain = observations[index].domain
        mask = sum(1 << domain.index(value) for value in set(term.values) if value in domain)
        if negate:
            mask ^= (1 << len(domain)) - 1
        return atom(index, mask, len(domain))
    if isinstance(term, Not):
        return _lower(term.part, numbers, observations, negate=not negate)
    parts = [_lower(part, numbers, observations, negate=negate) for part in term.parts]
    conjunction = isinstance(term, All) is not negate
    return every(parts) if conjunction else some(parts)


def atom(index: int, mask: int, size: int) -> Lowered:
    """An atom, or a constant when the mask is empty or full."""
    if mask == 0:
        return FAILS
    if mask == (1 << size) - 1:
        return HOLDS
    return Atom(index, mask)


def every(parts: Sequence[Lowered]) -> Lowered:
    """The conjunction, flattened; atoms on one observation are merged."""
    masks: dict[int, int] = {}
    rest: list[Lowered] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Every) else (part,):
            if piece == FAILS:
                return FAILS
            if isinstance(piece, Atom):
                masks[piece.index] = masks.get(piece.index, -1) & piece.mask
            elif piece not in rest:
                rest.append(piece)
    if 0 in masks.values():
        return FAILS
    result: list[Lowered] = [Atom(index, mask) for index, mask in sorted(masks.items())]
    result.extend(rest)
    return result[0] if len(result) == 1 else Every(tuple(result))


def some(parts: Sequence[Lowered]) -> Lowered:
    """The disjunction, flattened."""
    result: list[Lowered] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Some) else (part,):
            if piece == HOLDS:
                return HOLDS
            if piece not in result:
                result.append(piece)
    return result[0] if len(result) == 1 else Some(tuple(result))


def restrict(term: Lowered, index: int, bit: int) -> Lowered:
    """The condition once observation `index` is known to be the value of `bit`."""
    if index not in term.support:
        return term
    if isinstance(term, Atom):
        return HOLDS if term.mask & bit else FAILS
    parts = [restrict(part, index, bit) for part in term.parts]
    return every(parts) if isinstance(term, Every) else some(parts)


def kleene(term: Lowered, pattern: Sequence[int]) -> Truth:
    """Whether the condition holds on a pattern: one mask of possible values an observation."""
    if isinstance(term, Atom):
        possible = pattern[term.index]
        if not possible & term.mask:
            return False
        return None if possible & ~term.mask else True
    truths = (kleene(part, pattern) for part in term.parts)
    return any3(truths) if isinstance(term, Some) else all3(truths)
