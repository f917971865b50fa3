"""Contradictions of a case, side by side, each naming both documents (A5), and what the timeline and the log show.

A finding's key is made of its kind, its place and what stands on both sides with the digests of the documents. A person
closes a finding by its key; when a document or the fact changes, the key changes with it and the finding is open again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from totalis.procedure.findings_sides import (
    Side,
    decision_sides,
    decision_speaks,
    file_sides,
    readings_by_path,
    told_by_timeline,
)
from totalis.procedure.findings_values import same_value
from totalis.procedure.findings_words import key_of, label_of
from totalis.procedure.periods import timeline_findings
from totalis.procedure.travel_findings import log_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.procedure.casefile import CaseFile, Closure


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not fit together.

    `kind`: documents_disagree, case_disagrees, decision_disagrees, gap, overlap, hidden_change, vague, no_proof, log,
    shared_day. `sides` are both sides of a contradiction; other findings have none.
    """

    key: str
    kind: str
    says: str
    remedy: str
    sides: tuple[Side, ...]
    documents: tuple[str, ...]
    closed: Closure | None = None


def findings(file: CaseFile) -> tuple[Finding, ...]:
    """Every finding of a case, closed ones with who closed them and why."""
    closures = {item.key: item for item in file.closures}
    found = {
        item.key: item for item in (*_between_documents(file), *_against_case(file), *_others(file))
    }
    return tuple(_closed(item, closures.get(key)) for key, item in found.items())


def open_findings(file: CaseFile) -> tuple[Finding, ...]:
    """The findings that nobody has closed."""
    return tuple(item for item in findings(file) if item.closed is None)


def _closed(item: Finding, closure: Closure | None) -> Finding:
    if closure is None:
        return item
    return Finding(
        key=item.key,
        kind=item.kind,
        says=item.says,
        remedy=item.remedy,
        sides=item.sides,
        documents=item.documents,
        closed=closure,
    )


def _between_documents(file: CaseFile) -> Iterator[Finding]:
    """Two documents that say something else of the same place."""
    for path, sides in readings_by_path(file).items():
        for one, other in combinations(sides, 2):
            differ = one.document != other.document and not same_value(path, one.value, other.value)
            told = told_by_timeline(file, path, (one, other))
            if differ and not told and _same_engagement(one, other):
                yield _contradiction(file, "documents_disagree", path, one, other)


def _against_case(file: CaseFile) -> Iterator[Finding]:
    """A document against the fact sheet, the request, the worker, and the decision."""
    case = file_sides(file)
    decided = decision_sides(file)
    for path, sides in readings_by_path(file).items():
        for side in sides:
            for other in case.get(path, ()):
                if _same_engagement(side, other) and not same_value(path, side.value, other.value):
                    yield _contradiction(file, "case_disagrees", path, side, other)
            for other in decided.get(path, ()):
                if decision_speaks(file, side) and not same_value(path, side.value, other.value):
                    yield _contradiction(file, "decision_disagrees", path, side, other)


def _same_engagement(one: Side, other: Side) -> bool:
    """Readings of two engagements do not contradict each other; one without an engagement speaks for each."""
    return not one.engagement or not other.engagement or one.engagement == other.engagement


def _contradiction(file: CaseFile, kind: str, path: str, one: Side, other: Side) -> Finding:
    label = label_of(path)
    documents = tuple(dict.fromkeys(item.document for item in (one, other) if item.document))
    remedy = "Find out which is right; correct the other, or close the finding with the reason."
    return Finding(
        key=key_of(
            kind,
            path,
            file,
            documents,
            tuple(f"{item.origin}: {item.said}" for item in (one, other)),
        ),
        kind=kind,
        says=f"{label}: {one.says}, {other.says}.",
        remedy=remedy,
        sides=(one, other),
        documents=documents,
    )


def _others(file: CaseFile) -> Iterator[Finding]:
    for item in (*timeline_findings(file), *log_findings(file)):
        documents = tuple(dict.fromkeys(item.documents))
        yield Finding(
            key=key_of(item.kind, "timeline", file, documents, (item.says,)),
            kind=item.kind,
            says=item.says,
            remedy=item.remedy,
            sides=(),
            documents=documents,
        )
