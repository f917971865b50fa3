"""Copies of certificates for the partner agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from totalis.authority.models import RequestEvent


def to_partner(event: RequestEvent) -> None:
    """Put the copy that follows from an event into the outbox of the partner of the agreement, where there is one."""
    if event.certificate is None:
        return
