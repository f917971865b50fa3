"""Kinds of documents: what each proves, for whom it is needed, where it comes from (`data/evidence.yaml`)."""

from __future__ import annotations

from functools import cache

import msgspec

from totalis.procedure.reader import read_data

OURS = "house"
"""The source of what is our practice and no agency's demand."""


class EvidenceKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of document; `proves` are vocabulary paths or places of the case."""

    key: str
    title: str
    proves: tuple[str, ...]
    needed_for: tuple[str, ...]
    because: str
    settles: str
    source: tuple[str, ...]

    @property
    def our_practice(self) -> bool:
        """Whether only our practice asks for it."""
        return set(self.source) == {OURS}


class EvidenceBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `evidence.yaml`."""

    kinds: dict[str, EvidenceKind]


@cache
def evidence_kinds() -> dict[str, EvidenceKind]:
    """Every kind of document, by key; a LawError where the file does not read."""
    return read_data("evidence", EvidenceBook).kinds


def kinds_that_prove(path: str) -> tuple[EvidenceKind, ...]:
    """The kinds of documents that prove a fact, by its vocabulary path."""
    return tuple(kind for kind in evidence_kinds().values() if path in kind.proves)
