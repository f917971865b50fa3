"""How strong the record of a case is: what is there, what is missing, what would settle it (A6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.procedure.casefile import Lane
from totalis.procedure.findings_values import path_of
from totalis.procedure.findings_words import label_of
from totalis.procedure.standing_decision import main_answer
from totalis.procedure.strength_kinds import EvidenceKind, evidence_kinds, kinds_that_prove

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile

WORKER_TYPES = {
    Lane.EMPLOYER: "employee",
    Lane.SELF_EMPLOYED: "self_employed",
    Lane.PERFORMER: "performer",
}


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of document and whether it is there; `documents` are ids."""

    kind: EvidenceKind
    there: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact on which the decision rests, and what proves it; without documents, what would."""

    place: str
    label: str
    documents: tuple[str, ...]
    would_prove: tuple[EvidenceKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """The record of a case by worker type; `worker_type` is empty while no lane fits."""

    worker_type: str
    kinds: tuple[KindLine, ...]
    facts: tuple[FactLine, ...]
    says: str

    @property
    def missing(self) -> tuple[KindLine, ...]:
        """The kinds of documents that are needed and not there."""
        return tuple(line for line in self.kinds if not line.there)

    @property
    def unproved(self) -> tuple[FactLine, ...]:
        """The facts of the decision that no document proves."""
        return tuple(line for line in self.facts if not line.documents)


def record_strength(file: CaseFile) -> Strength:
    """Compare the documents of a case with what its worker type and its decision need."""
    worker_type = _worker_type(file)
    kinds = tuple(
        _kind_line(file, kind)
        for kind in evidence_kinds().values()
        if not worker_type or worker_type in kind.needed_for
    )
    needed = tuple(line for line in kinds if line.kind.needed_for)
    facts = tuple(_fact_lines(file))
    there = sum(line.there for line in needed)
    proved = sum(bool(line.documents) for line in facts)
    says = f"{there} of {len(needed)} kinds of documents are there; {proved} of {len(facts)} facts of the decision are proved."
    return Strength(worker_type=worker_type, kinds=needed, facts=facts, says=says)


def _worker_type(file: CaseFile) -> str:
    if file.request is not None and file.request.lane in WORKER_TYPES:
        return WORKER_TYPES[file.request.lane]
    answer = main_answer(file)
    if answer is not None and answer.lane:
        return WORKER_TYPES.get(Lane(answer.lane), "")
    sheet = file.current_facts.sheet if file.current_facts is not None else {}
    kinds = {item.get("kind") for item in sheet.get("engagements", ())}
    if kinds == {"self_employment"}:
        return "self_employed"
    return "employee" if kinds == {"employment"} else ""


def _kind_line(file: CaseFile, kind: EvidenceKind) -> KindLine:
    documents = tuple(item.id for item in file.evidence if item.kind == kind.key)
    return KindLine(kind, bool(documents), documents)


def _fact_lines(file: CaseFile) -> list[FactLine]:
    """Every fact that decided: a document that was named as proof, or one in which the place was read."""
    answer, facts = main_answer(file), file.current_facts
    if answer is None or facts is None:
        return []
    named = {item.place: item.evidence for item in facts.statements if item.evidence}
    lines = []
    for place in answer.document.get("facts_used") or {}:
        path = path_of(place)
        read = [
            item.id
            for item in file.evidence
            for reading in item.readings
            if reading.place == place or (reading.place == path and reading.value)
        ]
        proof = named.get(place, "")
        stated = [proof] if file.evidence_item(proof) is not None else []
        documents = tuple(dict.fromkeys((*stated, *read)))
        lines.append(FactLine(place, label_of(path), documents, kinds_that_prove(path)))
    return lines
