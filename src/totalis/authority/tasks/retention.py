"""Retention by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.services import disposing
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(hours=24)
def dispose_of_old_requests(at: datetime) -> None:
    """Personal data of requests that are older than the agency's policy go; without a policy it looks and leaves."""
    disposing.dispose_due(at)
