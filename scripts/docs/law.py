"""docs/law: every agreement as a page, in the words that the law pages of the web application use too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.law_parts import (
    amendments,
    certificate,
    charges,
    cited,
    clocks,
    conflict,
    keys,
    numbers,
    remarks,
    sources,
)
from scripts.docs.law_rules import RuleWords
from scripts.docs.markdown import document, table, written_from
from totalis.evaluate.lawview import AgreementSummary, is_weak, summaries
from totalis.facts.countries import name_of, with_article
from totalis.frontdoor.selectors.lawpages import TOPICS, AgreementPage, agreement_page
from totalis.kernel.dates import day_words
from totalis.lawbook.book import Lawbook
from totalis.lawbook.reader import observations_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.lawbook.model import Agreement

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
    words = RuleWords({}, "", observations_of({}, ()))
    signed = [
        f"### {item.name} ({item.country})\n\nSigned {day_words(item.signed)}. {item.status} "
        f"{cited(item.source + item.reported_source)}"
        for item in register.signed
    ]
    places = (
        (f"{name_of(item.code)} ({item.code})", with_article(item.belongs_to), keys(item.source))
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
        sources(register.sources),
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
    words = RuleWords(
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
        *(clocks(agreement, page) or ["The rules that were read count no time limit."]),
        *numbers(agreement),
        "## Laws and charges",
        f"### Reached in the United States\n\n{charges(agreement.laws_us)}",
        f"### Reached in {agreement.name}\n\n{charges(agreement.laws_partner)}",
        f"### Not reached\n\n{charges(agreement.not_covered)}",
        "## Certificates",
        certificate("Issued in the United States", agreement.certificate_us),
        certificate(f"Issued in {agreement.name}", agreement.certificate_partner),
        "## Exceptions and extensions",
        f"{agreement.exceptions.says} {cited(agreement.exceptions.source)}",
        "\n".join(f"- {label}: {text}" for label, text in page.exception_lines),
        "## Sources that contradict each other",
        *(conflict(item) for item in agreement.conflicts),
        "" if agreement.conflicts else "None was found in what was read.",
        "## Not known",
        "\n".join(f"- {item}" for item in agreement.unknown) or "Nothing is listed.",
        *amendments(agreement),
        *(["## Notes", remarks(agreement.notes)] if agreement.notes else []),
        "## Sources",
        sources(agreement.sources),
    )


def _head(agreement: Agreement, page: AgreementPage) -> str:
    rows = [
        ("in force since", f"{day_words(agreement.in_force)} {cited(agreement.in_force_source)}")
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


def _topics(agreement: Agreement, words: RuleWords) -> Iterable[str]:
    for topic, title in TOPICS.items():
        rules = [rule for rule in agreement.rules if rule.topic == topic]
        if rules:
            yield f"## {title}"
            yield APPLIES[topic]
            yield from (words.rule(rule) for rule in rules)
