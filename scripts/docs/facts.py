"""docs/facts.md: every fact that can be asked for, read from the vocabulary."""

from __future__ import annotations

from functools import cache

from scripts.docs.markdown import anchor, document, table, written_from
from totalis.evaluate.lawview import summaries
from totalis.facts import reader
from totalis.facts.observations import BY_NAME, CLOCK_FACTS
from totalis.facts.samples import sample_path
from totalis.facts.vocabulary import VOCABULARY, Fact, FactType
from totalis.kernel.reading import MAX_BYTES
from totalis.lawbook.book import Lawbook
from totalis.rules.program import Program, epochs

SPELLING = {
    FactType.BOOL: ("`true` or `false`", "`yes`, `no`, `1` and `0` are refused"),
    FactType.DAY: ("`2026-01-01`", "a day that exists, from 1900 to 2199"),
    FactType.COUNTRY: ("`FR`", "ISO 3166-1 alpha-2, capital letters; the United Kingdom is `GB`"),
    FactType.COUNTRY_OR_NONE: ("`FR` or `none`", "`none` is known: there is no such country"),
    FactType.COUNTRIES: ("`[US, FR]`", "`[]` is known: none"),
    FactType.WORK_COUNTRY: ("`FR` or `[US, FR]`", "at least one country"),
    FactType.CHOICE: ("one word", "the words stand under the fact"),
    FactType.MONTHS: ("`24`", f"whole months, 0 to {reader.MAX_MONTHS:,}"),
    FactType.TEXT: ("`Example Corporation`", f"1 to {reader.MAX_TEXT} characters"),
    FactType.POSTINGS: (
        "`[{start: 2020-01-01, end: 2021-06-30}]`",
        "both days are inside; `[]` is known: none",
    ),
    FactType.DAYS_BY_COUNTRY: ("`{US: 120, FR: 200}`", "a country left out is unknown, not zero"),
    FactType.COVER_BY_COUNTRY: ("`{US: true, FR: false}`", "a country left out is unknown"),
}
_TOP = f"""\
# Facts

A fact sheet (`totalis/facts/1`) says who works, what, where, when and for whom. It is written in YAML
or JSON; the same facts in any spelling have the same digest. Its JSON Schema is
[schemas/facts-1.json](schemas/facts-1.json).

**Unknown is a value.** A fact that is left out, or written `null`, is unknown. `false`, `[]` and `none`
are known: known not. Nothing has a default, and no fact is guessed from another. Where an unknown fact
matters, the answer is `undetermined` and names it; where it does not matter, it is not asked for.

## A sheet to start from

```yaml
{sample_path("posting_to_france").read_text(encoding="utf-8").strip()}
```

One engagement is one kind of work, in one country, for one employer or on own account. A new engagement
starts whenever one of these changes. `id` is any name of 1 to {reader.MAX_ID} characters, different for
each engagement; answers name it.

## What is refused

A sheet is read as a whole, and every problem is named at once, with its line and its path: an unknown
key, a key written twice, a word that is not among the choices, a day that does not exist, a country by
its name, an end before its start, an earlier posting that has not ended when the work begins, an end
together with `open_ended: true`, a status in US law that contradicts the citizenships, a doubled engagement
id. YAML anchors, aliases, tags and a second document are refused. A sheet holds at most {MAX_BYTES:,}
bytes and {reader.MAX_ENGAGEMENTS} engagements.

## How values are written"""
_PRESUMED = """\
## What is presumed, and how to say otherwise

Two things are presumed until the sheet says otherwise:

- `engagement.kind` says how *both* countries' laws see the work, unless `us_class` or `foreign_class`
  says that one of them sees it differently.
- The law of the other country is presumed to take the work. Every answer that rests on this says so, in
  a condition with the status `assumed`. Whether US law reaches the work is not presumed; it is read from
  the facts: citizenship or status, American employer, section 3121(l).

`engagement.covered_at_home` overrides what is presumed or read, for each country by itself. Write it
only where somebody has established it: a letter of the institution, an assessment notice. To state one of
these facts is a change of facts, not the filling in of an unknown, so it may change a settled answer."""


def page() -> str:
    """The whole page."""
    spelling = table(
        ("type", "written", "note"), ((kind.value, *SPELLING[kind]) for kind in FactType)
    )
    listed = table(
        ("fact", "what it is", "type"),
        (
            (f"[`{fact.path}`](#{anchor(fact.path)})", fact.label, fact.type.value)
            for fact in VOCABULARY
        ),
    )
    source = "src/totalis/facts/vocabulary.py and observations.py"
    order = (
        "In the order in which they are asked. `worker.…` stands under `worker:`, `engagement.…` under an "
        "entry of `engagements:`, `engagement.employer.…` under its `employer:`. `{partner}` stands for the "
        "agreement country. *Asked under* names the agreements whose rules look at the fact, in their present "
        "state; for work in the United States some are also asked to find the other country."
    )
    return document(
        written_from(source),
        _TOP,
        spelling,
        _PRESUMED,
        "## Every fact",
        order,
        listed,
        *(_section(fact) for fact in VOCABULARY),
    )


def _section(fact: Fact) -> str:
    rows = [
        ("question", fact.question),
        ("why", fact.why),
        ("shown by", fact.proof),
        ("type", _type(fact)),
    ]
    seen = _observations(fact)
    if seen:
        rows.append(("observations", ", ".join(f"`{name}`" for name in seen)))
    rows.append(("asked under", _asked_under(seen)))
    parts = [f"### {fact.path}", table(("", fact.label), rows)]
    if fact.options:
        options = ((f"`{value}`", label) for value, label in fact.options)
        parts.append(table(("word", "means"), options))
    return document(*parts)


def _type(fact: Fact) -> str:
    if fact.options:
        return "one of the words below"
    return f"{fact.type.value}, as in {SPELLING[fact.type][0]}"


def _observations(fact: Fact) -> list[str]:
    found = [item.name for item in BY_NAME.values() if fact.path in item.facts]
    if fact.path == "engagement.occupation":
        found.append("occupation")
    if fact.path == "engagement.covered_at_home":
        found += ["us_cover", "partner_cover"]
    return found + ["clock.…"] * (fact.path in CLOCK_FACTS)


def _asked_under(names: list[str]) -> str:
    """The agreements whose rules look at any of these observations, in their last state."""
    if not names:
        return "no rule; it stands on certificates"
    looked = looked_at()
    codes = [code for code, used in looked.items() if used & set(names)]
    others = [code for code in looked if code not in codes]
    if len(others) < len(codes):
        return f"every agreement{' but ' if others else ''}{', '.join(others)}"
    return ", ".join(codes) or "no agreement in its present state"


@cache
def looked_at() -> dict[str, set[str]]:
    """The observations that the rules of each agreement look at, clocks as one."""
    law = Lawbook()
    result = {}
    for row in sorted(summaries(law), key=lambda row: row.country):
        agreement = law.agreement(row.country)
        program = Program(agreement, law.register, epochs(agreement)[-1])
        names = {item.name for item in program.observations}
        result[row.country] = {"clock.…" if name.startswith("clock.") else name for name in names}
    return result
