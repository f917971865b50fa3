"""The result page: a determination and its sheet in words, one part an engagement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.documents.words import (
    CONDITIONS,
    LANES,
    OUTCOMES as OUTCOME_WORDS,
    PRODUCTS,
    SOURCE_KINDS,
    TO_KEEP_IN_MIND,
    article_words,
    capital,
    changes_by_result,
    known_facts,
    label_of,
    path_of,
    result_words,
)
from totalis.facts.countries import name_of, with_article
from totalis.facts.vocabulary import by_path
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.timeline import Picture, picture_of
from totalis.frontdoor.selectors.words import answer_words, place_of, value_words
from totalis.kernel.dates import days_written_out, duration_words
from totalis.lawbook.model import Outcome, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.evaluate import Determination, EngagementAnswer
    from totalis.evaluate.determination import Condition, Settling
    from totalis.facts.sheet import Engagement, FactSheet
    from totalis.lawbook.model import Source


@dataclass(frozen=True, slots=True)
class Tag:
    """An outcome as it is shown: words, icon and tone, never colour alone."""

    label: str
    icon: str
    tone: str


_OUTCOME_LOOKS = {
    Outcome.ASSIGNED: ("check_circle", "settled"),
    Outcome.UNDETERMINED: ("help", "open"),
    Outcome.NOT_DUAL: ("info", "settled"),
    Outcome.NO_AGREEMENT: ("link_off", "outside"),
    Outcome.ELECTION: ("event", "choice"),
    Outcome.SPLIT: ("content_copy", "choice"),
    Outcome.EXCEPTION_REQUIRED: ("warning", "warning"),
    Outcome.DISPUTED: ("forum", "warning"),
    Outcome.NOT_STATED: ("help_outline", "outside"),
}
_CONDITION_LOOKS = {
    "met": ("check_circle", "settled"),
    "not_met": ("cancel", "warning"),
    "unknown": ("help", "open"),
    "assumed": ("info", "outside"),
}
OUTCOMES: dict[str, Tag] = {
    outcome.value: Tag(OUTCOME_WORDS[outcome], *looks) for outcome, looks in _OUTCOME_LOOKS.items()
}
_CONDITIONS = {state: Tag(CONDITIONS[state], *looks) for state, looks in _CONDITION_LOOKS.items()}
_RULE_RESULTS = {
    "applies": "Applies",
    "excepted": "Set aside by an exception",
    "not_applicable": "Does not apply",
    "open": "Open",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A fact and its value in words; `place` leads to its question."""

    place: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source as it is shown under a sentence."""

    title: str
    url: str
    section: str
    kind: str
    weak: bool
    checked_on: date
    read: str


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """A condition with its sources; one that is only to be kept in mind may have no status."""

    what: str
    article: str
    status: Tag | None
    place: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class ShownSettling:
    """A smallest set of answers that settles the case."""

    answers: tuple[Line, ...]
    leads_to: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """Changes of facts that lead to the same other answer."""

    leads_to: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule that was looked at."""

    rule: str
    link: str
    says: str
    article: str
    result: str
    because: str


@dataclass(frozen=True, slots=True)
class ShownReading:
    """One side of a dispute between sources."""

    says: str
    country: str
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """The proof that would free the work from double charges."""

    product: str
    exists: bool
    issuer: str
    issuing_country: str
    lane: str
    effective: date | None
    form: str
    channels: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class ShownClock:
    """The time limit in words."""

    title: str
    limit: str
    starts: date | None
    last_day: date | None
    exceeded: bool | None
    from_earlier: bool
    extension: date | None
    says: str
    rounding: str


@dataclass(frozen=True, slots=True)
class Part:
    """The answer for one engagement as the page shows it."""

    id: str
    heading: str
    sentence: str
    says: str
    tag: Tag
    outcome: str
    agreement: str | None
    agreement_name: str
    rule: str | None
    rule_link: str
    article: str | None
    needs_certificate: bool
    decided_by: tuple[Line, ...]
    conditions: tuple[ShownCondition, ...]
    to_mind: tuple[ShownCondition, ...]
    clock: ShownClock | None
    certificate: ShownCertificate | None
    settled_by: tuple[ShownSettling, ...]
    changes: tuple[ShownChange, ...]
    considered: tuple[ShownRule, ...]
    readings: tuple[ShownReading, ...]
    sources: tuple[ShownSource, ...]
    next_action: str
    facts: tuple[Line, ...]
    timeline: Picture | None


def parts_of(sheet: FactSheet, determination: Determination, today: date) -> list[Part]:
    """Every engagement of a sheet with its answer, as the page shows it."""
    by_id = {item.id: item for item in sheet.engagements}
    return [
        _part(sheet, by_id[answer.id], answer, determination.as_of, today)
        for answer in determination.engagements
    ]


def _part(
    sheet: FactSheet,
    engagement: Engagement,
    answer: EngagementAnswer,
    as_of: date,
    today: date,
) -> Part:
    return Part(
        id=answer.id,
        heading=_heading(engagement),
        sentence=days_written_out(answer.answer),
        says=days_written_out(answer.says),
        tag=OUTCOMES[answer.outcome],
        outcome=answer.outcome,
        agreement=answer.agreement,
        agreement_name=name_of(answer.agreement) if answer.agreement else "",
        rule=answer.rule,
        rule_link=rule_link(answer.rule) if answer.rule else "",
        article=article_words(answer.article) if answer.article else None,
        needs_certificate=answer.certificate is not None and answer.certificate.product != "none",
        decided_by=tuple(_decided_by(sheet, engagement, answer)),
        conditions=tuple(
            _condition(item, answer)
            for item in answer.conditions
            if item.status not in TO_KEEP_IN_MIND
        ),
        to_mind=tuple(
            _condition(item, answer) for item in answer.conditions if item.status in TO_KEEP_IN_MIND
        ),
        clock=_clock(answer),
        certificate=_certificate(answer),
        settled_by=tuple(_settling(item) for item in answer.settled_by),
        changes=tuple(
            ShownChange(to, tuple(map(capital, changes)))
            for to, changes in changes_by_result(answer.flips).items()
        ),
        considered=tuple(
            ShownRule(
                rule=item.rule,
                link=rule_link(item.rule),
                says=item.says,
                article=article_words(item.article),
                result=_RULE_RESULTS.get(item.result, item.result),
                because=days_written_out(item.because),
            )
            for item in answer.considered
        ),
        readings=tuple(
            ShownReading(
                says=item.says,
                country=capital(with_article(item.covered_by)) if item.covered_by else "",
                sources=_sources(item.source, answer.agreement),
            )
            for item in answer.readings
        ),
        sources=_sources((item.source for item in answer.citations), answer.agreement),
        next_action=days_written_out(answer.next_action),
        facts=tuple(
            Line(
                place_of(fact.path, engagement.id),
                capital(fact.label),
                value_words(fact, value),
            )
            for fact, value in known_facts(sheet, engagement)
        ),
        timeline=picture_of(engagement, answer, as_of, today),
    )


def rule_link(rule: str) -> str:
    """The address of a rule on the law pages."""
    owner = rule.split(".", 1)[0]
    return f"/law/common/#{rule}" if owner == "us" else f"/law/{owner}/#{rule}"


def _heading(engagement: Engagement) -> str:
    names = [with_article(code) for code in engagement.work_country or ()]
    kind = {"employment": "Employment", "self_employment": "Self-employment"}.get(
        engagement.kind or "", "Work"
    )
    where = f"{kind} in {' and '.join(names)}" if names else kind
    return f"{where} ({engagement.id})"


def _decided_by(
    sheet: FactSheet, engagement: Engagement, answer: EngagementAnswer
) -> Iterable[Line]:
    facts = by_path()
    for place in answer.facts_used:
        path = path_of(place)
        yield Line(place, label_of(path), value_words(facts[path], sheet.value(engagement, path)))


def _condition(item: Condition, answer: EngagementAnswer) -> ShownCondition:
    return ShownCondition(
        what=item.what,
        article=article_words(item.article),
        status=_CONDITIONS.get(item.status),
        place=place_of(item.fact, answer.id) if item.fact else "",
        sources=_sources(item.source, answer.agreement),
    )


def _clock(answer: EngagementAnswer) -> ShownClock | None:
    clock = answer.clock
    if clock is None:
        return None
    return ShownClock(
        title="Time to choose" if answer.outcome == "election" else "Time limit",
        limit=duration_words(clock.limit),
        starts=clock.starts,
        last_day=clock.last_lawful_day,
        exceeded=clock.exceeded,
        from_earlier=clock.counted_from_earlier_posting,
        extension=clock.latest_with_extension,
        says=clock.says,
        rounding=clock.rounding,
    )


def _certificate(answer: EngagementAnswer) -> ShownCertificate | None:
    certificate = answer.certificate
    if certificate is None:
        return None
    return ShownCertificate(
        product=PRODUCTS.get(certificate.product, certificate.product),
        exists=certificate.product != "none",
        issuer=certificate.issuer_name,
        issuing_country=name_of(certificate.issuer),
        lane=LANES.get(certificate.lane, certificate.lane),
        effective=certificate.effective,
        form="" if certificate.form == "not_stated" else certificate.form,
        channels=certificate.channels,
        says=certificate.says,
    )


def _settling(item: Settling) -> ShownSettling:
    return ShownSettling(
        answers=tuple(
            Line(one.fact, label_of(one.fact), answer_words(path_of(one.fact), one.answer))
            for one in item.answers
        ),
        leads_to=result_words(item.leads_to, item.outcome),
    )


def _sources(keys: Iterable[str], agreement: str | None) -> tuple[ShownSource, ...]:
    law = lawbook()
    own = law.agreement(agreement).sources if agreement else {}
    found = [own.get(key) or law.register.sources.get(key) for key in dict.fromkeys(keys)]
    return tuple(shown_source(source) for source in found if source is not None)


def shown_source(source: Source) -> ShownSource:
    """A source of the lawbook as pages show it."""
    return ShownSource(
        title=source.title,
        url=source.url,
        section=source.section,
        kind=SOURCE_KINDS[source.kind],
        weak=source.kind.weak and source.kind is not SourceKind.NONE,
        checked_on=source.checked_on,
        read=source.read,
    )
