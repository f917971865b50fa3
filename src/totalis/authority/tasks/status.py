"""Status lists are signed anew where something changed, and daily where nothing did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.authority.selectors.agency import agency
from totalis.authority.services.status_lists import sign_due
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime


@every(minutes=5)
def sign_status_lists(at: datetime) -> int:
    """Sign what is due, so that whoever fetches a list need not wait for it; answers how many were signed."""
    house = agency()
    return sign_due(organisation=house.organisation, at=at) if house else 0
