"""Disposal by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.services import disposing
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(hours=24)
def dispose_of_closed_cases(at: datetime) -> None:
    """What closed cases say of people goes once their time is over; where no policy says so, nothing does."""
    disposing.dispose_due(at)
