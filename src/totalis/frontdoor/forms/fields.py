"""A question as a page draws it: its texts, its field, what was typed, what each answer leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.documents.words import capital, filled
from totalis.facts.countries import name_of, with_article
from totalis.facts.sheet import NONE
from totalis.facts.vocabulary import Fact, FactType, by_path
from totalis.frontdoor.forms.answers import OTHER, UNKNOWN
from totalis.frontdoor.selectors.words import answer_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from totalis.frontdoor.forms.answers import Typed

END = "engagement.end"
NO_END = "engagement.open_ended"

_KINDS = {
    FactType.BOOL: "radios",
    FactType.CHOICE: "radios",
    FactType.COUNTRY: "radios",
    FactType.COUNTRY_OR_NONE: "radios",
    FactType.COUNTRIES: "checkboxes",
    FactType.WORK_COUNTRY: "countries",
    FactType.DAY: "day",
    FactType.MONTHS: "text",
    FactType.TEXT: "text",
    FactType.POSTINGS: "postings",
    FactType.DAYS_BY_COUNTRY: "days",
    FactType.COVER_BY_COUNTRY: "cover",
}
_NONE_LABELS = {
    "worker.citizenships": "None: I am stateless",
    "engagement.second_job_in": "None: I have no other job",
    "engagement.normally_in": "None of them",
    "engagement.employer.government_of": "None: the employer is not a government",
    "engagement.elected": "None: no country has been asked for a certificate",
}
_HINTS = {
    FactType.WORK_COUNTRY: "Begin to type its name. Add a second country only if one activity is carried on in both.",
    FactType.DAYS_BY_COUNTRY: "Count the days of one fiscal or tax year.",
    FactType.MONTHS: "Full months, as a number.",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One ready-made answer and, where the engine says so, what it leads to."""

    id: str
    value: str
    label: str
    chosen: bool
    leads_to: str


@dataclass(frozen=True, slots=True)
class Lead:
    """An answer that is no ready-made option, and what it leads to."""

    answer: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list that people fill in: two texts, and a label where the line is ready-made."""

    id: str
    first: str
    second: str
    label: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A question with its field."""

    path: str
    place: str
    id: str
    kind: str
    template: str
    question: str
    why: str
    proof: str
    hint: str
    text: str
    other: str
    error: str
    options: tuple[Option, ...]
    rows: tuple[Row, ...]
    leads: tuple[Lead, ...]
    no_end: bool = False
    none: bool = False
    input_mode: str = "text"

    @property
    def can_grow(self) -> bool:
        """Whether one may add another line."""
        return self.kind in ("checkboxes", "countries", "postings", "days")

    @property
    def with_other(self) -> bool:
        """Whether another country may be written beside the ready-made answers."""
        return by_path()[self.path].type in (FactType.COUNTRY, FactType.COUNTRY_OR_NONE)

    @property
    def has_unknown_option(self) -> bool:
        """Whether "I do not know" is among the ready-made answers."""
        return self.kind == "radios"


def draw(
    path: str,
    typed: Typed,
    *,
    partner: str | None,
    leads_to: Mapping[str, str],
    error: str = "",
    occupations: Sequence[str] = (),
    spare_rows: int = 0,
    place: str = "",
) -> Field:
    """Draw the question of a fact with what was typed so far; `leads_to` gives words for the engine's answers."""
    fact = by_path()[path]
    kind = _KINDS[fact.type]
    ready = _ready_answers(fact, typed, partner, occupations)
    if fact.type is FactType.TEXT and occupations and path.endswith("occupation"):
        kind = "radios"
    options = _options(fact, ready, typed, leads_to) if kind in ("radios", "checkboxes") else ()
    shown = {option.value for option in options if option.leads_to and kind == "radios"}
    text = typed.get(path, "") or ""
    return Field(
        path=path,
        place=place or path,
        id=path.replace(".", "-"),
        kind=kind,
        template=f"frontdoor/fields/{kind}.html",
        question=filled(fact.question, partner),
        why=filled(fact.why, partner),
        proof=filled(fact.proof, partner),
        hint=_HINTS.get(fact.type, ""),
        text="" if text == UNKNOWN else text,
        other=typed.get(f"{path}.other", "") or "",
        error=error,
        options=options,
        rows=_rows(fact, typed, partner, spare_rows),
        leads=tuple(
            Lead(answer_words(path, answer), result)
            for answer, result in leads_to.items()
            if _key(answer) not in shown
        ),
        no_end=path == END and typed.get(NO_END) == "true",
        none=bool(typed.get(f"{path}.none")),
        input_mode="numeric" if fact.type is FactType.MONTHS else "text",
    )


def _key(answer: str) -> str:
    """The ready-made option that the engine's label of an answer names."""
    return OTHER if answer == "another country" else answer


def _ready_answers(
    fact: Fact, typed: Typed, partner: str | None, occupations: Sequence[str]
) -> list[tuple[str, str]]:
    if fact.type is FactType.BOOL:
        return [("true", "Yes"), ("false", "No")]
    if fact.type is FactType.CHOICE:
        return list(fact.options)
    if fact.type is FactType.TEXT:
        named = [(code, capital(code.replace("_", " "))) for code in occupations]
        return [*named, (OTHER, "Another occupation")]
    if fact.type in (FactType.COUNTRY, FactType.COUNTRY_OR_NONE, FactType.COUNTRIES):
        return _countries(fact, typed, partner)
    return []


def _countries(fact: Fact, typed: Typed, partner: str | None) -> list[tuple[str, str]]:
    """The United States, the agreement country, and whatever was chosen before; then none and another."""
    chosen = [item for item in typed.getlist(fact.path) if item not in (OTHER, UNKNOWN, NONE, "")]
    codes = dict.fromkeys(code for code in ("US", partner, *chosen) if code)
    ready = [(code, name_of(code)) for code in codes]
    if fact.type is FactType.COUNTRIES or fact.type is FactType.COUNTRY_OR_NONE:
        ready.append((NONE, _NONE_LABELS.get(fact.path, "None")))
    if fact.type is not FactType.COUNTRIES:
        ready.append((OTHER, "Another country"))
    return ready


def _options(
    fact: Fact, ready: list[tuple[str, str]], typed: Typed, leads_to: Mapping[str, str]
) -> tuple[Option, ...]:
    chosen = set(typed.getlist(fact.path))
    if fact.type is FactType.TEXT and chosen and not chosen & {UNKNOWN, *dict(ready)}:
        chosen = {OTHER}
    leads = {_key(answer): result for answer, result in leads_to.items()}
    ident = fact.path.replace(".", "-")
    if fact.type is not FactType.COUNTRIES:
        ready = [*ready, (UNKNOWN, "I do not know")]
    return tuple(
        Option(
            id=f"{ident}-{value.lower()}",
            value=value,
            label=label,
            chosen=value in chosen,
            leads_to=leads.get(value, ""),
        )
        for value, label in ready
    )


def _rows(fact: Fact, typed: Typed, partner: str | None, spare: int) -> tuple[Row, ...]:
    ident = fact.path.replace(".", "-")
    if fact.type is FactType.WORK_COUNTRY:
        names = [text for text in typed.getlist(fact.path) if text and text != UNKNOWN]
        pairs = [(name, "") for name in names]
    elif fact.type is FactType.POSTINGS:
        starts, ends = typed.getlist(f"{fact.path}.start"), typed.getlist(f"{fact.path}.end")
        pairs = [pair for pair in zip(starts, ends, strict=False) if any(pair)]
    elif fact.type is FactType.DAYS_BY_COUNTRY:
        return _day_rows(fact, typed, partner, spare)
    elif fact.type is FactType.COVER_BY_COUNTRY:
        return _cover_rows(fact, typed, partner)
    else:
        return ()
    pairs += [("", "")] * (spare or (0 if pairs else 1))
    return tuple(Row(f"{ident}-{number}", *pair) for number, pair in enumerate(pairs, 1))


def _day_rows(fact: Fact, typed: Typed, partner: str | None, spare: int) -> tuple[Row, ...]:
    ident = fact.path.replace(".", "-")
    countries, days = typed.getlist(f"{fact.path}.country"), typed.getlist(f"{fact.path}.days")
    given = dict(zip(countries, days, strict=False))
    names = [name_of(code) for code in ("US", partner) if code]
    ready = [Row(f"{ident}-{name}", name, given.pop(name, ""), label=name) for name in names]
    free = [pair for pair in given.items() if any(pair)] + [("", "")] * spare
    rows = [Row(f"{ident}-{number}", *pair) for number, pair in enumerate(free, 1)]
    return tuple(ready + rows)


def _cover_rows(fact: Fact, typed: Typed, partner: str | None) -> tuple[Row, ...]:
    ident = fact.path.replace(".", "-")
    return tuple(
        Row(
            id=f"{ident}-{code.lower()}",
            first=typed.get(f"{fact.path}.{code}", "") or "",
            second="",
            label=capital(with_article(code)),
            code=code,
        )
        for code in ("US", partner)
        if code
    )
