"""Periodic work of the public side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.services import drafting, mails
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(hours=24)
def delete_lapsed_drafts(at: datetime) -> None:
    """What somebody typed and never sent is not kept."""
    drafting.delete_lapsed(at)


@every(minutes=5)
def wake_mails(at: datetime) -> None:
    """No mail to a requester is forgotten because a worker was killed."""
    mails.wake(at)
