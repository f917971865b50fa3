"""Stating facts: every change is a new version of the sheet, with who states it, how she knows, and what proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.casework.models import FactStatement, FactVersion
from totalis.casework.services.decisions import decide, newest_determination, newest_facts
from totalis.casework.services.editing import ChangedMeanwhileError, changing
from totalis.casework.services.evidence_rules import own_evidence
from totalis.casework.services.fact_values import Stated, changed_by, value_at
from totalis.casework.services.reopening import reopen_if_changed
from totalis.casework.services.voiding import void_packets
from totalis.documents.words import label_of
from totalis.facts.reader import read_sheet
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.casework.models import Case, Evidence
    from totalis.facts.sheet import FactSheet
    from totalis.webbase.accounts.actor import Actor

NAMED = 4
"""How many facts the reason of a void packet names."""


def state_facts(
    *,
    actor: Actor,
    case: Case,
    values: Mapping[str, Any],
    basis: str,
    evidence: Evidence | None = None,
    seen_version: int,
    reason: str = "",
    at: datetime,
) -> FactVersion:
    """State facts: a new version of the sheet, a statement for each fact that changed, and a new decision.

    Statements about the other facts are carried over, so that each version says of all its facts who stated them.
    What rested on the old facts falls: packets become void, and a decision that now answers otherwise is reopened. The
    law is that of the day of the former decision; the first one is decided by the law of the day it is made.

    Args:
        actor: Who states them.
        case: The case.
        values: Facts by their places (`worker.residence`, `engagements[e1].end`), as plain values of the sheet's public
            form or as the forms read them; None is: not known.
        basis: How she knows.
        evidence: The document that proves them.
        seen_version: The version that the form was drawn from; 0 where there was none.
        reason: Why they change.
        at: When.

    Raises:
        ChangedMeanwhileError: somebody stated facts after the form was drawn.
        InputError: a value does not fit, the facts contradict each other, nothing changes, no basis is given.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        former = _taken(locked, seen_version)
        _basis_given(basis)
        sheet, changed = changed_by(locked, former, values)
        if not changed:
            raise InputError(
                [
                    Problem(
                        path="facts",
                        found="the facts as they stand already",
                        expected="at least one fact that changes",
                        remedy="Change an answer, or name the document that proves one that stands.",
                    )
                ]
            )
        made = _kept(actor, locked, former, sheet, reason, at)
        _say(actor, made, changed, basis, own_evidence(locked, evidence), at)
        _carry(former, made, changed)
        _follow(actor, locked, former, changed, at)
    return made


def prove_fact(
    *,
    actor: Actor,
    case: Case,
    place: str,
    basis: str,
    evidence: Evidence | None = None,
    seen_version: int,
    at: datetime,
) -> FactVersion:
    """Say how a fact that stands already is known, and by which document; the facts themselves do not change.

    Raises:
        ChangedMeanwhileError: somebody stated facts after the form was drawn.
        InputError: the fact is not known, or no basis is given.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        former = _taken(locked, seen_version)
        _basis_given(basis)
        value = None if former is None else value_at(former.sheet, place)
        if former is None or value is None:
            raise InputError(
                [
                    Problem(
                        path=place,
                        found="not known",
                        expected="a fact that was stated",
                        remedy="State the fact first.",
                    )
                ]
            )
        reason = f"Proof of: {label_of(place)}"
        made = _kept(actor, locked, former, read_sheet(former.sheet), reason, at)
        stated = [Stated(place, value)]
        _say(actor, made, stated, basis, own_evidence(locked, evidence), at)
        _carry(former, made, stated)
    return made


def _taken(case: Case, seen: int) -> FactVersion | None:
    """The newest version, if it is the one that the form was drawn from."""
    former = newest_facts(case)
    number = former.number if former is not None else 0
    if number != seen:
        raise ChangedMeanwhileError(
            [
                Problem(
                    path="seen_version",
                    found=f"version {number}; your form shows version {seen}",
                    expected="the newest version",
                    remedy="Somebody stated facts while you were typing. Compare both below, then save again.",
                )
            ]
        )
    return former


def _basis_given(basis: str) -> None:
    if not basis.strip():
        raise InputError(
            [
                Problem(
                    path="basis",
                    found="nothing",
                    expected="how this is known",
                    remedy="Say who told you, or in which document you read it.",
                )
            ]
        )


def _kept(
    actor: Actor,
    case: Case,
    former: FactVersion | None,
    sheet: FactSheet,
    reason: str,
    at: datetime,
) -> FactVersion:
    return FactVersion.objects.create(
        organisation=actor.organisation,
        case=case,
        number=1 if former is None else former.number + 1,
        digest=sheet.digest(),
        sheet=sheet.as_dict(),
        reason=reason.strip(),
        made_by=actor.user,
        made_at=at,
    )


def _say(
    actor: Actor,
    version: FactVersion,
    stated: list[Stated],
    basis: str,
    evidence: Evidence | None,
    at: datetime,
) -> None:
    """Keep who states what, how she knows and what proves it, and tell the chain."""
    FactStatement.objects.bulk_create(
        FactStatement(
            organisation=actor.organisation,
            case=version.case,
            version=version,
            place=item.place,
            value=item.value,
            basis=basis.strip(),
            evidence=evidence,
            made_by=actor.user,
            made_at=at,
        )
        for item in stated
    )
    record(
        actor=actor,
        verb="stated facts",
        subject=f"version {version.number}",
        at=at,
        case_reference=version.case.reference,
        details={
            "places": [item.place for item in stated],
            "facts": version.digest,
            "evidence": f"document {evidence.pk}" if evidence is not None else "",
            "reason": version.reason,
        },
    )


def _carry(former: FactVersion | None, version: FactVersion, stated: list[Stated]) -> None:
    """What was stated of the other facts stands in the new version too, as it was said, by whom and when."""
    if former is None:
        return
    anew = [item.place for item in stated]
    rows = list(former.statements.exclude(place__in=anew).order_by("pk"))
    for row in rows:
        row.pk, row.version = None, version
    FactStatement.objects.bulk_create(rows)


def _follow(
    actor: Actor, case: Case, former: FactVersion | None, changed: list[Stated], at: datetime
) -> None:
    """Void what rested on the old facts, decide again, reopen where the answer changed."""
    if former is not None:
        named = ", ".join(label_of(item.place).lower() for item in changed[:NAMED])
        more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        void_packets(actor=actor, case=case, reason=f"Facts changed: {named}{more}", at=at)
    before = newest_determination(case)
    after = decide(actor=actor, case=case, as_of=_law_day(before, at), at=at)
    if before is not None and after.pk != before.pk:
        reopen_if_changed(actor=actor, case=case, before=before, after=after, cause="facts", at=at)


def _law_day(before: Any, at: datetime) -> date:  # noqa: ANN401 - a CaseDetermination or None
    """The day whose law applies: that of the former decision, else today, as at the front door."""
    return before.as_of if before is not None else at.date()
