"""Answers as a browser sends them, and back: typed text to strict values, values to what stands in the fields.

Names of fields: the path of the fact; `PATH.other` is a country typed beside ready-made choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.datastructures import MultiValueDict

from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.reader import parse_value
from totalis.facts.sheet import NONE
from totalis.facts.vocabulary import Fact, FactType
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OTHER = "other"
UNKNOWN = "unknown"
Typed = MultiValueDict[str, str]

_ALIASES = {
    "UK": "GB",
    "GREAT BRITAIN": "GB",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
    "USA": "US",
    "UNITED STATES OF AMERICA": "US",
    "AMERICA": "US",
    "EL": "GR",
    "CZECHIA": "CZ",
    "HOLLAND": "NL",
    "KOREA": "KR",
    "REPUBLIC OF KOREA": "KR",
    "SLOVAK REPUBLIC": "SK",
    "TURKEY": "TR",
}
_CODES = {name.upper(): code for code, name in COUNTRIES.items()} | _ALIASES


class AnswerError(Exception):
    """An answer that cannot be taken as it is; the text is for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact as answered: its value (None: not known), or what is wrong with what was typed."""

    value: Any = None
    error: str = ""


def country_code(text: str) -> str:
    """The code of a country by its name, its code or a common other name.

    Raises:
        AnswerError: there is no such country.
    """
    upper = " ".join(text.split()).upper()
    code = upper if upper in COUNTRIES else _CODES.get(upper)
    if code is not None:
        return code
    close = get_close_matches(upper, _CODES, n=1, cutoff=0.6)
    hint = f" Did you mean {name_of(_CODES[close[0]])}?" if close else ""
    message = f"“{text[:40]}” is no country that we know.{hint}"
    raise AnswerError(message)


def read_answer(fact: Fact, typed: Typed, *, blank_is_unknown: bool) -> Answer:
    """Read one answer. A field left blank is unknown only where the person said so."""
    try:
        plain = _READERS[fact.type](fact, typed)
        if plain is None and typed.get(fact.path) != UNKNOWN and not blank_is_unknown:
            return Answer(error="Answer this question, or say that you do not know.")
        return Answer(value=None if plain is None else parse_value(fact, plain))
    except AnswerError as error:
        return Answer(error=str(error))
    except InputError as error:
        return Answer(error=" ".join(_kindly(problem) for problem in error.problems))


def _kindly(problem: Any) -> str:  # noqa: ANN401 - a Problem, whose type only checkers need
    return f"We found {problem.found} and need {problem.expected}. {problem.remedy}"


# -- typed text to plain values ---------------------------------------------------------------------


def _boolean(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    return {"true": True, "false": False}.get(typed.get(fact.path, "") or "")


def _word(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    text = (typed.get(fact.path, "") or "").strip()
    return None if text in ("", UNKNOWN) else text


def _months(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    text = _word(fact, typed)
    if text is None:
        return None
    return _number(text, "Write the months as a whole number, for example 24.")


def _number(text: str, advice: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):  # noqa: PLR2004
        message = f"“{text[:20]}” is no whole number. {advice}"
        raise AnswerError(message)
    return int(text)


def _country(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    chosen = typed.get(fact.path, "") or ""
    other = (typed.get(f"{fact.path}.other", "") or "").strip()
    if chosen in ("", OTHER):
        if chosen == OTHER and not other:
            message = "Write the name of the other country."
            raise AnswerError(message)
        return country_code(other) if other else None
    if other:
        message = f"You chose an answer and also wrote “{other[:40]}”. Keep one of the two."
        raise AnswerError(message)
    return None if chosen == UNKNOWN else chosen


def _countries(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    ticked = [item for item in typed.getlist(fact.path) if item != UNKNOWN]
    other = (typed.get(f"{fact.path}.other", "") or "").strip()
    codes = [item for item in ticked if item != NONE]
    if other:
        codes.append(country_code(other))
    if NONE in ticked:
        if codes:
            message = "You ticked “none” and also named a country. Keep one of the two."
            raise AnswerError(message)
        return []
    return codes or None


def _work_country(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    texts = [text for text in typed.getlist(fact.path) if text.strip() and text != UNKNOWN]
    return [country_code(text) for text in texts] or None


def _postings(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    starts, ends = typed.getlist(f"{fact.path}.start"), typed.getlist(f"{fact.path}.end")
    rows = [(start, end) for start, end in zip(starts, ends, strict=False) if start or end]
    if typed.get(f"{fact.path}.none"):
        if rows:
            message = (
                "You said that there was no earlier stay and also gave one. Keep one of the two."
            )
            raise AnswerError(message)
        return []
    if any(not start or not end for start, end in rows):
        message = "Each earlier stay needs a first and a last day."
        raise AnswerError(message)
    return [{"start": start, "end": end} for start, end in rows] or None


def _days_by_country(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    codes, days = typed.getlist(f"{fact.path}.country"), typed.getlist(f"{fact.path}.days")
    result = {}
    for text, count in zip(codes, days, strict=False):
        if not count.strip():
            continue
        if not text.strip():
            message = "Write the country to which the days belong."
            raise AnswerError(message)
        advice = "Write the days of one year as a whole number, for example 200."
        result[country_code(text)] = _number(count.strip(), advice)
    return result or None


def _cover_by_country(fact: Fact, typed: Typed) -> Any:  # noqa: ANN401
    result = {}
    for code in typed.getlist(f"{fact.path}.country"):
        word = typed.get(f"{fact.path}.{code}", "")
        if word in ("true", "false"):
            result[code] = word == "true"
    return result or None


_READERS: dict[FactType, Callable[[Fact, Typed], Any]] = {
    FactType.BOOL: _boolean,
    FactType.CHOICE: _word,
    FactType.DAY: _word,
    FactType.TEXT: _word,
    FactType.MONTHS: _months,
    FactType.COUNTRY: _country,
    FactType.COUNTRY_OR_NONE: _country,
    FactType.COUNTRIES: _countries,
    FactType.WORK_COUNTRY: _work_country,
    FactType.POSTINGS: _postings,
    FactType.DAYS_BY_COUNTRY: _days_by_country,
    FactType.COVER_BY_COUNTRY: _cover_by_country,
}


# -- values to what stands in the fields ------------------------------------------------------------


def typed_from(values: Mapping[str, Any], facts: Mapping[str, Fact], not_known: set[str]) -> Typed:
    """What stands in the fields of some facts, given their values; `not_known` are paths."""
    typed: Typed = MultiValueDict()
    for path, fact in facts.items():
        value = values.get(path)
        if value is None:
            if path in not_known:
                typed[path] = UNKNOWN
        else:
            _write(fact, value, typed)
    return typed


def _write(fact: Fact, value: Any, typed: Typed) -> None:  # noqa: ANN401
    path = fact.path
    if isinstance(value, bool):
        typed[path] = "true" if value else "false"
    elif fact.type is FactType.WORK_COUNTRY:
        typed.setlist(path, [name_of(code) for code in value])
    elif fact.type is FactType.COUNTRIES:
        typed.setlist(path, list(value) or [NONE])
    elif fact.type is FactType.POSTINGS:
        typed.setlist(f"{path}.start", [posting.start.isoformat() for posting in value])
        typed.setlist(f"{path}.end", [posting.end.isoformat() for posting in value])
        if not value:
            typed[f"{path}.none"] = "true"
    elif fact.type is FactType.DAYS_BY_COUNTRY:
        typed.setlist(f"{path}.country", [name_of(code) for code, _days in value])
        typed.setlist(f"{path}.days", [str(days) for _code, days in value])
    elif fact.type is FactType.COVER_BY_COUNTRY:
        for code, covered in value:
            typed[f"{path}.{code}"] = "true" if covered else "false"
    else:
        typed[path] = str(value)
