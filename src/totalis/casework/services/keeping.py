"""Whether closed cases are disposed of, said by an administrator; holds that keep a case beyond its time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Case, CaseHold, DisposalPolicy
from totalis.casework.services.refusing import need, refuse, short
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

GRACE = timedelta(days=7)
"""Between a policy and the first night in which it disposes of anything."""
LONGEST = 300


def set_disposal(*, actor: Actor, allowed: bool, reason: str, at: datetime) -> DisposalPolicy:
    """Switch disposal on or off; it begins a week later, and the policy before stays on record.

    Raises:
        PermissionDenied: the person does not administer.
        InputError: no reason.
    """
    require(actor, Right.ADMINISTER)
    need(reason, "reason", "Name the law, order or decision by which it is so.")
    short(reason.strip(), "reason", LONGEST)
    with transaction.atomic():
        made = DisposalPolicy.objects.create(
            organisation=actor.organisation,
            allowed=allowed,
            reason=reason.strip(),
            begins_on=(at + GRACE).date(),
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="set disposal policy",
            subject="on" if allowed else "off",
            at=at,
            details={
                "policy": made.pk,
                "begins_on": made.begins_on.isoformat(),
                "reason": made.reason,
            },
        )
    return made


def hold_case(*, actor: Actor, case: Case, why: str, at: datetime) -> CaseHold:
    """Keep a case, open or closed, beyond its time until somebody lifts the hold.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no reason, or the case was disposed of.
    """
    require(actor, Right.PREPARE)
    need(why, "why", "Say what it is kept for.")
    short(why.strip(), "why", LONGEST)
    with transaction.atomic():
        row = _locked(actor, case)
        if row.disposed_at is not None:
            refuse("case", "a case that was disposed of", "one that still says something")
        made = CaseHold.objects.create(
            organisation=actor.organisation,
            case=row,
            why=why.strip(),
            made_by=actor.user,
            made_at=at,
        )
        _told(actor, "held case", row, made, at, made.why)
    return made


def lift_hold(*, actor: Actor, hold: CaseHold, because: str, at: datetime) -> CaseHold:
    """Take a hold away; it stays on record, with who and why.

    Raises:
        PermissionDenied: the person does not administer.
        InputError: no reason, or it was lifted before.
    """
    require(actor, Right.ADMINISTER)
    need(because, "because", "Say why it need not be kept any longer.")
    short(because.strip(), "because", LONGEST)
    with transaction.atomic():
        case = _locked(actor, hold.case)
        row = CaseHold.objects.of(actor.organisation).select_for_update().get(pk=hold.pk)
        if row.lifted_at is not None:
            refuse("hold", "a hold that was lifted before", "one that stands")
        row.lifted_by, row.lifted_at, row.lifted_because = actor.user, at, because.strip()
        row.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
        _told(actor, "lifted hold", case, row, at, row.lifted_because)
    return row


def _locked(actor: Actor, case: Case) -> Case:
    return Case.objects.of(actor.organisation).select_for_update(of=("self",)).get(pk=case.pk)


def _told(actor: Actor, verb: str, case: Case, hold: CaseHold, at: datetime, why: str) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=case.reference,
        case_reference=case.reference,
        at=at,
        details={"hold": hold.pk, "why": why},
    )
