"""What a changeable record says, kept at every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.casework.models import RecordRevision

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.procedure.casefile import Value
    from totalis.webbase.accounts.actor import Actor


def remember(
    *, actor: Actor, kind: str, record_id: int, value: Value, at: datetime, case: Case | None = None
) -> None:
    """Keep a record as it now is. Call in the transaction of the change, after saving.

    Args:
        actor: Who changed it.
        kind: worker, employer, request, delivery, attachment, correction, attempt, case.
        record_id: The record.
        value: The record as its value (`selectors.records`).
        at: When.
        case: The case; None for workers and employers.
    """
    RecordRevision.objects.create(
        organisation=actor.organisation,
        kind=kind,
        record_id=record_id,
        case=case,
        content=msgspec.to_builtins(value),
        made_by=actor.user,
        made_at=at,
    )
