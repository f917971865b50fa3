"""Corrections that may make a certificate another person's: one examiner proposes them, a second person lets them take effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Correction, Happened
from totalis.authority.services.registering_lines import hand_over
from totalis.authority.services.registering_steps import (
    follow,
    given_reason,
    in_force,
    none_waits,
    note,
    refuse,
    tell,
    what_differs,
)
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.authority.models import IssuedCertificate
    from totalis.webbase.accounts.actor import Actor


def propose_correction(
    *,
    actor: Actor,
    certificate: IssuedCertificate,
    changes: Mapping[str, str],
    reason: str,
    at: datetime,
) -> Correction:
    """Put a correction before a second person; until she confirms it the certificate counts as it stands.

    Args:
        actor: Needs the right to examine.
        certificate: One that counts.
        changes: Key (`documents.certificate_changes.correctables`) to what is right; only what differs.
        reason: Why; once confirmed it stands on the paper and in the history.
        at: Now.

    Raises:
        MissingRightError: the person may not.
        InputError: as `registering.correct_certificate`; or another correction waits already.
    """
    require(actor, Right.EXAMINE)
    why = given_reason(reason)
    with transaction.atomic():
        row = in_force(actor, certificate)
        none_waits(row)
        wrong = what_differs(row, changes)
        made = Correction.objects.create(
            organisation=actor.organisation,
            certificate=row,
            changes=wrong,  # type: ignore[misc] # an encrypted JSON field takes plain data
            reason=why,
            made_by=actor.user,
            made_at=at,
        )
        note(actor, row, "proposed correction", at, {"fields": sorted(wrong), "reason": why})
    return made


def confirm_correction(*, actor: Actor, correction: Correction, at: datetime) -> IssuedCertificate:
    """Be the second person of a correction: another certificate is issued, the one before stops to count.

    Raises:
        MissingRightError: the person may not confirm.
        InputError: she proposed it herself; it does not wait any more; its certificate does not count any more.
    """
    require(actor, Right.CONFIRM)
    with transaction.atomic():
        former = in_force(actor, correction.certificate)
        row = _waiting(correction, former)
        if actor.user is None or row.made_by == actor.user:
            remedy = "Another supervisor must look at it."
            refuse("correction", "the person who proposed it", "a second person", remedy)
        changes = what_differs(former, row.changes)
        made = follow(actor, former, row.reason, at, changes=changes)
        row.confirmed_by, row.confirmed_at, row.follower = actor.user, at, made
        row.save(update_fields=["confirmed_by", "confirmed_at", "follower"])
        hand_over(former, made, kind="corrected", reason=row.reason, by=actor.user, at=at)
        fields: dict[str, object] = {"fields": sorted(changes)}
        both: dict[str, object] = {"proposed_by": _name(row), "confirmed_by": actor.user.name}
        tell(actor, made, Happened.CERTIFICATE_CORRECTED, "corrected certificate", at, fields, both)
    return made


def reject_correction(
    *, actor: Actor, correction: Correction, reason: str, at: datetime
) -> Correction:
    """Let a correction go that waits: as the second person, or as whoever proposed it.

    Raises:
        MissingRightError: the person may neither confirm nor proposed it.
        InputError: no reason, or it does not wait any more.
    """
    own = actor.user is not None and correction.made_by == actor.user
    require(actor, Right.EXAMINE if own else Right.CONFIRM)
    why = given_reason(reason)
    with transaction.atomic():
        row = _waiting(correction, correction.certificate, of=actor)
        row.rejected_by, row.rejected_at, row.rejected_reason = actor.user, at, why
        row.save(update_fields=["rejected_by", "rejected_at", "rejected_reason"])
        details: dict[str, object] = {"proposed_by": _name(row), "reason": why}
        note(actor, row.certificate, "rejected correction", at, details)
    return row


def _waiting(
    correction: Correction, certificate: IssuedCertificate, *, of: Actor | None = None
) -> Correction:
    """The correction, locked, while it waits; of the actor's agency."""
    rows = Correction.objects.select_for_update(of=("self",)).select_related(
        "made_by", "certificate__request", "certificate__organisation"
    )
    house = of.organisation if of is not None else certificate.organisation
    row = rows.get(pk=correction.pk, certificate=certificate, organisation=house)
    if row.confirmed_at is not None or row.rejected_at is not None:
        remedy = "Open the certificate again to see what became of it."
        refuse("correction", "a correction that waits for nobody", "one that waits", remedy)
    return row


def _name(row: Correction) -> str:
    return row.made_by.name if row.made_by is not None else ""
