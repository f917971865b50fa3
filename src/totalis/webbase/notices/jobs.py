"""Work that comes again: `@every(hours=24)` above a function in an app's `tasks`, which the worker calls when due.

    @every(hours=24)
    def remind_of_expiries(at: datetime) -> None: ...

A job must bear being called again for the same day: a worker that is killed in the middle of one leaves it to the next.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from totalis.webbase.notices.models import PeriodicRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LEASE = timedelta(minutes=30)
"""For so long a job that was taken and not finished belongs to the worker that took it."""
FIRST_RETRY = timedelta(minutes=5)
ERROR_LENGTH = 300

Run = TypeVar("Run", bound="Callable[[datetime], object]")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A function and how often it is due."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_registered: dict[str, Job] = {}


def every(*, hours: float = 0, minutes: float = 0) -> Callable[[Run], Run]:
    """Register the function below as periodic work; it gets the time as its one argument."""
    period = timedelta(hours=hours, minutes=minutes)

    def registered(function: Run) -> Run:
        name = f"{function.__module__}.{function.__qualname__}"
        _registered[name] = Job(name=name, every=period, run=function)
        return function

    return registered


def jobs() -> tuple[Job, ...]:
    """Every periodic job of every installed app, by name."""
    autodiscover_modules("tasks")
    return tuple(_registered[name] for name in sorted(_registered))


def run_due(at: datetime) -> list[str]:
    """Run the jobs that are due; answers the names of those that ran without an error."""
    done = []
    for job in jobs():
        if not _taken(job, at):
            continue
        try:
            job.run(at)
        except Exception as error:  # one job that fails must not stop the others
            log.exception("The periodic job %s failed", job.name)
            _put_off(job, at, error)
        else:
            PeriodicRun.objects.filter(name=job.name).update(
                due_at=at + job.every, finished_at=at, failures=0, last_error=""
            )
            done.append(job.name)
    return done


def _taken(job: Job, at: datetime) -> bool:
    """Take the job if it is due; of two workers only one gets it."""
    if not PeriodicRun.objects.filter(name=job.name).exists():
        PeriodicRun.objects.bulk_create(
            [PeriodicRun(name=job.name, due_at=at)], ignore_conflicts=True
        )
    with transaction.atomic():
        return bool(
            PeriodicRun.objects.filter(name=job.name, due_at__lte=at).update(due_at=at + LEASE)
        )


def _put_off(job: Job, at: datetime, error: Exception) -> None:
    run = PeriodicRun.objects.get(name=job.name)
    run.failures += 1
    run.due_at = at + min(job.every, FIRST_RETRY * 2 ** min(run.failures - 1, 10))
    run.last_error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    run.save()
