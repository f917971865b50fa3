"""What a case says that does not count for a question: its index is of an earlier edition, or it changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from totalis.gate.answering import changing, waiting
from totalis.gate.spans import EDITION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


class Led(NamedTuple):
    """The case that a link leads to."""

    id: int
    reference: str
    worker: int
    edition: int
    disposed_at: datetime | None


class Behind:
    """Questions that somebody asks and acts upon: nothing is proved by what may not stand any more.

    What stood at the moment that is meant and stands still is what is known now, whatever moment was named, so it has
    to be of this edition. What was replaced before somebody asked is what was known then. What was replaced since, by
    the call itself or by another, is no proof.
    """

    def __init__(self, *, since: datetime, filled: Collection[str] = ()) -> None:
        self._since = since
        """When it was asked."""
        self._filled = filled
        """References of the cases that this very call worked out anew, at that moment."""
        self.cases: dict[int, str] = {}
        """References of the cases that were met whose index is of an earlier edition, by their keys."""

    def doubt(self, led: Led, until: datetime | None) -> str:
        """Why what a case said proves nothing; empty where it does.

        Args:
            led: The case.
            until: From when on something else stands in the place of it.
        """
        gone = until or led.disposed_at
        if gone is not None:
            late = gone > self._since or (gone == self._since and led.reference in self._filled)
            return changing(led.reference) if late else ""
        if led.edition == EDITION:
            return ""
        self.cases[led.id] = led.reference
        return waiting(led.reference)


class AsItWas(Behind):
    """Answers that were given, worked out again: what was said then is what was known then, of whatever edition."""

    def __init__(self, *, since: datetime, held: Mapping[str, str]) -> None:
        super().__init__(since=since)
        self._held = held
        """Why cases proved nothing when it was asked, by their references."""

    def doubt(self, led: Led, until: datetime | None) -> str:  # noqa: ARG002 - nothing hangs on it here
        """Why it proved nothing then; empty where it did."""
        return self._held.get(led.reference, "")
