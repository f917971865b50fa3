"""Periodic work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.limits.models import SpentTicket, Tries
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(hours=24)
def forget_tries(at: datetime) -> None:
    """Stretches that are over and tickets that open nothing any more are let go."""
    Tries.objects.filter(ends_at__lt=at).delete()
    SpentTicket.objects.filter(lapses_at__lt=at).delete()
