"""The foundation's own periodic work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command

from totalis.webbase.notices import outbox
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=5)
def wake_outbox(at: datetime) -> None:
    """Nothing that was to be sent is forgotten because a worker was killed."""
    outbox.wake(at)


@every(hours=24)
def tidy(_at: datetime) -> None:
    """Sessions that have ended and tasks that were done long ago are let go."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0, queue_name="*", min_age_days=14)
