"""How often one desk may call; counted by all processes together."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from totalis.api.problems import RefusedError
from totalis.kernel.errors import Problem
from totalis.webbase.limits.services import Limit, count as counted_once

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Client

A_MINUTE = 600
"""Calls of one desk in a minute; one that asks for news every five minutes and files now and then needs a few."""
TOO_MANY = 429


def count(client: Client, at: datetime) -> None:
    """Count a call.

    Raises:
        RefusedError: there were too many in this minute.
    """
    limit = Limit("service-api", A_MINUTE, timedelta(minutes=1))
    found = counted_once(limit, whom=str(client.pk), at=at)
    if found.too_many:
        remedy = f"Wait until {found.ends_at:%H:%M} UTC, and ask for many at once: /events and /requests give up to 100."
        raise RefusedError(
            TOO_MANY,
            Problem("(calls)", f"{found.tries} in a minute", f"at most {found.most}", remedy),
            {"Retry-After": str(ceil((found.ends_at - at).total_seconds()))},
        )
