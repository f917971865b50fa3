"""Mails to requesters who asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from totalis.authority.models import RequestEvent


def to_requester(event: RequestEvent) -> None:
    """Put the mail that follows from an event into the outbox, where the requester wants mails."""
    if not event.request.contact_email:
        return
