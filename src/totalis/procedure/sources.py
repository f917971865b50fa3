"""Where statements about procedure stand; the kinds of source and their weakness are the lawbook's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.lawbook.forms.book import forms
from totalis.lawbook.model import Source
from totalis.procedure.reader_shape import DATA, read_shape

if TYPE_CHECKING:
    from collections.abc import Iterable


class SourceBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `sources.yaml`."""

    sources: dict[str, Source]


@cache
def sources() -> dict[str, Source]:
    """Every source of procedure and of the request forms, by its key.

    Raises:
        LawError: a file does not read.
    """
    data = (DATA / "sources.yaml").read_bytes()
    return {**forms().sources, **read_shape(data, "sources", SourceBook, None).sources}


def cite(keys: Iterable[str]) -> tuple[Source, ...]:
    """The sources of some keys, in their order; the reader guarantees that each exists."""
    return tuple(sources()[key] for key in keys)


def rests_on_weak(keys: Iterable[str]) -> bool:
    """Whether none of the sources is strong: the statement must be verified before it is relied on."""
    return all(source.kind.weak for source in cite(keys))
