"""Plays every story in the order of time, so that each organisation's history reads as if it had been lived."""

from __future__ import annotations

import heapq
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.casework.models import Case
from totalis.casework.services.standing import refresh
from totalis.site.demo.cast import make_cast
from totalis.site.demo.connections import connection
from totalis.site.demo.desk import Desk
from totalis.site.demo.stories.connected import marseille, toulouse
from totalis.site.demo.stories.earnings import earnings
from totalis.site.demo.stories.elsewhere import germany, japan
from totalis.site.demo.stories.france import france
from totalis.site.demo.stories.late import late
from totalis.site.demo.stories.on_their_way import australia, spain
from totalis.site.demo.stories.open_questions import brazil, india, italy
from totalis.site.demo.stories.over_the_limit import united_kingdom
from totalis.site.demo.stories.workforce import workforce

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.site.demo.desk import Story

STORIES = (
    france,
    germany,
    japan,
    italy,
    brazil,
    india,
    united_kingdom,
    late,
    spain,
    australia,
)
BESIDE = (earnings, workforce)
"""Stories that open no case of their own."""
CONNECTED = (marseille, toulouse)
"""Stories of packets that go to an agency beside the desk."""


def load(now: datetime, agencies: Mapping[str, Mapping[str, Any]] | None = None) -> int:
    """Make the cast and play the stories up to now; answers the number of cases.

    `agencies` are the certificate services that run beside the desk, by country, with their addresses and public keys.

    One transaction: a demonstration that breaks off leaves nothing behind.
    """
    with transaction.atomic():
        desk = Desk(make_cast(now), now.date(), now)
        connected = (partial(connection, agencies=agencies), *CONNECTED) if agencies else ()
        _play(desk, [story(desk) for story in (*STORIES, *BESIDE, *connected)])
        for case in Case.objects.select_related("worker", "owner", "organisation"):
            refresh(case=case, at=now)
    return Case.objects.count()


def _play(desk: Desk, stories: list[Story]) -> None:
    waiting = [(next(story), place, story) for place, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        moment, place, story = heapq.heappop(waiting)
        desk.now = moment
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, place, story))
