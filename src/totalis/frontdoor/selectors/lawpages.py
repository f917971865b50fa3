"""The law as people read it: agreements, rules in words, sources and how fresh they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.documents.words import article_words, capital
from totalis.evaluate.lawview import AgreementSummary, is_weak, summaries
from totalis.facts.countries import with_article
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.prose import Clause, clause_of, side_words
from totalis.frontdoor.selectors.result import OUTCOMES, ShownSource, Tag, shown_source
from totalis.kernel.dates import day_words, duration_words
from totalis.lawbook.model import All, Outcome
from totalis.lawbook.reader import observations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from totalis.facts.observations import Observation
    from totalis.lawbook.model import (
        Agreement,
        CertificateSide,
        Charge,
        Clock,
        Need,
        Remark,
        Rule,
        Source,
        Term,
    )

TOPICS = {
    "domestic": "Domestic law first",
    "mixed": "Work in both countries",
    "employment": "Employees",
    "self_employment": "Self-employed people",
    "classification": "Work that the two countries see differently",
    "government": "Government staff",
    "diplomatic": "Diplomatic and consular staff",
    "ship": "Crews of ships",
    "aircraft": "Crews of aircraft",
}
_ROUNDING = {
    "down": "An anniversary that the calendar lacks falls on the last day of its month.",
    "up": "An anniversary that the calendar lacks falls on the first day of the next month.",
    "exact": "Counted in whole calendar months.",
}
_COUNTED_FROM = {
    "start": "the first day of work",
    "later_of_start_and_in_force": "the first day of work, or the day the agreement took effect if that is later",
}
_REPEATS = {
    "gap": "A later stay gets a clock of its own after a gap.",
    "each_alone": "Each stay is counted by itself.",
    "not_stated": "No source that was read says how earlier stays count.",
}
NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A sentence with its article and sources; `note` stands behind it."""

    says: str
    article: str
    sources: tuple[ShownSource, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """A condition of a rule that has its own citation."""

    says: str
    article: str
    only_when: Clause | None
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class LawRule:
    """One rule in words."""

    id: str
    says: str
    article: str
    result: str
    tag: Tag
    plain: bool
    excepts: tuple[str, ...]
    excepts_all: bool
    when: Clause
    needs: tuple[ShownNeed, ...]
    clock: str
    limit: str
    beyond: Sourced | None
    mind: tuple[Sourced, ...]
    readings: tuple[Sourced, ...]
    certificate: str
    sources: tuple[ShownSource, ...]
    weak: bool
    checked_on: date
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Topic:
    """Rules of one topic."""

    key: str
    title: str
    rules: tuple[LawRule, ...]


@dataclass(frozen=True, slots=True)
class LawClock:
    """A time limit in words."""

    name: str
    limit: str
    says: str
    article: str
    counted_from: str
    rounding: str
    repeats: Sourced
    sources: tuple[ShownSource, ...]
    floor: date | None


@dataclass(frozen=True, slots=True)
class LawCertificate:
    """Who issues a certificate on one side."""

    title: str
    issuer: str
    form: str
    address: str
    channels: tuple[str, ...]
    requested_by: str
    copies: str
    use: str
    fields: tuple[Sourced, ...]
    notes: tuple[Sourced, ...]
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class SignedOnly:
    """An agreement that was signed and is not in force in any source that was read."""

    name: str
    signed: date
    status: str
    reported_from: date | None
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """Everything an agreement page shows."""

    agreement: Agreement
    name: str
    summary: AgreementSummary
    topics: tuple[Topic, ...]
    clocks: tuple[LawClock, ...]
    laws_us: tuple[Sourced, ...]
    laws_partner: tuple[Sourced, ...]
    not_covered: tuple[Sourced, ...]
    certificates: tuple[LawCertificate, ...]
    exceptions: Sourced
    exception_lines: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, tuple[Sourced, ...], str], ...]
    numbers: tuple[Sourced, ...]
    amendments: tuple[Sourced, ...]
    notes: tuple[Sourced, ...]
    sources: tuple[tuple[str, Source, ShownSource], ...]
    in_force_sources: tuple[ShownSource, ...]


def agreement_table() -> list[AgreementSummary]:
    """One line an agreement, by name."""
    return sorted(summaries(lawbook()), key=lambda row: row.name)


def agreement_page(country: str) -> AgreementPage | None:
    """The page of one agreement; None where there is no such agreement."""
    law = lawbook()
    if not country.isascii() or not law.has(country):
        return None
    agreement = law.agreement(country)
    reader = _Reader(
        agreement.sources, agreement.country, _observations(agreement), agreement.clocks
    )
    used = {row.country: row for row in summaries(law)}
    return AgreementPage(
        agreement=agreement,
        name=capital(with_article(agreement.country)),
        summary=used[agreement.country],
        topics=_topics(agreement, reader),
        clocks=tuple(reader.clock(clock) for clock in agreement.clocks.values()),
        laws_us=tuple(reader.charge(item) for item in agreement.laws_us),
        laws_partner=tuple(reader.charge(item) for item in agreement.laws_partner),
        not_covered=tuple(reader.charge(item) for item in agreement.not_covered),
        certificates=(
            reader.certificate("Issued in the United States", agreement.certificate_us),
            reader.certificate(f"Issued in {agreement.name}", agreement.certificate_partner),
        ),
        exceptions=Sourced(
            agreement.exceptions.says, "", reader.sources(agreement.exceptions.source)
        ),
        exception_lines=_exception_lines(agreement),
        conflicts=tuple(
            (item.topic, tuple(reader.remark(one) for one in item.readings), item.follows)
            for item in agreement.conflicts
        ),
        numbers=_numbers(agreement, reader),
        amendments=tuple(
            Sourced(item.what, _amended(item.signed, item.in_force), reader.sources(item.source))
            for item in agreement.amendments
        ),
        notes=tuple(reader.remark(item) for item in agreement.notes),
        sources=tuple(
            (key, source, shown_source(source))
            for key, source in sorted(agreement.sources.items(), key=lambda pair: pair[1].title)
        ),
        in_force_sources=reader.sources(agreement.in_force_source),
    )


def common_rules() -> tuple[Topic, ...]:
    """The rules that stand before every agreement."""
    register = lawbook().register
    observations = observations_of({}, ())
    reader = _Reader(register.sources, None, observations)
    return _grouped(register.rules, reader, weak=lambda _rule: False)


def signed_only() -> tuple[SignedOnly, ...]:
    """Agreements that were signed and are not in force in any source that was read."""
    register = lawbook().register
    reader = _Reader(register.sources, None, {})
    return tuple(
        SignedOnly(
            name=item.name,
            signed=item.signed,
            status=item.status,
            reported_from=item.reported_from,
            sources=reader.sources((*item.source, *item.reported_source)),
        )
        for item in register.signed
    )


def _observations(agreement: Agreement) -> Mapping[str, Observation]:
    return observations_of(agreement.clocks, agreement.occupations)


def _topics(agreement: Agreement, reader: _Reader) -> tuple[Topic, ...]:
    return _grouped(agreement.rules, reader, weak=lambda rule: is_weak(rule, agreement))


def _grouped(
    rules: Sequence[Rule], reader: _Reader, *, weak: Callable[[Rule], bool]
) -> tuple[Topic, ...]:
    groups: dict[str, list[LawRule]] = {key: [] for key in TOPICS}
    for rule in rules:
        groups.setdefault(rule.topic, []).append(reader.rule(rule, weak=weak(rule)))
    return tuple(
        Topic(key, TOPICS.get(key, key), tuple(found)) for key, found in groups.items() if found
    )


def _numbers(agreement: Agreement, reader: _Reader) -> tuple[Sourced, ...]:
    found = (agreement.home_coverage, agreement.principal)
    return tuple(
        Sourced(item.says, "", reader.sources(item.source)) for item in found if item is not None
    )


def _exception_lines(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    exceptions = agreement.exceptions
    lines = (
        ("Asked for in the United States", exceptions.addressee_us),
        (f"Asked for in {agreement.name}", exceptions.addressee_partner),
        ("Extension", exceptions.extension),
        ("Longest extension", duration_words(exceptions.extension_max)),
        ("Ask before", exceptions.ask_before),
    )
    return tuple((label, stated(text)) for label, text in lines if text)


def _amended(signed: date | None, in_force: date | None) -> str:
    parts = [
        f"{word} {day_words(day)}"
        for word, day in (("signed", signed), ("in force", in_force))
        if day is not None
    ]
    return ", ".join(parts)


def stated(text: str) -> str:
    """A text of the lawbook, with words for what no source states."""
    return "not stated in what was read" if text == NOT_STATED else text


class _Reader:
    """Puts the parts of one agreement into words."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        partner: str | None,
        observations: Mapping[str, Observation],
        clocks: Mapping[str, Clock] | None = None,
    ) -> None:
        self.limits = {key: duration_words(clock.limit) for key, clock in (clocks or {}).items()}
        self.known = {**lawbook().register.sources, **sources}
        self.partner = partner
        self.observations = observations

    def sources(self, keys: Iterable[str]) -> tuple[ShownSource, ...]:
        return tuple(shown_source(self.known[key]) for key in keys if key in self.known)

    def remark(self, item: Remark) -> Sourced:
        return Sourced(item.says, item.article, self.sources(item.source))

    def charge(self, item: Charge) -> Sourced:
        return Sourced(capital(item.name), "", self.sources(item.source), note=item.why)

    def clause(self, term: Term) -> Clause:
        return clause_of(term, self.observations, self.partner)

    def rule(self, rule: Rule, *, weak: bool) -> LawRule:
        sources = self.sources(rule.source)
        checked = [source.checked_on for source in sources]
        if rule.checked_on is not None:
            checked.append(rule.checked_on)
        return LawRule(
            id=rule.id,
            says=rule.says,
            article=article_words(rule.article),
            result=self.result(rule),
            tag=OUTCOMES[rule.outcome.value],
            plain=rule.outcome is Outcome.ASSIGNED,
            excepts=() if "*" in rule.excepts else rule.excepts,
            excepts_all="*" in rule.excepts,
            when=self.clause(rule.when),
            needs=tuple(self.need(item) for item in rule.needs),
            clock=rule.clock,
            limit=self.limits.get(rule.clock, ""),
            beyond=(
                Sourced(rule.beyond.says, "", self.sources(rule.beyond.source))
                if rule.beyond
                else None
            ),
            mind=tuple(self.remark(item) for item in rule.mind),
            readings=tuple(
                Sourced(item.says, "", self.sources(item.source)) for item in rule.readings
            ),
            certificate=rule.certificate.says if rule.certificate else "",
            sources=sources,
            weak=weak,
            checked_on=min(checked),
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
        )

    def need(self, item: Need) -> ShownNeed:
        only_when = item.only_when
        if isinstance(only_when, All) and not only_when.parts:
            only_when = None
        return ShownNeed(
            says=item.says,
            article=item.article,
            only_when=self.clause(only_when) if only_when is not None else None,
            sources=self.sources(item.source),
        )

    def result(self, rule: Rule) -> str:
        if rule.covered_by is None:
            return OUTCOMES[rule.outcome.value].label
        return f"Covered by {side_words(rule.covered_by, self.partner)}"

    def clock(self, clock: Clock) -> LawClock:
        repeats = clock.repeats
        says = repeats.says or _REPEATS.get(repeats.rule, "")
        return LawClock(
            name=clock.name,
            limit=duration_words(clock.limit),
            says=clock.says,
            article=clock.article,
            counted_from=_COUNTED_FROM.get(clock.counted_from, clock.counted_from),
            rounding=_ROUNDING.get(clock.rounding, clock.rounding),
            repeats=Sourced(says, repeats.article, self.sources(repeats.source)),
            sources=self.sources(clock.source),
            floor=clock.floor,
        )

    def certificate(self, title: str, side: CertificateSide) -> LawCertificate:
        return LawCertificate(
            title=title,
            issuer=stated(side.issuer),
            form=stated(side.form),
            address=stated(side.address),
            channels=side.channels,
            requested_by=side.requested_by,
            copies=side.copies,
            use=side.use,
            fields=tuple(
                Sourced(
                    item.field,
                    "",
                    self.sources(item.source),
                    note=_applies(item.applies_to, item.only_if),
                )
                for item in side.fields
            ),
            notes=tuple(self.remark(item) for item in side.notes),
            sources=self.sources(side.source),
        )


def _applies(applies_to: str, only_if: str) -> str:
    words = {"employee": "employees", "self_employed": "self-employed people"}.get(applies_to, "")
    parts = [part for part in (words, f"only if {only_if}" if only_if else "") if part]
    return ", ".join(parts)
