"""docs/law: every agreement as a page, in the words that the law pages of the web application use too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.markdown import anchor, document, table, written_from
from totalis.evaluate.lawview import AgreementSummary, is_weak, summaries
from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.lawpages import TOPICS, AgreementPage, agreement_page
from totalis.frontdoor.selectors.prose import Clause, clause_of, side_words
from totalis.frontdoor.selectors.result import OUTCOMES, SOURCE_KINDS
from totalis.frontdoor.selectors.words import capital, country_words, day_words, duration_words
from totalis.lawbook.book import Lawbook
from totalis.lawbook.model import All, Outcome
from totalis.lawbook.reader import observations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from totalis.facts.observations import Observation
    from totalis.lawbook.model import (
        Agreement,
        CertificateSide,
        Charge,
        Conflict,
        Remark,
        Rule,
        Source,
    )

FOLDER = "src/totalis/lawbook"
APPLIES = {
    "employment": "Where both countries' laws see employment, outside the special groups below.",
    "self_employment": "Where both countries' laws see self-employment, outside the special groups below.",
    "classification": "Where one country's law sees employment and the other's self-employment.",
    "government": "Where the worker is employed by a government.",
    "diplomatic": "Where the worker is diplomatic or consular staff.",
    "ship": "Where the worker is officer or crew of a ship.",
    "aircraft": "Where the worker is officer or crew of an aircraft.",
}
_TOP = """\
# The law as Totalis knows it

One page an agreement, written from the files in `src/totalis/lawbook/agreements/`. They say what was
read and where, in our own words; the treaties themselves decide. A rule's heading is its id, and the same
id names the rule in the answer, in the web pages and in the tests.

- A rule *holds* when everything under **When** is so. An **exception** names the rules that it sets
  aside; the order of the rules means nothing.
- **Disputed**: sources of law contradict each other, and both readings stand there. **Not stated**: no
  source that was read says what follows. Neither is ever filled by analogy.
- **Weak**: the rule states something and rests only on the press, commentary, copies or memory. Verify
  it before you rely on it.
- A **source** says what kind of text it is, how far it was read and on which day it was checked."""
_SIGNED = """\
Nothing is decided by these. Where some source reports one of them in force, the answer from that day on
is `disputed` and shows both readings."""
_TERRITORIES = """\
These places have country codes of their own and belong to a party; work there is work in that
country, for every agreement."""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    law = Lawbook()
    every = {f"{item.key}.md": _page(item) for item in law.agreements()}
    return {"README.md": _overview(law), **every}


# -- the overview ------------------------------------------------------------------------------------


def _overview(law: Lawbook) -> str:
    register = law.register
    words = _Words({}, "", observations_of({}, ()))
    signed = [
        f"### {item.name} ({item.country})\n\nSigned {day_words(item.signed)}. {item.status} "
        f"{_cited(item.source + item.reported_source)}"
        for item in register.signed
    ]
    places = (
        (f"{name_of(item.code)} ({item.code})", country_words(item.belongs_to), _keys(item.source))
        for item in register.territories
    )
    return document(
        written_from(FOLDER),
        _TOP,
        "## Agreements in force",
        _table_of_agreements(sorted(summaries(law), key=lambda row: row.name)),
        "## Rules before every agreement",
        "They come first, unless an agreement's own rule sets one aside.",
        *(words.rule(rule) for rule in register.rules),
        "## Territories",
        _TERRITORIES,
        table(("place", "belongs to", "sources"), places),
        "## Signed, not in force",
        _SIGNED,
        *signed,
        "## Shared sources",
        "Any agreement may cite these.",
        _sources(register.sources),
    )


def _table_of_agreements(rows: Sequence[AgreementSummary]) -> str:
    heads = (
        "country",
        "in force since",
        "rules",
        "disputed",
        "not stated",
        "weak",
        "contradictions",
        "not known",
        "checked longest ago",
    )
    return table(
        heads,
        (
            (
                f"[{row.name}]({row.country.lower()}.md)",
                day_words(row.in_force),
                row.rules,
                row.disputed,
                row.not_stated,
                row.weak,
                row.conflicts,
                row.unknown,
                day_words(row.oldest_check),
            )
            for row in rows
        ),
    )


# -- one agreement -----------------------------------------------------------------------------------


def _page(agreement: Agreement) -> str:
    page = agreement_page(agreement.country)
    assert page is not None, agreement.country  # noqa: S101 - the lawbook named it
    observations = observations_of(agreement.clocks, agreement.occupations)
    words = _Words(
        {rule.id: is_weak(rule, agreement) for rule in agreement.rules},
        agreement.country,
        observations,
    )
    return document(
        written_from(f"{FOLDER}/agreements/{agreement.key}.yaml"),
        f"# {agreement.name} ({agreement.country})",
        _head(agreement, page),
        "[All agreements and the rules before them](README.md)",
        *_topics(agreement, words),
        "## Time limits",
        *(_clocks(agreement, page) or ["The rules that were read count no time limit."]),
        *_numbers(agreement),
        "## Laws and charges",
        f"### Reached in the United States\n\n{_charges(agreement.laws_us)}",
        f"### Reached in {agreement.name}\n\n{_charges(agreement.laws_partner)}",
        f"### Not reached\n\n{_charges(agreement.not_covered)}",
        "## Certificates",
        _certificate("Issued in the United States", agreement.certificate_us),
        _certificate(f"Issued in {agreement.name}", agreement.certificate_partner),
        "## Exceptions and extensions",
        f"{agreement.exceptions.says} {_cited(agreement.exceptions.source)}",
        "\n".join(f"- {label}: {text}" for label, text in page.exception_lines),
        "## Sources that contradict each other",
        *(_conflict(item) for item in agreement.conflicts),
        "" if agreement.conflicts else "None was found in what was read.",
        "## Not known",
        "\n".join(f"- {item}" for item in agreement.unknown) or "Nothing is listed.",
        *_amendments(agreement),
        *(["## Notes", _remarks(agreement.notes)] if agreement.notes else []),
        "## Sources",
        _sources(agreement.sources),
    )


def _head(agreement: Agreement, page: AgreementPage) -> str:
    rows = [
        ("in force since", f"{day_words(agreement.in_force)} {_cited(agreement.in_force_source)}")
    ]
    if agreement.signed:
        rows.append(("signed", day_words(agreement.signed)))
    if agreement.territory:
        rows.append(("territory", agreement.territory))
    known = page.summary
    counts = (
        f"{known.rules} rules; {known.disputed} disputed, {known.not_stated} not stated, "
        f"{known.weak} on weak sources only"
    )
    rows.append(("as Totalis knows it", counts))
    return table(("", ""), rows)


def _topics(agreement: Agreement, words: _Words) -> Iterable[str]:
    for topic, title in TOPICS.items():
        rules = [rule for rule in agreement.rules if rule.topic == topic]
        if rules:
            yield f"## {title}"
            yield APPLIES[topic]
            yield from (words.rule(rule) for rule in rules)


class _Words:
    """Puts the rules of one agreement into Markdown."""

    def __init__(
        self, weak: Mapping[str, bool], country: str, observations: Mapping[str, Observation]
    ) -> None:
        self.weak = weak
        self.country = country or None
        self.observations = observations

    def rule(self, rule: Rule) -> str:
        parts = [
            f"**Result:** {self.result(rule)}.",
            *self.when(rule),
            *self.order(rule),
            *self.limit(rule),
            *(self.need(rule, index) for index in range(len(rule.needs))),
            *(f"**To mind:** {_remark(item)}" for item in rule.mind),
            *(f"**Reading {number}:** {text}" for number, text in self.readings(rule)),
            *self.rest(rule),
            f"**Article:** {rule.article}. {_cited(rule.source)}{self.mark(rule)}",
        ]
        listed = "\n".join(f"- {part}" for part in parts)
        return f"### {rule.id}\n\n{rule.says}\n\n{listed}"

    def result(self, rule: Rule) -> str:
        label = OUTCOMES[rule.outcome.value].label
        if rule.covered_by is None:
            return label
        side = side_words(rule.covered_by, self.country)
        if rule.outcome is Outcome.ASSIGNED:
            return f"covered by {side}"
        return f"{label} ({side})"

    def when(self, rule: Rule) -> Iterable[str]:
        clause = clause_of(rule.when, self.observations, self.country)
        yield f"**When:** {_clause(clause)}"

    def order(self, rule: Rule) -> Iterable[str]:
        if "*" in rule.excepts:
            yield "**Comes before** the rules of an agreement, but for those that set it aside."
        elif rule.excepts:
            named = ", ".join(self.link(item) for item in rule.excepts)
            yield f"**Exception to** {named}."

    def link(self, rule_id: str) -> str:
        page = "README.md" if self.country and rule_id.startswith("us.") else ""
        return f"[`{rule_id}`]({page}#{anchor(rule_id)})"

    def limit(self, rule: Rule) -> Iterable[str]:
        if rule.clock:
            yield f"**Time limit:** [{rule.clock}](#{anchor(f'clock {rule.clock}')})."
        if rule.beyond is not None:
            label = OUTCOMES[rule.beyond.outcome.value].label
            yield f"**Beyond it:** {rule.beyond.says} ({label}.) {_cited(rule.beyond.source)}"

    def need(self, rule: Rule, index: int) -> str:
        need = rule.needs[index]
        guard = ""
        if need.only_when is not None and need.only_when != All(parts=()):
            guard = " Only when: " + _clause(
                clause_of(need.only_when, self.observations, self.country)
            )
        return f"**Needs:** {need.says}{_article(need.article)}{guard} {_cited(need.source)}"

    def readings(self, rule: Rule) -> Iterable[tuple[int, str]]:
        for number, item in enumerate(rule.readings, 1):
            side = "it names no country"
            if item.covered_by is not None:
                side = f"covered by {side_words(item.covered_by, self.country)}"
            yield number, f"{item.says} ({capital(side)}.) {_cited(item.source)}"

    def rest(self, rule: Rule) -> Iterable[str]:
        if rule.deadline is not None:
            yield f"**Deadline:** {rule.deadline.says} {_cited(rule.deadline.source)}"
        if rule.certificate is not None:
            product = rule.certificate.product.replace("_", " ")
            issuer = side_words(rule.certificate.issuer, self.country)
            yield f"**Proof:** {product}, from {issuer}. {rule.certificate.says}".rstrip()
        if rule.asks:
            yield f"**What to do:** {rule.asks}"
        if rule.valid_from is not None:
            yield f"**Law from** {day_words(rule.valid_from)}."
        if rule.valid_until is not None:
            yield f"**Law until** the day before {day_words(rule.valid_until)}."

    def mark(self, rule: Rule) -> str:
        return " **Weak: verify before relying on it.**" if self.weak.get(rule.id) else ""


def _clause(clause: Clause, depth: int = 1) -> str:
    indent = "  " * depth
    below = "".join(f"\n{indent}- {_clause(part, depth + 1)}" for part in clause.parts)
    return f"{clause.text}{below}"


def _clocks(agreement: Agreement, page: AgreementPage) -> list[str]:
    result = []
    for clock, shown in zip(agreement.clocks.values(), page.clocks, strict=True):
        counted = shown.counted_from
        if clock.floor is not None:
            counted = f"{counted} ({day_words(clock.floor)})"
        rows = [
            ("limit", f"{shown.limit} (`{clock.limit}`)"),
            ("counted from", counted),
            ("rounding", f"`{clock.rounding}`: {shown.rounding}"),
            ("earlier stays", f"{shown.repeats.says} {_cited(clock.repeats.source)}"),
            ("article", clock.article or "not stated in what was read"),
            ("sources", _keys(clock.source)),
        ]
        if clock.actual:
            rows.insert(1, ("in fact", "the stay must not in fact pass it either"))
        if clock.repeats.gap:
            test = clock.repeats.gap_test.replace("_", " ")
            rows.insert(-3, ("gap", f"{test} {duration_words(clock.repeats.gap)}"))
        result.append(document(f"### Clock {clock.name}", clock.says, table(("", ""), rows)))
    return result


def _numbers(agreement: Agreement) -> Iterable[str]:
    for item in (agreement.home_coverage, agreement.principal):
        if item is not None:
            yield f"{item.says} {_cited(item.source)}"


def _charges(charges: Sequence[Charge]) -> str:
    if not charges:
        return "No source that was read names one."
    return "\n".join(
        f"- {item.name}{f': {item.why}' if item.why else ''} {_cited(item.source)}"
        for item in charges
    )


def _certificate(title: str, side: CertificateSide) -> str:
    rows = [
        ("issuer", side.issuer),
        ("form", side.form),
        ("address", side.address),
        ("channels", "; ".join(side.channels)),
        ("asked for by", side.requested_by),
        ("copies", side.copies),
        ("use", side.use),
    ]
    shown = [(label, _stated(text)) for label, text in rows if text]
    fields = "\n".join(
        f"- {item.field}{_applies(item.applies_to, item.only_if)} {_cited(item.source)}"
        for item in side.fields
    )
    return document(
        f"### {title}",
        table(("", ""), [*shown, ("sources", _keys(side.source))]),
        f"What is asked for:\n\n{fields}" if fields else "",
        _remarks(side.notes),
    )


def _applies(applies_to: str, only_if: str) -> str:
    who = {"employee": "employees", "self_employed": "self-employed people"}.get(applies_to, "")
    said = ", ".join(part for part in (who, f"only if {only_if}" if only_if else "") if part)
    return f" ({said})" if said else ""


def _conflict(conflict: Conflict) -> str:
    return document(
        f"**{capital(conflict.topic)}**",
        _remarks(conflict.readings),
        f"Followed here: {conflict.follows}",
    )


def _amendments(agreement: Agreement) -> Iterable[str]:
    if not agreement.amendments:
        return
    yield "## Amendments"
    rows = (
        (
            item.what,
            day_words(item.signed) if item.signed else "",
            day_words(item.in_force) if item.in_force else "",
            _keys(item.source),
        )
        for item in agreement.amendments
    )
    yield table(("what", "signed", "in force", "sources"), rows)


def _remark(item: Remark) -> str:
    return f"{item.says}{_article(item.article)} {_cited(item.source)}"


def _article(text: str) -> str:
    """An article in parentheses; some are named in words already (`adm. arr. 4(1)`)."""
    if not text:
        return ""
    return f" (article {text})" if text[0].isdigit() else f" ({text})"


def _remarks(items: Sequence[Remark]) -> str:
    return "\n".join(f"- {_remark(item)}" for item in items)


def _stated(text: str) -> str:
    return "not stated in what was read" if text == Outcome.NOT_STATED.value else text


def _keys(keys: Sequence[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _cited(keys: Sequence[str]) -> str:
    return f"[{_keys(keys)}]" if keys else ""


def _sources(sources: Mapping[str, Source]) -> str:
    return table(
        ("key", "source", "kind", "read", "checked on"),
        (
            (f"`{key}`", _source(item), _kind(item), item.read, item.checked_on.isoformat())
            for key, item in sources.items()
        ),
    )


def _source(item: Source) -> str:
    title = f"[{item.title}]({item.url})" if item.url else item.title
    parts = (title, item.section, item.date_on_page, item.note)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _kind(item: Source) -> str:
    return f"{SOURCE_KINDS[item.kind.value]}{', **weak**' if item.kind.weak else ''}"
