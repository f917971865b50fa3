"""News about a case that was closed meanwhile: it is opened again, so that nothing an agency says is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.services.closing import reopen_case

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


def open_for_news(machine: Actor, case: Case, at: datetime) -> None:
    """Open a closed case again, because its service has something to say."""
    case.refresh_from_db(fields=["closed_at"])
    if case.closed_at is not None:
        reason = f"{machine.label} has news about it."
        reopen_case(actor=machine, case=case, reason=reason, at=at)
        case.closed_at = None
