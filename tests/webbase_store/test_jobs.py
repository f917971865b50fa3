"""Periodic work: when due, by one worker, again after a failure."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from tests.webbase_store.conftest import AT, at_once
from totalis.webbase.notices import jobs
from totalis.webbase.notices.models import PeriodicRun

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def job(monkeypatch):
    """One job and no other; what it is called with, and whether it fails."""
    monkeypatch.setattr(jobs, "_registered", {})
    monkeypatch.setattr(jobs, "autodiscover_modules", lambda _name: None)

    class Watched:
        calls: list[datetime] = []  # noqa: RUF012 - one test, one class
        fails = False

    watched = Watched()

    @jobs.every(hours=24)
    def remind(at):
        watched.calls.append(at)
        if watched.fails:
            message = "no"
            raise ValueError(message)

    return watched


def test_a_job_runs_at_once_and_then_when_it_is_due(job):
    for later in (0, 1, 23, 24, 25, 48):
        jobs.run_due(AT + later * HOUR)
    assert job.calls == [AT, AT + 24 * HOUR, AT + 48 * HOUR]


def test_a_job_that_fails_is_tried_again_soon_then_later(job):
    job.fails = True
    assert jobs.run_due(AT) == []
    run = PeriodicRun.objects.get()
    assert (run.failures, run.due_at, run.last_error) == (
        1,
        AT + jobs.FIRST_RETRY,
        "ValueError: no",
    )
    jobs.run_due(run.due_at)
    run.refresh_from_db()
    assert run.due_at == AT + 3 * jobs.FIRST_RETRY
    job.fails = False
    assert len(jobs.run_due(run.due_at)) == 1
    run.refresh_from_db()
    assert (run.failures, run.last_error) == (0, "")


@pytest.mark.usefixtures("job")
def test_a_job_whose_worker_was_killed_is_taken_up_after_its_lease():
    PeriodicRun.objects.create(name=next(iter(jobs._registered)), due_at=AT + jobs.LEASE)
    assert jobs.run_due(AT) == []
    assert len(jobs.run_due(AT + jobs.LEASE)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_runs_it(job):
    at_once(partial(jobs.run_due, AT) for _ in range(6))
    assert job.calls == [AT]


def test_the_jobs_of_the_foundation_are_found_and_run():
    names = {job.name for job in jobs.jobs()}
    assert {
        "totalis.webbase.files.tasks.sweep",
        "totalis.webbase.notices.tasks.tidy",
        "totalis.webbase.notices.tasks.wake_outbox",
        "totalis.webbase.once.tasks.forget_old_forms",
    } <= names
    ours = {name for name in names if name.startswith("totalis.webbase.")}
    assert ours <= set(jobs.run_due(AT))
