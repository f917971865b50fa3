"""Telling people of dates before they come, each of them once for each step nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from totalis.casework.selectors.frames import OWNERS_TURN
from totalis.kernel.dates import day_words, read_day
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.notices.services import notify

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.models import User

STEPS = (90, 30, 7, 1, 0)
"""How many days before a date its people hear of it."""
FAR_KINDS = frozenset({"expiry", "extension_window", "extension_latest", "limit", "election"})
"""Kinds of dates that need a long start; of the others one hears a week before."""
NEAR = 7


def remind(case: Case, at: datetime) -> int:
    """Tell the case's people of every date that has come a step nearer; answers how many notices were looked at.

    A notice has the date and the step in its key: nobody is told twice, and a date that moves is news.
    Call inside a transaction, with the case's dates up to date.
    """
    today, told = at.date(), 0
    for given in case.dates:
        day = read_day(given["day"])
        step = step_of(given["kind"], day, today)
        if step is None:
            continue
        for user in _people(case, given["right"], today):
            notify(
                user=user,
                organisation=case.organisation,
                key=f"{given['uid']}:{day.isoformat()}:{step}",
                subject=f"{case.reference}: {_how_near(day, today)}",
                body=_body(case, given, day),
                at=at,
                link=reverse("desk:case", args=[case.organisation.slug, case.reference]),
                case_reference=case.reference,
            )
            told += 1
    return told


def step_of(kind: str, day: date, today: date) -> int | None:
    """The step that a date has reached; None while it is far, or past."""
    left = (day - today).days
    if left < 0:
        return None
    steps = STEPS if kind in FAR_KINDS else [step for step in STEPS if step <= NEAR]
    return min((step for step in steps if left <= step), default=None)


def _people(case: Case, right: str, today: date) -> list[User]:
    """The owner, or everybody whose right the date needs where it is nobody's own."""
    if not right or right in OWNERS_TURN:
        return [case.owner]
    able = people_with(case.organisation, Right(right), today)
    return able or [case.owner]


def _how_near(day: date, today: date) -> str:
    left = (day - today).days
    if left == 0:
        return "today"
    return "tomorrow" if left == 1 else f"in {left} days"


def _body(case: Case, given: dict[str, Any], day: date) -> str:
    return f"{day_words(day)}: {given['says']} Next step of the case: {case.next_action}"
