"""Periodic work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.notices.jobs import every
from totalis.webbase.signed.models import SeenNonce

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=10)
def forget_nonces(at: datetime) -> None:
    """A signature that is too old to be taken need not be remembered."""
    SeenNonce.objects.filter(forget_at__lt=at).delete()
