"""Codes in words: countries, days, answers, and what an answer leads to."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from totalis.facts.countries import COUNTRIES, name_of, with_article
from totalis.facts.sheet import NONE, Engagement, FactSheet, Posting
from totalis.facts.vocabulary import Fact, FactType, by_path
from totalis.kernel.dates import Duration

THE_OTHER_COUNTRY = "the other country"
UNKNOWN = "I do not know"
_CODE = re.compile(r"\b[A-Z]{2}\b")
_ARTICLE = re.compile(r"\d+[A-Za-z]?(?![\w ]*[A-Z]{2,})|not read")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PLACE = re.compile(r"engagements\[.*\]\.", re.DOTALL)

# What stands after a country where it is the result, but not because an agreement assigns the work to it.
_WITH_COUNTRY = {
    "not_dual": "by its own law alone",
    "exception_required": "beyond the limit",
}
_RESULTS = {
    "open": "more to ask",
    "undetermined": "more to ask",
    "assigned": "one country",
    "not_dual": "nothing to remove",
    "no_agreement": "no agreement in force",
    "election": "a choice between the two systems",
    "split": "decide each part by itself",
    "exception_required": "beyond the limit",
    "disputed": "sources contradict each other",
    "not_stated": "no source states a rule",
}
_ANSWERS = {
    "true": "Yes",
    "false": "No",
    "none": "None",
    "neither": "Neither country",
    "equal": "As many in one as in the other",
    "both": "Both countries",
    "enough": "Long enough for this agreement",
    "short": "Shorter than this agreement asks",
    "other": "Another one",
}


def country_words(code: str | None) -> str:
    """A country with its article where English wants one."""
    if code is None:
        return THE_OTHER_COUNTRY
    return with_article(code)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def day_words(day: date) -> str:
    """A day written out: 31 December 2030."""
    return f"{day.day} {day:%B %Y}"


def with_days_written_out(text: str) -> str:
    """Replace ISO days in a sentence by days written out."""
    return _DAY.sub(lambda match: _day_or_same(match[0]), text)


def _day_or_same(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def with_countries_named(text: str) -> str:
    """Replace country codes in an answer by names."""
    return _CODE.sub(lambda match: COUNTRIES.get(match[0], match[0]), text)


def article_words(article: str) -> str:
    """Where a rule stands: `6(1)` becomes `Article 6(1)`, `26 USC 3121` stays as it is."""
    return f"Article {article}" if _ARTICLE.match(article) else capital(article)


def duration_words(text: str) -> str:
    """`P5Y` becomes `5 years`; a text that is no duration stays as it is."""
    try:
        return Duration.parse(text).words()
    except ValueError:
        return text


def result_words(leads_to: str, outcome: str = "") -> str:
    """What an answer leads to: a country by name, with what is special about it, or an outcome in words."""
    if leads_to not in COUNTRIES:
        return _RESULTS.get(leads_to, leads_to)
    special = _WITH_COUNTRY.get(outcome)
    return f"{name_of(leads_to)}, {special}" if special else name_of(leads_to)


def answer_words(path: str, answer: str) -> str:
    """One answer to a fact, as the engine labels it, in words."""
    fact = by_path().get(path)
    label = dict(fact.options).get(answer) if fact is not None else None
    if label is None:
        label = _ANSWERS.get(answer)
    if label is None:
        label = with_days_written_out(with_countries_named(answer.replace("_", " ")))
    return capital(label)


def path_of(place: str) -> str:
    """`engagements[e1].end` becomes `engagement.end`."""
    return _PLACE.sub("engagement.", place, count=1)


def place_of(path: str, engagement_id: str) -> str:
    """`engagement.end` becomes `engagements[e1].end`; worker facts keep their path."""
    return path.replace("engagement.", f"engagements[{engagement_id}].", 1)


def engagement_of(place: str) -> str | None:
    """The engagement that a place in a sheet names; None for facts of the worker."""
    match = _PLACE.match(place)
    return match[0].removeprefix("engagements[").removesuffix("].") if match else None


def label_of(place: str) -> str:
    """The short name of a fact, from its path or its place in a sheet."""
    fact = by_path().get(path_of(place))
    return capital(fact.label) if fact is not None else place


def value_words(fact: Fact, value: Any) -> str:  # noqa: ANN401 - one function for every type of fact
    """The value of a fact in words."""
    if value is None:
        return UNKNOWN
    if isinstance(value, tuple):
        return ", ".join(_item_words(item) for item in value) or "None"
    if isinstance(value, str):
        return _text_words(fact, value)
    return _plain_words(value)


def _text_words(fact: Fact, value: str) -> str:
    if fact.type is FactType.CHOICE:
        return dict(fact.options).get(value, value)
    if value == NONE:
        return "None"
    return value if fact.type is FactType.TEXT else name_of(value)


def _plain_words(value: bool | date | int) -> str:  # noqa: FBT001 - a value, not a switch
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day_words(value)
    return f"{value} month{'' if value == 1 else 's'}"


def _item_words(item: Any) -> str:  # noqa: ANN401 - a country, a posting, or a country with its value
    if isinstance(item, Posting):
        return f"{day_words(item.start)} to {day_words(item.end)}"
    if isinstance(item, tuple):
        country, value = item
        if isinstance(value, bool):
            return f"{name_of(country)}: {'yes' if value else 'no'}"
        return f"{name_of(country)}: {value} day{'' if value == 1 else 's'}"
    return name_of(str(item))


def known_facts(sheet: FactSheet, engagement: Engagement) -> list[tuple[Fact, Any]]:
    """Every fact that is known of an engagement and its worker, in the order of the questions."""
    pairs = [(fact, sheet.value(engagement, fact.path)) for fact in by_path().values()]
    return [(fact, value) for fact, value in pairs if value is not None]


def fill(text: str, partner: str | None) -> str:
    """Put the name of the agreement country into a question."""
    return text.replace("{partner}", country_words(partner))
