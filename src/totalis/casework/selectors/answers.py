"""Determinations as they were made, read back for pages and the memo: the words and sources of then, not of today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from totalis.documents.words import (
    SOURCE_KINDS,
    answer_words,
    capital,
    path_of,
    value_words,
)
from totalis.evaluate import Determination, determine
from totalis.facts.reader import read_sheet
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.result import Line, Part, ShownSource, parts_of
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
    made, sheet = determination_of(record), sheet_of(file, record)
    own_law = made.law == lawbook().digest
    parts = []
    for part, answer in zip(parts_of(sheet, made, today), made.engagements, strict=True):
        cited = part.sources if own_law else tuple(_cited(answer.citations))
        parts.append(replace(for_the_desk(part, sheet, answer), sources=cited))
    return ShownAnswer(
        record=record,
        parts=tuple(sorted(parts, key=lambda part: part.id != engagement)),
        findings=tuple(item.says for item in made.findings),
        engine=made.engine,
        law_is_packaged=own_law,
    )


def for_the_desk(part: Part, sheet: FactSheet, answer: EngagementAnswer) -> Part:
    """A part whose facts speak of the worker: the interview lets the worker say "I"."""
    engagement = next(item for item in sheet.engagements if item.id == answer.id)
    facts = by_path()

    def about(line: Line) -> Line:
        fact = facts[path_of(line.place)]
        return replace(line, value=capital(value_words(fact, sheet.value(engagement, fact.path))))

    settled = tuple(
        replace(
            shown,
            answers=tuple(
                replace(line, value=capital(answer_words(facts.get(path_of(one.fact)), one.answer)))
                for line, one in zip(shown.answers, settling.answers, strict=True)
            ),
        )
        for shown, settling in zip(part.settled_by, answer.settled_by, strict=True)
    )
    return replace(
        part,
        decided_by=tuple(map(about, part.decided_by)),
        facts=tuple(map(about, part.facts)),
        settled_by=settled,
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
