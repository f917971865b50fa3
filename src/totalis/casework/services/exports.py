"""Handing out the proof for a day: drawn first, outside any transaction, then kept with its entry in the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Case, Export
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.exports import bag_of, draw_proof, still_so
from totalis.casework.services.editing import ChangedMeanwhileError
from totalis.kernel.errors import Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.files.services import keep_made

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.selectors.exports import DrawnProof
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.files.models import Blob

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

    Raises:
        ChangedMeanwhileError: the case changed while its proof was drawn.
        InputError: the store has lost a document.
    """
    drawn = drawn_proof(actor=actor, case=case, day=day, known_at=known_at)
    return keep_proof(actor=actor, case=case, drawn=drawn, at=at)


def drawn_proof(
    *, actor: Actor, case: Case, day: date, known_at: datetime | None = None
) -> DrawnProof:
    """The first half: what takes long. It writes nothing, and nobody waits for it."""
    require(actor, Right.READ_NUMBERS)
    own = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
    return draw_proof(own.get(pk=case.pk), day, known_at)


def keep_proof(*, actor: Actor, case: Case, drawn: DrawnProof, at: datetime) -> Export:
    """The second half: entry, bag and record, all of them or none.

    Raises:
        ChangedMeanwhileError: the case changed while its proof was drawn.
    """
    require(actor, Right.READ_NUMBERS)
    rows = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
    with transaction.atomic():
        locked = rows.select_for_update(of=("self",)).get(pk=case.pk)
        # The entry comes first, so that the extract of the chain in the bag says who took it.
        record(
            actor=actor,
            verb="exported proof",
            subject=f"{locked.reference} for {drawn.day.isoformat()}",
            at=at,
            case_reference=locked.reference,
            details={"day": drawn.day, "known_at": drawn.known_at or at},
        )
        return Export.objects.create(
            organisation=actor.organisation,
            case=locked,
            day=drawn.day,
            blob=_kept(actor, locked, drawn, at),
            made_by=actor.user,
            made_at=at,
        )


def note_taken(*, actor: Actor, case: Case, export: Export, at: datetime) -> None:
    """Say in the chain that somebody took a proof that was made before."""
    require(actor, Right.READ_NUMBERS)
    row = Export.objects.of(actor.organisation).select_related("blob").get(pk=export.pk, case=case)
    record(
        actor=actor,
        verb="downloaded proof",
        subject=f"{case.reference} for {row.day.isoformat()}",
        at=at,
        case_reference=case.reference,
        details={"day": row.day, "digest": row.blob.digest},
    )


def _kept(actor: Actor, case: Case, drawn: DrawnProof, at: datetime) -> Blob:
    file = case_file(case, drawn.known_at)
    if not still_so(drawn, file):
        raise ChangedMeanwhileError(
            [
                Problem(
                    "day",
                    "the case changed while its proof was drawn",
                    "a case that stands still",
                    "Make the proof again.",
                )
            ]
        )
    return keep_made(actor=actor, data=bag_of(case, file, drawn), media_type=ZIP, at=at)
