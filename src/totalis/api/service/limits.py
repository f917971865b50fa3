"""How often one desk may call. Counted in each process of the server, by the minute of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from totalis.api.problems import RefusedError
from totalis.kernel.errors import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Client

A_MINUTE = 600
"""Calls of one desk in a minute; one that asks for news every five minutes and files now and then needs a few."""
SECONDS = 60
TOO_MANY = 429


def count(client: Client, at: datetime) -> None:
    """Count a call.

    Raises:
        RefusedError: there were too many in this minute.
    """
    key = f"service-api:{client.pk}:{int(at.timestamp()) // SECONDS}"
    cache.add(key, 0, timeout=2 * SECONDS)
    try:
        calls = cache.incr(key)
    except ValueError:  # it was let go in between
        return
    if calls > A_MINUTE:
        remedy = "Wait a minute, and ask for many at once: /events and /requests give up to 100."
        raise RefusedError(
            TOO_MANY,
            Problem("(calls)", f"{calls} in a minute", f"at most {A_MINUTE} a minute", remedy),
        )
