"""Values in words, as documents write them: days written out, countries by name, answers as people give them."""

from __future__ import annotations

import re
from datetime import date

from totalis.evaluate.wording import country_words
from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.sheet import NONE, Posting
from totalis.facts.vocabulary import Fact, FactType
from totalis.lawbook.model import Outcome, SourceKind

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
UNITS = {"Y": "year", "M": "month", "D": "day"}
OUTCOMES = {
    Outcome.ASSIGNED: "Decided",
    Outcome.UNDETERMINED: "Not decided yet",
    Outcome.NOT_DUAL: "No double coverage",
    Outcome.NO_AGREEMENT: "No agreement",
    Outcome.ELECTION: "The worker may choose",
    Outcome.SPLIT: "To be split",
    Outcome.EXCEPTION_REQUIRED: "Beyond the limit",
    Outcome.DISPUTED: "Disputed",
    Outcome.NOT_STATED: "Not stated",
}
LEADS = {
    Outcome.UNDETERMINED: "more must be known",
    Outcome.NO_AGREEMENT: "no agreement applies",
    Outcome.ELECTION: "the worker may choose",
    Outcome.SPLIT: "the work must be split",
    Outcome.DISPUTED: "the sources contradict each other",
    Outcome.NOT_STATED: "no source read states a rule",
}
STATUSES = {
    "met": "met",
    "not_met": "not met",
    "unknown": "open",
    "assumed": "assumed",
    "to_mind": "to mind",
}
KINDS = {
    SourceKind.MANUAL: "agency manual",
    SourceKind.OFFICIAL: "official page",
    SourceKind.SECONDARY: "commentary",
    SourceKind.MIRROR: "copy or paraphrase",
    SourceKind.MEMORY: "recalled, not read",
    SourceKind.NONE: "nothing found",
}
# The labels of the vocabulary speak to the worker; a document speaks of the worker.
THIRD_PERSON = {
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
_ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_WITHOUT_INK = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
MAX_VALUE = 120


def day_words(day: date) -> str:
    """`1 January 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(start: date, end: date) -> str:
    """`1 January 2026 to 31 December 2028`."""
    return f"{day_words(start)} to {day_words(end)}"


def days_written_out(text: str) -> str:
    """A sentence of the engine with its days as `31 December 2030`."""
    return _ISO_DAY.sub(lambda found: day_words(date.fromisoformat(found[0])), text)


def duration_words(text: str) -> str:
    """`P5Y` as `5 years`; what is no such duration stays as it is."""
    parts = re.findall(r"([0-9]+)([YMD])", text) if text.startswith("P") else []
    counted = [f"{number} {UNITS[unit]}{'s' * (number != '1')}" for number, unit in parts]
    return " and ".join(counted) or text


def cut(text: str, limit: int = MAX_VALUE) -> str:
    """Text that somebody typed, on one line and not longer than a document can show."""
    line = " ".join(_WITHOUT_INK.sub(" ", text).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def leads_words(leads_to: str, outcome: str) -> str:
    """What an answer leads to: a country and how, or an outcome without one."""
    if leads_to not in COUNTRIES:
        return LEADS.get(Outcome(outcome), outcome.replace("_", " "))
    country = country_words(leads_to)
    if outcome == Outcome.NOT_DUAL:
        return f"only the law of {country} reaches the work"
    if outcome == Outcome.EXCEPTION_REQUIRED:
        return f"{country}, unless an exception is agreed"
    return country


def answer_words(fact: Fact, answer: str) -> str:
    """An answer of `leads_to` as a person would give it."""
    if fact.type is FactType.BOOL and answer in ("true", "false"):
        return "yes" if answer == "true" else "no"
    if answer in COUNTRIES:
        return name_of(answer)
    known = THIRD_PERSON | dict(fact.options) if fact.path == "worker.us_status" else THIRD_PERSON
    return cut(known.get(answer, answer).replace("_", " "))


def value_words(fact: Fact, value: object) -> str:
    """A known value of a fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(_item_words(item) for item in value) or "none"
    if fact.type is FactType.DAY:
        return day_words(value)  # type: ignore[arg-type]  # a fact of this type holds a day
    if fact.type is FactType.TEXT:
        return cut(str(value))
    if fact.type is FactType.MONTHS:
        return duration_words(f"P{value}M")
    return "none" if value == NONE else answer_words(fact, str(value))


def _item_words(item: object) -> str:
    if isinstance(item, Posting):
        return span_words(item.start, item.end)
    if isinstance(item, tuple):
        country, value = item
        if isinstance(value, bool):
            return f"{name_of(country)}: {'yes' if value else 'no'}"
        return f"{name_of(country)}: {value} days"
    return name_of(str(item))
