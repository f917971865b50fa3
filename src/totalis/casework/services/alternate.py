"""The alternate procedure: what is asked of whom where no certificate can be had, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import AlternateAttempt
from totalis.casework.selectors import records
from totalis.casework.services.editing import changing
from totalis.casework.services.evidence_rules import own_evidence
from totalis.casework.services.refusing import need, past, refuse, short
from totalis.casework.services.revisions import remember
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case, Evidence
    from totalis.webbase.accounts.actor import Actor

ADDRESSEE, ASKED_FOR, OUTCOME = 160, 500, 500


def record_attempt(
    *,
    actor: Actor,
    case: Case,
    addressee: str,
    asked_for: str,
    happened_at: datetime,
    at: datetime,
    outcome: str = "",
    evidence: Evidence | None = None,
) -> AlternateAttempt:
    """Write down a step of the alternate procedure.

    Args:
        actor: Who records it; needs the right to lodge.
        case: The case.
        addressee: The office or person that was asked.
        asked_for: What was asked for, in a sentence.
        happened_at: When it was asked.
        at: Now.
        outcome: What came of it; empty while nothing has.
        evidence: The letter or answer, a document of the case.

    Raises:
        InputError: an empty or overlong text, a time ahead, a document of another case.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        row = AlternateAttempt.objects.create(
            organisation=actor.organisation,
            case=locked,
            made_by=actor.user,
            made_at=at,
            happened_at=past(happened_at, "happened_at", at),
            addressee=short(
                need(addressee, "addressee", "Name the office that was asked."),
                "addressee",
                ADDRESSEE,
            ),
            asked_for=short(
                need(asked_for, "asked_for", "Say what was asked for."), "asked_for", ASKED_FOR
            ),
            outcome=short(outcome, "outcome", OUTCOME),
            evidence=own_evidence(locked, evidence),
        )
        _keep(actor, locked, row, "recorded attempt", at)
    return row


def record_outcome(
    *,
    actor: Actor,
    case: Case,
    attempt: AlternateAttempt,
    outcome: str,
    at: datetime,
    evidence: Evidence | None = None,
) -> AlternateAttempt:
    """Write down what came of a step; once, so that no answer is ever replaced by another.

    Raises:
        InputError: the outcome is empty, overlong or already there.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        row = AlternateAttempt.objects.get(case=locked, pk=attempt.pk)
        if row.outcome:
            refuse(
                "outcome",
                "an outcome is recorded already",
                "a step without outcome",
                "Record a further step with what happened since.",
            )
        row.outcome = short(need(outcome, "outcome", "Say what came of it."), "outcome", OUTCOME)
        row.evidence = own_evidence(locked, evidence) or row.evidence
        row.save(update_fields=["outcome", "evidence"])
        _keep(actor, locked, row, "recorded outcome of attempt", at)
    return row


def _keep(actor: Actor, case: Case, row: AlternateAttempt, verb: str, at: datetime) -> None:
    remember(
        actor=actor,
        kind="attempt",
        record_id=row.pk,
        value=records.attempt(row),
        at=at,
        case=case,
    )
    record(
        actor=actor,
        verb=verb,
        subject=f"attempt {row.pk}",
        at=at,
        case_reference=case.reference,
        details={"attempt": row.pk, "evidence": records.key(row.evidence_id)},
    )
