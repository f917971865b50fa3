"""Closing a case, keeping it for the years that the organisation has set, opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Case
from totalis.casework.selectors.disposal import years_after
from totalis.casework.services.editing import changing
from totalis.casework.services.refusing import refuse
from totalis.casework.services.standing import refresh
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor


def close_case(*, actor: Actor, case: Case, reason: str, at: datetime) -> Case:
    """Close a case with the reason; it is kept for the organisation's years from today and can be read all along."""
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        if not reason.strip():
            refuse("reason", "nothing", "why the case is closed")
        years = actor.organisation.retention_years
        locked.closed_at, locked.closed_reason = at, reason.strip()
        locked.keep_until = years_after(at.date(), years)
        locked.save(update_fields=["closed_at", "closed_reason", "keep_until"])
        record(
            actor=actor,
            verb="closed case",
            subject=locked.reference,
            at=at,
            case_reference=locked.reference,
            details={"reason": reason.strip(), "keep_until": locked.keep_until.isoformat()},
        )
    return locked


def reopen_case(*, actor: Actor, case: Case, reason: str, at: datetime) -> Case:
    """Open a closed case again, with the reason."""
    require(actor, Right.PREPARE)
    if not reason.strip():
        refuse("reason", "nothing", "why the case is opened again")
    with transaction.atomic():
        rows = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
        locked = rows.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.closed_at is None:
            refuse("reason", "an open case", "a closed case")
        if locked.disposed_at is not None:
            refuse("reason", "a case that was disposed of", "one that still says something")
        locked.closed_at, locked.closed_reason, locked.keep_until = None, "", None
        refresh(case=locked, at=at)
        record(
            actor=actor,
            verb="opened case again",
            subject=locked.reference,
            at=at,
            case_reference=locked.reference,
            details={"reason": reason.strip()},
        )
    return locked
