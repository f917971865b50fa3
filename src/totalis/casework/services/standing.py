"""Where a case stands, written into its row after every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case


def refresh(*, case: Case, at: datetime) -> None:
    """Work out stage, payroll state, next action and dates from the case file, and write them."""
