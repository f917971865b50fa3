"""The only place that reads the clock. Services receive the time from a view, the engine receives `as_of`."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_set_to: datetime | None = None


def now() -> datetime:
    """This moment, in UTC."""
    return _set_to or datetime.now(UTC)  # noqa: TID251 - the one allowed place


def today() -> date:
    """This day, in UTC."""
    return now().date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock for a test, in every thread of the process; `moment` must know its time zone."""
    if moment.tzinfo is None:
        message = f"A clock stops at a moment with a time zone; {moment.isoformat()} has none."
        raise ValueError(message)
    global _set_to  # noqa: PLW0603 - one clock a process, and a live server's threads must see it too
    before, _set_to = _set_to, moment.astimezone(UTC)
    try:
        yield
    finally:
        _set_to = before
