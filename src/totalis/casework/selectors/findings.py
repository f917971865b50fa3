"""Findings and flags of a case as their page shows them, and how strong its record is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.procedure.escalation import flags
from totalis.procedure.findings import findings
from totalis.procedure.sources import cite
from totalis.procedure.strength import record_strength
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.lawbook.model import Source
    from totalis.procedure.casefile import CaseFile, EvidenceItem
    from totalis.procedure.escalation import Flag
    from totalis.procedure.findings import Finding
    from totalis.procedure.findings_sides import Side
    from totalis.procedure.strength import Strength
    from totalis.procedure.strength_kinds import EvidenceKind
    from totalis.webbase.accounts.actor import Actor

KINDS = {
    "documents_disagree": "Two documents disagree",
    "case_disagrees": "A document and the case disagree",
    "decision_disagrees": "A document and the decision disagree",
    "hidden_change": "A period hides a change",
    "overlap": "Periods overlap",
    "gap": "Days without a record",
    "vague": "A period is vague",
    "no_proof": "A period without proof",
    "log": "The log and the timeline disagree",
    "shared_day": "A day in two countries",
}
WORKER_TYPES = {
    "employee": "an employee",
    "self_employed": "a self-employed person",
    "performer": "a performer",
}


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a contradiction, with the document where it is one."""

    side: Side
    document: EvidenceItem | None


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with both its sides and every document that it names."""

    finding: Finding
    title: str
    sides: tuple[ShownSide, ...]
    documents: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """An escalation with the sources that call for it."""

    flag: Flag
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything on the page of findings; what is open comes first."""

    flags: tuple[ShownFlag, ...]
    open: tuple[ShownFinding, ...]
    closed_flags: tuple[ShownFlag, ...]
    closed: tuple[ShownFinding, ...]
    may_close_findings: bool
    may_close_flags: bool


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind of document that the worker's type needs."""

    kind: EvidenceKind
    there: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact that decided, with what proves it or would."""

    label: str
    proof: tuple[EvidenceItem, ...]
    would_prove: tuple[EvidenceKind, ...]


@dataclass(frozen=True, slots=True)
class StrengthShown:
    """How strong the record is."""

    says: str
    worker_type: str
    kinds: tuple[KindShown, ...]
    facts: tuple[FactShown, ...]


def findings_of(file: CaseFile, actor: Actor, today: date) -> Findings:
    """The findings and flags of a case, and which of them this person may close."""
    found = [_finding(file, item) for item in findings(file)]
    raised = [_flag(flag) for flag in flags(file, today)]
    standing = file.closed_at is None
    return Findings(
        flags=tuple(item for item in raised if item.flag.closed is None),
        open=tuple(item for item in found if item.finding.closed is None),
        closed_flags=tuple(item for item in raised if item.flag.closed is not None),
        closed=tuple(item for item in found if item.finding.closed is not None),
        may_close_findings=standing and actor.may(Right.PREPARE),
        may_close_flags=standing and actor.may(Right.APPROVE),
    )


def _finding(file: CaseFile, item: Finding) -> ShownFinding:
    return ShownFinding(
        finding=item,
        title=KINDS.get(item.kind, item.kind.replace("_", " ").capitalize()),
        sides=tuple(ShownSide(side, file.evidence_item(side.document)) for side in item.sides),
        documents=tuple(_items(file, item.documents)),
    )


def _flag(flag: Flag) -> ShownFlag:
    return ShownFlag(flag, cite(flag.source))


def _items(file: CaseFile, keys: Iterable[str]) -> Iterable[EvidenceItem]:
    found = (file.evidence_item(key) for key in keys)
    return (item for item in found if item is not None)


def strength_of(file: CaseFile) -> StrengthShown:
    """What is there, what is missing, what would settle it."""
    strength: Strength = record_strength(file)
    return StrengthShown(
        says=strength.says,
        worker_type=WORKER_TYPES.get(strength.worker_type, ""),
        kinds=tuple(
            KindShown(line.kind, tuple(_items(file, line.documents))) for line in strength.kinds
        ),
        facts=tuple(
            FactShown(line.label, tuple(_items(file, line.documents)), line.would_prove)
            for line in strength.facts
        ),
    )
