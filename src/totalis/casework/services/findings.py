"""Closing findings and flags: by a person, with the reason. An escalation takes the right to approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Closure
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.editing import changing
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.escalation import flags, open_flags
from totalis.procedure.findings import open_findings
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor

LONGEST_REASON = 500


def close(*, actor: Actor, case: Case, key: str, reason: str, at: datetime) -> Closure:
    """Close a finding or a flag that is open now.

    Raises:
        PermissionDenied: closing a finding takes the right to prepare, a flag the right to approve.
        InputError: no reason, or nothing open has this key (what it rests on may have changed meanwhile).
    """
    with changing(actor=actor, case=case, right=Right.VIEW, at=at) as locked:
        file = case_file(locked)
        right = right_for(key, file, at.date())
        require(actor, right)
        _must_be_open(key, file, at.date())
        text = reason.strip()
        if not text or len(text) > LONGEST_REASON:
            found = "nothing" if not text else f"{len(text)} signs"
            raise InputError(
                [
                    Problem(
                        "reason",
                        found,
                        f"a reason of at most {LONGEST_REASON} signs",
                        "Say what settles it, so that a stranger can follow.",
                    )
                ]
            )
        made = Closure.objects.create(
            organisation=actor.organisation,
            case=locked,
            key=key,
            reason=text,
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="closed flag" if right is Right.APPROVE else "closed finding",
            subject=key.partition(":")[0].replace("_", " "),
            at=at,
            case_reference=locked.reference,
            details={"key": key, "reason": text},
        )
    return made


def right_for(key: str, file: CaseFile, today: date) -> Right:
    """The right that closing takes."""
    is_flag = any(flag.key == key for flag in flags(file, today))
    return Right.APPROVE if is_flag else Right.PREPARE


def _must_be_open(key: str, file: CaseFile, today: date) -> None:
    standing = {flag.key for flag in open_flags(file, today)}
    standing |= {finding.key for finding in open_findings(file)}
    if key in standing:
        return
    raise InputError(
        [
            Problem(
                "key",
                "nothing open by this name",
                "a finding or flag that is open",
                "Look at the list as it is now: it was closed, or what it rests on changed.",
            )
        ]
    )
