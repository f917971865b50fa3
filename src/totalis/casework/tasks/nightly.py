"""What the turning of the day does to cases: they follow it, and people hear of dates that have come nearer."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from totalis.casework.models import Case
from totalis.casework.services.reminders import STEPS, remind
from totalis.casework.services.standing import follow_the_day
from totalis.procedure.casefile import PayrollState, Stage
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

BATCH = 500
NAMED = 10
WEEK = 7

log = logging.getLogger(__name__)


@every(hours=24)
def turn_the_day(at: datetime) -> None:
    """Bring every case to this day and remind its people. Each case is a transaction of its own.

    A case that fails holds up no other: the rest is done first, then the job says which failed and comes again.

    Raises:
        RuntimeError: at least one case failed.
    """
    today = at.date()
    moved = moved_by_the_day(today) | Q(pk__in=seen_tonight(today).values("pk"))
    failed = [
        *_each(moved, lambda case: follow_the_day(case=case, at=at)),
        *_each(with_a_date_near(today), lambda case: remind(case, at)),
    ]
    if failed:
        named = ", ".join(str(pk) for pk in failed[:NAMED])
        message = f"{len(failed)} case(s) could not be brought to {today}: {named}"
        raise RuntimeError(message)


def _each(chosen: Q, act: Callable[[Case], object]) -> list[int]:
    """Do it for each case; answers the numbers of those that failed."""
    failed = []
    for pk in _in_batches(chosen):
        try:
            with transaction.atomic():
                case = _locked(pk)
                if case is not None:
                    act(case)
        except Exception:
            log.exception("Case %s could not be brought to the day", pk)
            failed.append(pk)
    return failed


def moved_by_the_day(today: date) -> Q:
    """Open cases that a new day may move: a date has come, a certificate ends, or one begins to hold."""
    begins = Q(stage__in=(Stage.DELIVERY, Stage.IN_FORCE)) & ~Q(payroll=PayrollState.EXEMPT)
    ends = Q(expires_on__lte=today) & ~Q(stage=Stage.ENDED)
    return Q(next_due__lte=today) | ends | begins


def with_a_date_near(today: date) -> Q:
    """Open cases with a date in reach of the longest step; behind one that is overdue may stand another."""
    reach = today + timedelta(days=max(STEPS))
    return Q(next_due__lte=reach) | Q(expires_on__range=(today, reach))


def seen_tonight(today: date) -> QuerySet[Case]:
    """A seventh of all cases, another one each night: nothing stays unseen for longer than a week."""
    return Case.objects.alias(seventh=F("pk") % WEEK).filter(seventh=today.toordinal() % WEEK)


def _in_batches(chosen: Q) -> Iterable[int]:
    """The open cases that are chosen, by number, a batch at a time, so that no cursor stays open between them."""
    last = 0
    while True:
        rows = Case.objects.filter(chosen, pk__gt=last).exclude(stage=Stage.CLOSED)
        found = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not found:
            return
        yield from found
        last = found[-1]


def _locked(pk: int) -> Case | None:
    rows = Case.objects.select_related("worker", "owner", "organisation")
    return rows.select_for_update(of=("self",)).filter(pk=pk, closed_at=None).first()
