"""Determinations as they were made, read back for pages and the memo: the words and sources of then, not of today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from totalis.documents.words import SOURCE_KINDS
from totalis.evaluate import Determination, determine
from totalis.facts.reader import read_sheet
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.result import Part, ShownSource, parts_of
from totalis.kernel.digest import digest
from totalis.lawbook.model import SourceKind
from totalis.procedure.casefile import DeterminationRecord, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from totalis.evaluate import EngagementAnswer
    from totalis.evaluate.determination import Citation
    from totalis.facts.sheet import FactSheet
    from totalis.procedure.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A determination as a page shows it."""

    record: DeterminationRecord
    parts: tuple[Part, ...]
    findings: tuple[str, ...]
    engine: str
    law_is_packaged: bool
    """Whether it was made by the law that this program carries."""


def determination_of(record: DeterminationRecord) -> Determination:
    """The determination out of its record, word for word."""
    return msgspec.convert(record.document, Determination)


def sheet_of(file: CaseFile, record: DeterminationRecord) -> FactSheet:
    """The facts that a determination was made of."""
    version = next(item for item in file.facts if item.number == record.fact_version)
    return read_sheet(version.sheet)


def shown_answer(
    file: CaseFile, record: DeterminationRecord, engagement: str, today: date
) -> ShownAnswer:
    """A determination of the case; the engagement that the case is about comes first."""
    made = determination_of(record)
    own_law = made.law == lawbook().digest
    parts = [
        part if own_law else replace(part, sources=tuple(_cited(answer.citations)))
        for part, answer in zip(
            parts_of(sheet_of(file, record), made, today), made.engagements, strict=True
        )
    ]
    return ShownAnswer(
        record=record,
        parts=tuple(sorted(parts, key=lambda part: part.id != engagement)),
        findings=tuple(item.says for item in made.findings),
        engine=made.engine,
        law_is_packaged=own_law,
    )


def main_engagement(made: Determination, engagement: str) -> EngagementAnswer:
    """The answer for the engagement that the case is about, else the first."""
    return next((item for item in made.engagements if item.id == engagement), made.engagements[0])


def _cited(citations: Iterable[Citation]) -> Iterable[ShownSource]:
    """The sources as the determination itself names them, for a law that this program no longer carries."""
    for item in citations:
        kind = SourceKind(item.kind)
        yield ShownSource(
            title=item.title,
            url=item.url,
            section=item.section,
            kind=SOURCE_KINDS[kind],
            weak=item.weak,
            checked_on=item.checked_on,
            read="",
        )


def preview_on(file: CaseFile, as_of: date, at: datetime) -> DeterminationRecord:
    """What the newest facts lead to under the law of a day; nothing is kept."""
    version = file.facts[-1]
    made = determine(read_sheet(version.sheet), as_of=as_of, law=lawbook())
    document = msgspec.to_builtins(made)
    return DeterminationRecord(
        id="",
        digest=digest(document),
        as_of=as_of,
        law=made.law,
        facts=made.facts,
        fact_version=version.number,
        made_by=Person(id="", name=""),
        at=at,
        document=document,
    )
