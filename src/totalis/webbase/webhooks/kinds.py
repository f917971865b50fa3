"""The kinds of news that can be sent; the rooms above say which there are, by `register` when they are made ready."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of news. `example` is the `data` of one such message, for the page and the documents."""

    key: str
    label: str
    says: str
    example: Mapping[str, Any]


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Let a kind be sent; the same key again takes the place of the former.

    Raises:
        ValueError: the key is not words joined by full stops, such as `gate.answer_changed`.
    """
    if not _FORM.fullmatch(kind.key):
        message = f"The key of a kind is words joined by full stops; {kind.key!r} is not."
        raise ValueError(message)
    _registered[kind.key] = kind
    return kind


def kinds() -> tuple[Kind, ...]:
    """The kinds that an organisation can choose, by key."""
    return tuple(_registered[key] for key in sorted(_registered) if key != TEST.key)


def is_known(key: str) -> bool:
    """Whether there is such a kind, the test among them."""
    return key in _registered


TEST = register(
    Kind(
        key="webhook.test",
        label="Test",
        says="Somebody pressed “Send a test”. Every endpoint takes it.",
        example={"says": "If you can read this and the signature is right, all is well."},
    )
)
