"""The cases that all others are copies of: the demonstration's stories, each stopped after every one of its steps.

They are made by the services that people use, so a copy has everything that a lived case has.
"""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

from totalis.casework.models import Case
from totalis.casework.services.closing import close_case
from totalis.casework.services.standing import refresh
from totalis.site.demo.cast import make_cast
from totalis.site.demo.desk import Desk
from totalis.site.demo.load import STORIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from totalis.site.demo.desk import Story

CLOSED = ("france", "germany", "late")
"""Played once more to their end, then closed."""


def make_templates(now: datetime) -> list[Case]:
    """Play the stories into an empty database; answers the cases, standing as they stand now."""
    desk = Desk(make_cast(now), now.date(), now)
    for story in STORIES:
        for steps in count(2):
            if _play(desk, story, steps) < steps:
                break
    for story in (one for one in STORIES if one.__name__ in CLOSED):
        _play(desk, story, None)
        case = desk.fresh(Case.objects.latest("pk"))
        desk.now = now
        close_case(
            actor=desk.who(*_preparer(case)), case=case, reason="The posting is over.", at=now
        )
    rows = Case.objects.select_related("worker", "owner", "organisation").order_by("pk")
    for case in rows:
        refresh(case=case, at=now)
    return list(rows)


def _play(desk: Desk, story: Callable[[Desk], Story], steps: int | None) -> int:
    """Play the first steps of a story; answers how many moments it had, at most `steps`."""
    played = 0
    for moment in islice(story(desk), steps):
        desk.now = moment
        played += 1
    return played


def _preparer(case: Case) -> tuple[str, str]:
    return case.owner.name.split()[0].lower(), case.organisation.slug
