"""Periodic work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.webbase.notices.jobs import every
from totalis.webbase.once.models import TakenForm

if TYPE_CHECKING:
    from datetime import datetime

REMEMBERED = timedelta(days=30)


@every(hours=24)
def forget_old_forms(at: datetime) -> None:
    """Nobody sends a form again that lies open for a month."""
    TakenForm.objects.filter(taken_at__lt=at - REMEMBERED).delete()
