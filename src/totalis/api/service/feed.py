"""The feed of events of one desk, in the order of their numbers, without a line that comes in late being missed.

Two transactions may take their numbers in one order and end in the other. So an event that follows a number which is
not there is held back for a minute: the missing one may still be being written, and who reads on from its successor
would never see it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.api.service.replies import event
from totalis.api.service.shapes import EventList
from totalis.authority.models import RequestEvent

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.authority.models import Client

SETTLED_AFTER = timedelta(minutes=1)
"""Longer than any transaction that writes an event."""


def events_after(client: Client, after: int, limit: int, at: datetime) -> EventList:
    """The desk's own events after a number.

    Args:
        client: Whose.
        after: The number of the last one that it has; 0 at first.
        limit: How many at most.
        at: Now.
    """
    rows = RequestEvent.objects.filter(
        organisation=client.organisation, request__client=client, pk__gt=after
    )
    horizon = _first_unsettled(after, at)
    if horizon is not None:
        rows = rows.filter(pk__lt=horizon)
    found = list(rows.select_related("request", "certificate").order_by("pk")[: limit + 1])
    shown = found[:limit]
    return EventList(
        events=tuple(event(row) for row in shown),
        last=shown[-1].pk if shown else after,
        more=len(found) > limit,
    )


def _first_unsettled(after: int, at: datetime) -> int | None:
    """The first number that a young event leaves open before it; None where there is none."""
    young = RequestEvent.objects.filter(pk__gt=after, made_at__gt=at - SETTLED_AFTER)
    numbers = sorted(young.values_list("pk", flat=True))
    if not numbers:
        return None
    before = {number - 1 for number in numbers if number - 1 > after}
    there = set(RequestEvent.objects.filter(pk__in=before).values_list("pk", flat=True))
    return min(before - there, default=None)
