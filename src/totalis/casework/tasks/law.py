"""The nightly look at the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.services.lawchange import follow_changed_law
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(hours=24)
def look_at_the_law(at: datetime) -> None:
    """Re-run open decisions that were made under another lawbook."""
    follow_changed_law(at=at)
