"""Straight-through issue by the clock, and requests that the law has moved on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.services.assessing_again import assess_after_changed_law
from totalis.authority.services.straight import issue_all_clear
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=1)
def issue_what_is_clear(at: datetime) -> None:
    """Issue clear requests under the policies that are on; without one it is a single look at an empty table."""
    issue_all_clear(at=at)


@every(hours=24)
def look_at_the_law(at: datetime) -> None:
    """Put open requests before the engine again whose assessment rests on another law."""
    assess_after_changed_law(at=at)
