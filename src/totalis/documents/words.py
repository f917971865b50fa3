"""What memo and pages say: answers, values, outcomes, what an answer leads to, articles, sources.

Days and durations in words are in `kernel.dates`, countries in `facts.countries`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from totalis.facts.countries import COUNTRIES, name_of, with_article
from totalis.facts.sheet import NONE, Engagement, FactSheet, Posting
from totalis.facts.vocabulary import Fact, FactType, by_path
from totalis.kernel.dates import day_words, days_written_out, span_words
from totalis.lawbook.model import Outcome, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.evaluate.determination import Flip

THE_OTHER_COUNTRY = "the other country"
OUTCOMES = {
    Outcome.ASSIGNED: "One country covers the work",
    Outcome.UNDETERMINED: "Not decided yet: facts are missing",
    Outcome.NOT_DUAL: "Only one country's own law applies",
    Outcome.NO_AGREEMENT: "No agreement in force",
    Outcome.ELECTION: "The worker may choose",
    Outcome.SPLIT: "Decide each part by itself",
    Outcome.EXCEPTION_REQUIRED: "Beyond the limit: an exception is needed",
    Outcome.DISPUTED: "Sources contradict each other",
    Outcome.NOT_STATED: "No source states a rule",
}
CONDITIONS = {"met": "Met", "not_met": "Not met", "unknown": "Not known", "assumed": "Assumed"}
"""How a condition stands; one that is only to be kept in mind has no such word."""
TO_KEEP_IN_MIND = frozenset({"to_mind", "assumed"})
"""The states of conditions that nobody has to meet; they are shown apart from the others."""
SOURCE_KINDS = {
    SourceKind.TREATY: "treaty text",
    SourceKind.STATUTE: "statute",
    SourceKind.REGULATION: "regulation",
    SourceKind.MANUAL: "agency manual",
    SourceKind.OFFICIAL: "agency's public page",
    SourceKind.COURT: "court decision",
    SourceKind.SECONDARY: "adviser or commentary",
    SourceKind.PRESS: "press",
    SourceKind.MIRROR: "copy or paraphrase by somebody else",
    SourceKind.MEMORY: "recalled, no source read",
    SourceKind.NONE: "nothing was found",
}
PRODUCTS = {
    "certificate": "Certificate of coverage",
    "letter_of_exemption": "Letter of exemption",
    "none": "No certificate exists for this case",
}
LANES = {
    "employer": "by the employer",
    "self_employed": "by the self-employed person",
    "performer": "for a performer",
}

# What stands after a country where it is the result, but not because an agreement assigns the work to it.
_WITH_COUNTRY: dict[str, str] = {
    Outcome.NOT_DUAL: "by its own law alone",
    Outcome.EXCEPTION_REQUIRED: "unless an exception is agreed",
}
_WITHOUT_COUNTRY: dict[str, str] = {
    "open": "more must be known",
    Outcome.UNDETERMINED: "more must be known",
    Outcome.ASSIGNED: "one country",
    Outcome.NOT_DUAL: "nothing to remove",
    Outcome.NO_AGREEMENT: "no agreement in force",
    Outcome.ELECTION: "the worker may choose",
    Outcome.SPLIT: "decide each part by itself",
    Outcome.EXCEPTION_REQUIRED: "beyond the limit",
    Outcome.DISPUTED: "sources contradict each other",
    Outcome.NOT_STATED: "no source states a rule",
}
_ANSWERS = {
    "true": "yes",
    "false": "no",
    NONE: "none",
    "neither": "neither country",
    "equal": "as many in one as in the other",
    "both": "both countries",
    "enough": "long enough for this agreement",
    "short": "shorter than this agreement asks",
    "other": "another one",
}
# The choices of the vocabulary are worded for the worker who answers; a document speaks of the worker.
_OF_THE_WORKER = {
    "employment": "employee",
    "self_employment": "self-employed",
    "ordinary": "ordinary work",
    "government": "government service",
    "diplomatic": "diplomatic or consular service",
    "ship": "crew of a ship",
    "aircraft": "crew of an aircraft",
    "agriculture": "agriculture",
    "performer": "performer, artist or athlete",
    "sending_employer": "the sending company",
    "affiliate": "a related company",
    "other": "another company",
}
_CODE = re.compile(r"\b[A-Z]{2}\b")
_ARTICLE = re.compile(r"\d+[A-Za-z]?(?![\w ]*[A-Z]{2,})|not read")
_PLACE = re.compile(r"engagements\[.*\]\.", re.DOTALL)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def partner_words(partner: str | None) -> str:
    """The agreement country with its article; `the other country` while it is not known."""
    return with_article(partner) if partner else THE_OTHER_COUNTRY


def filled(text: str, partner: str | None) -> str:
    """A text of the vocabulary with the name of the agreement country."""
    return text.replace("{partner}", partner_words(partner))


def article_words(article: str) -> str:
    """Where a rule stands: `6(1)` becomes `Article 6(1)`, `26 USC 3121` stays as it is."""
    return f"Article {article}" if _ARTICLE.match(article) else capital(article)


# -- facts, answers and values ------------------------------------------------------------------


def path_of(place: str) -> str:
    """The fact that a place in a sheet names: `engagements[e1].end` is `engagement.end`."""
    return _PLACE.sub("engagement.", place, count=1)


def label_of(place: str) -> str:
    """The short name of a fact, from its path or its place in a sheet."""
    fact = by_path().get(path_of(place))
    return capital(fact.label) if fact is not None else place


def known_facts(sheet: FactSheet, engagement: Engagement) -> list[tuple[Fact, Any]]:
    """What is known of an engagement and its worker, in the order of the questions."""
    pairs = [(fact, sheet.value(engagement, fact.path)) for fact in by_path().values()]
    return [
        (fact, value)
        for fact, value in pairs
        if value is not None and not _said_by_last_day(fact, engagement)
    ]


def _said_by_last_day(fact: Fact, engagement: Engagement) -> bool:
    return fact.path == "engagement.open_ended" and engagement.end is not None


def answer_words(fact: Fact | None, answer: str, *, to_worker: bool = False) -> str:
    """One answer to a fact, as the engine labels it; `to_worker` says choices as the question does."""
    options = dict(fact.options) if fact is not None else {}
    if answer in options:
        return options[answer] if to_worker else _OF_THE_WORKER.get(answer, options[answer])
    if answer in _ANSWERS:
        return _ANSWERS[answer]
    return days_written_out(_countries_named(answer.replace("_", " ")))


def _countries_named(text: str) -> str:
    return _CODE.sub(lambda match: COUNTRIES.get(match[0], match[0]), text)


def value_words(fact: Fact, value: object, *, to_worker: bool = False) -> str:
    """The known value of a fact; `to_worker` says choices as the question does."""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, tuple):
        between = ", " if all(isinstance(item, str) for item in value) else "; "
        return between.join(_item_words(item) for item in value) or _ANSWERS[NONE]
    if fact.type is FactType.DAY:
        return day_words(value)  # type: ignore[arg-type]  # a fact of this type holds a day
    if fact.type is FactType.TEXT:
        return str(value)
    if fact.type is FactType.MONTHS:
        return _counted(value, "month")
    return answer_words(fact, str(value), to_worker=to_worker)


def _item_words(item: object) -> str:
    if isinstance(item, Posting):
        return span_words(item.start, item.end)
    if isinstance(item, tuple):
        country, value = item
        said = _yes_or_no(value) if isinstance(value, bool) else _counted(value, "day")
        return f"{name_of(country)}: {said}"
    return name_of(str(item))


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - a value, not a switch
    return _ANSWERS["true" if value else "false"]


def _counted(number: object, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


# -- results ------------------------------------------------------------------------------------


def result_words(leads_to: str, outcome: str = "") -> str:
    """What an answer leads to: a country by name, with what is special about it, or an outcome."""
    if leads_to not in COUNTRIES:
        return _WITHOUT_COUNTRY.get(leads_to, leads_to.replace("_", " "))
    special = _WITH_COUNTRY.get(outcome)
    return f"{name_of(leads_to)}, {special}" if special else name_of(leads_to)


def changes_by_result(flips: Iterable[Flip]) -> dict[str, list[str]]:
    """What would change an answer, gathered by what it leads to; the order is kept."""
    gathered: dict[str, list[str]] = {}
    for flip in flips:
        to = result_words(flip.leads_to, flip.outcome)
        gathered.setdefault(to, []).append(days_written_out(flip.change))
    return gathered
