"""Handing out the proof for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Case, Export
from totalis.casework.selectors.exports import bag_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.files.services import keep_made

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.webbase.accounts.actor import Actor

ZIP = "application/zip"


def export_proof(
    *, actor: Actor, case: Case, day: date, at: datetime, known_at: datetime | None = None
) -> Export:
    """Make the bag that proves what payroll was told for a day, keep it, and record who took it.

    Args:
        actor: Anybody who may view the case; a closed case can be exported as well.
        case: The case.
        day: The day asked about.
        at: Now.
        known_at: Tell what was known at that earlier moment; None tells what is known now.
    """
    require(actor, Right.VIEW)
    rows = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
    with transaction.atomic():
        case = rows.get(pk=case.pk)
        # The entry comes first, so that the extract of the chain in the bag says who took it.
        record(
            actor=actor,
            verb="exported proof",
            subject=f"{case.reference} for {day.isoformat()}",
            at=at,
            case_reference=case.reference,
            details={"day": day, "known_at": known_at or at},
        )
        blob = keep_made(actor=actor, data=bag_of(case, day, known_at), media_type=ZIP, at=at)
        return Export.objects.create(
            organisation=actor.organisation,
            case=case,
            day=day,
            blob=blob,
            made_by=actor.user,
            made_at=at,
        )
