"""Screenings and orders of cases that a stopped worker left are begun again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.population.models import CaseOpening, ScreeningRun
from totalis.population.services.opening import open_ordered
from totalis.population.services.screening import screen_register
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

STALE = timedelta(minutes=15)
AT_ONCE = 100


@every(minutes=5)
def wake_screenings(at: datetime) -> int:
    """Ask again for what a stopped worker left; answers how many."""
    woken = 0
    for model, ask in ((ScreeningRun, screen_register), (CaseOpening, open_ordered)):
        left = model.objects.filter(working_since__lt=at - STALE)
        numbers = list(left.values_list("pk", flat=True)[:AT_ONCE])
        model.objects.filter(pk__in=numbers).update(working_since=at)
        for number in numbers:
            ask.enqueue(number)
        woken += len(numbers)
    return woken
