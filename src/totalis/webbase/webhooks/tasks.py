"""Periodic work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.notices.jobs import every
from totalis.webbase.webhooks import outbox
from totalis.webbase.webhooks.models import Endpoint, Message

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=5)
def wake_webhooks(at: datetime) -> None:
    """No webhook is forgotten because a worker was killed."""
    outbox.wake(at)


@every(hours=24)
def forget_old_messages(at: datetime) -> None:
    """Messages of webhooks are let go after 90 days, secrets that were replaced when their day is over."""
    Message.objects.filter(at__lt=at - outbox.KEPT).delete()
    over = Endpoint.objects.filter(former_until__lt=at)
    over.update(former_secret="", former_until=None)
