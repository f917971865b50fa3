"""`totalis work`: what is done in the background, beside `totalis serve`."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from typing import TYPE_CHECKING

from totalis.cli.door import open_database

if TYPE_CHECKING:
    from argparse import Namespace

PAUSE_SECONDS = 1.0
HEARTBEAT_SECONDS = 60.0

log = logging.getLogger(__name__)


def run(options: Namespace) -> int:
    """Do what is due: mails, reminders, changes of law. `--once` does what is due now and ends."""
    open_database()
    if options.once:
        beat()
        drain()
        return 0
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    print("Working. Stop with Ctrl-C.", flush=True)
    keep_working(stop)
    return 0


def keep_working(stop: threading.Event) -> None:
    """Work until told to stop; a task that has begun is ended first. A database that is away is waited for."""
    from django.db import Error, close_old_connections

    since_beat = HEARTBEAT_SECONDS
    while not stop.is_set():
        try:
            if since_beat >= HEARTBEAT_SECONDS:
                since_beat = 0.0
                beat()
            drain()
        except Error:
            log.exception("The database did not answer; trying again")
            stop.wait(HEARTBEAT_SECONDS / 6)
        finally:
            close_old_connections()
        stop.wait(PAUSE_SECONDS)
        since_beat += PAUSE_SECONDS


def beat() -> list[str]:
    """Run the periodic jobs that are due; answers their names."""
    from totalis.webbase import clock
    from totalis.webbase.notices.jobs import run_due

    return run_due(clock.now())


def drain() -> None:
    """Run every task that is due."""
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    if not DBTaskResult.objects.ready().exists():  # asks without a lock, unlike the worker
        return
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:40]}-{os.getpid()}",
        excluded_queue_names=[],
    ).run()
