"""Periodic work of the exchange with partner agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.models import Partner
from totalis.authority.services import exchanging_outbox
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=5)
def wake_exchange(at: datetime) -> None:
    """No message to a partner is forgotten because a worker was killed."""
    exchanging_outbox.wake(at)


@every(hours=24)
def forget_former_keys(at: datetime) -> None:
    """A partner's former key is let go when its day is over; proofs keep the key that they need."""
    Partner.objects.filter(former_until__lt=at).update(former_key=None, former_until=None)
