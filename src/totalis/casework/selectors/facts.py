"""The fact sheet as its page shows it: every fact with who stated it, how it is known, and which document proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.documents.words import capital, label_of, path_of, value_words
from totalis.facts.countries import with_article
from totalis.facts.reader import read_sheet
from totalis.facts.sheet import Engagement, FactSheet, Worker
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.interview import TOPIC_ORDER, TOPICS, WORK, Interview, topic_of
from totalis.frontdoor.selectors.words import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from totalis.facts.vocabulary import Fact
    from totalis.procedure.casefile import CaseFile, EvidenceItem, FactStatement, FactVersion

GROUPS = {WORK[0]: WORK[1], **{key: label for key, label, _paths in TOPICS}}
"""The groups of the sheet by their keys, named as in the interview."""
NOT_KNOWN = "not known"
HIDDEN = "engagement.open_ended"
"""Said by the last day already."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact with what stands behind it; `evidence` None: no document was named."""

    place: str
    path: str
    label: str
    value: str
    known: bool
    statement: FactStatement | None
    evidence: EvidenceItem | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the sheet."""

    key: str
    label: str
    facts: tuple[ShownFact, ...]

    @property
    def proved(self) -> int:
        """How many facts name a document."""
        return sum(1 for fact in self.facts if fact.evidence is not None)


@dataclass(frozen=True, slots=True)
class EngagementFacts:
    """One engagement of the sheet by groups; `number` counts from 1 in the sheet. The worker's facts stand in the main one's."""

    id: str
    number: int
    heading: str
    main: bool
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that a version changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the sheet and what it changed."""

    number: int
    digest: str
    by: str
    at: datetime
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything on the page of the fact sheet."""

    version: FactVersion | None
    engagements: tuple[EngagementFacts, ...]
    versions: tuple[ShownVersion, ...]
    known: int
    proved: int


def facts_of(file: CaseFile, engagement: str) -> Facts:
    """The newest version by groups, and the history; `engagement` is the one that the case is about."""
    version = file.current_facts
    if version is None:
        return Facts(None, (), (), 0, 0)
    sheet = read_sheet(version.sheet)
    statements = newest_statements(file.facts)
    shown = tuple(
        EngagementFacts(
            id=item.id,
            number=number,
            heading=heading_of(item),
            main=item.id == engagement,
            groups=tuple(_groups(file, sheet, item, statements, of_worker=item.id == engagement)),
        )
        for number, item in sorted(
            enumerate(sheet.engagements, 1), key=lambda pair: pair[1].id != engagement
        )
    )
    facts = [fact for item in shown for group in item.groups for fact in group.facts if fact.known]
    return Facts(
        version=version,
        engagements=shown,
        versions=tuple(versions_of(file.facts)),
        known=len(facts),
        proved=sum(1 for fact in facts if fact.evidence is not None),
    )


def newest_statements(versions: Iterable[FactVersion]) -> dict[str, FactStatement]:
    """The newest statement about every place."""
    return {item.place: item for version in versions for item in version.statements}


def heading_of(engagement: Engagement) -> str:
    """An engagement in a few words."""
    names = [with_article(code) for code in engagement.work_country or ()]
    kind = {"employment": "Employment", "self_employment": "Self-employment"}.get(
        engagement.kind or "", "Work"
    )
    return f"{kind} in {' and '.join(names)}" if names else kind


def _groups(
    file: CaseFile,
    sheet: FactSheet,
    engagement: Engagement,
    statements: Mapping[str, FactStatement],
    *,
    of_worker: bool,
) -> Iterable[Group]:
    for key in TOPIC_ORDER:
        facts = tuple(
            shown
            for path, fact in by_path().items()
            if topic_of(path) == key and (of_worker or fact.scope != "worker")
            for shown in _shown(file, sheet, engagement, fact, statements)
        )
        if of_worker or facts:
            yield Group(key, GROUPS[key], facts)


def _shown(
    file: CaseFile,
    sheet: FactSheet,
    engagement: Engagement,
    fact: Fact,
    statements: Mapping[str, FactStatement],
) -> Iterable[ShownFact]:
    """The fact, if it is known or somebody said that it is not."""
    value = sheet.value(engagement, fact.path)
    if fact.path == HIDDEN and engagement.end is not None:
        return
    place = place_of(fact.path, engagement.id)
    statement = statements.get(place)
    if value is None and statement is None:
        return
    yield ShownFact(
        place=place,
        path=fact.path,
        label=capital(fact.label),
        value=in_words(fact, value),
        known=value is not None,
        statement=statement,
        evidence=file.evidence_item(statement.evidence) if statement is not None else None,
    )


def in_words(fact: Fact, value: Any) -> str:  # noqa: ANN401 - facts have many types
    """A value of a sheet for people; what is not known says so."""
    return NOT_KNOWN if value is None else capital(value_words(fact, value))


def versions_of(versions: Sequence[FactVersion]) -> Iterable[ShownVersion]:
    """Every version with what it changed, the newest first."""
    sheets = [read_sheet(version.sheet) for version in versions]
    for index in range(len(versions) - 1, -1, -1):
        version = versions[index]
        former = sheets[index - 1] if index else None
        yield ShownVersion(
            number=version.number,
            digest=version.digest,
            by=version.made_by.name,
            at=version.at,
            reason=version.reason,
            changes=tuple(differences(former, sheets[index])),
        )


def differences(former: FactSheet | None, sheet: FactSheet) -> Iterable[Change]:
    """What a sheet says otherwise than the one before it."""
    before = _by_place(former) if former is not None else {}
    after = _by_place(sheet)
    several = len(sheet.engagements) > 1
    for place in {**before, **after}:
        fact = by_path()[path_of(place)]
        old, new = before.get(place), after.get(place)
        if old != new:
            label = f"{label_of(place)} ({place})" if several else label_of(place)
            yield Change(label, in_words(fact, old), in_words(fact, new))


def _by_place(sheet: FactSheet) -> dict[str, Any]:
    """Every known fact by its place, in the order of the questions."""
    found = {}
    for engagement in sheet.engagements:
        for path in by_path():
            value = sheet.value(engagement, path)
            if value is not None and not (path == HIDDEN and engagement.end is not None):
                found[place_of(path, engagement.id)] = value
    return found


def interview_of(file: CaseFile, engagement: str, as_of: date) -> Interview:
    """The newest facts as an interview, so that the desk asks with the interview's own questions."""
    version = file.current_facts
    if version is None:
        return Interview(FactSheet(Worker(), (Engagement(id=engagement),)), engagement, as_of)
    sheet = read_sheet(version.sheet)
    known = [item.id for item in sheet.engagements]
    about = engagement if engagement in known else known[0]
    said_unknown = tuple(
        place for place, item in newest_statements(file.facts).items() if item.value is None
    )
    return Interview(sheet, about, as_of, said_unknown)


def paths_of_group(key: str, interview: Interview, missing: Iterable[str], also: str) -> list[str]:
    """The facts of a group that are known, missing, said to be unknown, or asked for by name."""
    wanted = {also, *missing, *(path_of(place) for place in interview.not_known)}
    found = [
        path
        for path in by_path()
        if topic_of(path) == key and (path in wanted or interview.value(path) is not None)
    ]
    if "engagement.start" in found or "engagement.end" in found:
        found = [path for path in found if path not in ("engagement.start", "engagement.end")]
        found = ["engagement.start", "engagement.end", *found]
    return [path for path in found if path != HIDDEN]


def others_of_group(key: str, shown: Iterable[str]) -> list[tuple[str, str]]:
    """The facts of a group that its page does not show yet, as (path, label)."""
    left = set(by_path()) - set(shown) - {HIDDEN}
    return [(path, label_of(path)) for path in by_path() if path in left and topic_of(path) == key]


def engagement_numbered(file: CaseFile, number: str, otherwise: str) -> str:
    """The id of an engagement by its number in the sheet: ids are people's own words and stand in no address."""
    version = file.current_facts
    engagements = version.sheet["engagements"] if version is not None else []
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= len(engagements):
        return str(engagements[int(number) - 1]["id"])
    return otherwise
