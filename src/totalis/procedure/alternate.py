"""The way for somebody who cannot get a certificate, as far as sources that were read describe it (E4)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.lawbook.model import Source
from totalis.procedure.casefile import Value
from totalis.procedure.reader import read_data
from totalis.procedure.sources import cite

if TYPE_CHECKING:
    from totalis.procedure.casefile import Direction


class StepEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A step as `alternate.yaml` has it; `directions` are the proofs that it stands in for."""

    key: str
    title: str
    says: str
    directions: tuple[str, ...]
    source: tuple[str, ...]


class LimitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What the way cannot do, or what nobody knows of it."""

    says: str
    source: tuple[str, ...]


class AlternateBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `alternate.yaml`."""

    steps: tuple[StepEntry, ...]
    limits: tuple[LimitEntry, ...]


class Step(Value, frozen=True, kw_only=True):
    """A step or a limit with its sources."""

    title: str
    says: str
    sources: tuple[Source, ...]


class Guide(Value, frozen=True, kw_only=True):
    """What to do, in order, and what to keep in mind."""

    steps: tuple[Step, ...]
    limits: tuple[Step, ...]


@cache
def alternate_book() -> AlternateBook:
    """Steps and limits.

    Raises:
        LawError: the file does not read.
    """
    return read_data("alternate", AlternateBook)


def alternate_guide(direction: Direction) -> Guide:
    """The steps that stand in for a proof that cannot be had."""
    book = alternate_book()
    return Guide(
        steps=tuple(
            Step(title=item.title, says=item.says, sources=cite(item.source))
            for item in book.steps
            if direction.value in item.directions
        ),
        limits=tuple(
            Step(title="", says=item.says, sources=cite(item.source)) for item in book.limits
        ),
    )
