"""When two readings of one place say the same: days, countries, yes and no, numbers, names."""

from __future__ import annotations

import re
from functools import cache

from totalis.facts.countries import COUNTRIES
from totalis.kernel.dates import read_day
from totalis.procedure.matching_names import Likeness, business_likeness, likeness, words_of

_ENGAGEMENT = re.compile(r"^(engagement|engagements\[[^\]]*\])\.")
_YES = frozenset({"true", "yes", "y"})
_NO = frozenset({"false", "no", "n"})
_KINDS = {
    "employment": "employee",
    "employed": "employee",
    "self employment": "self employed",
    "selfemployed": "self employed",
}
_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = ("ssn", "number", "ein", "foreign_number")
_PERSONS = ("worker.name", "worker.name_at_birth")


def plain_place(place: str) -> tuple[str, str]:
    """A place without the id of its engagement: (`engagement`, `employer.name`), (`worker`, `ssn`)."""
    bare = _ENGAGEMENT.sub("engagement.", place)
    root, _dot, field = bare.partition(".")
    return root, field


def path_of(place: str) -> str:
    """The vocabulary path of a place in a sheet: `engagements[e1].end` is `engagement.end`."""
    return ".".join(part for part in plain_place(place) if part)


def same_value(place: str, one: object, other: object) -> bool:
    """Whether two values of a place say the same."""
    first, second = canonical(one), canonical(other)
    if first == second:
        return True
    left, right = text_of(one), text_of(other)
    last = place.rpartition(".")[2]
    if last in _NUMBERS:
        return _SIGNS.sub("", left).casefold() == _SIGNS.sub("", right).casefold()
    if place in _PERSONS:
        return likeness(left, right) >= Likeness.PART
    if place.endswith("employer.name") or place in ("employer", "client.name"):
        return business_likeness(left, right) >= Likeness.SPELLING
    return False


def canonical(value: object) -> str:
    """A value in one spelling: countries by code, yes and no, days by ISO, words without case and accents."""
    if isinstance(value, list | tuple):
        return ",".join(sorted(canonical(item) for item in value))
    text = text_of(value)
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    if len(parts) > 1 and all(_country(part) for part in parts):
        return ",".join(sorted(_country(part) for part in parts))
    return _country(text) or _yes_no(text) or _day(text) or _word(text)


def text_of(value: object) -> str:
    """A value as text: true and false as yes and no."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(text_of(item) for item in value)
    return "" if value is None else " ".join(str(value).split())


def _country(text: str) -> str:
    if text in COUNTRIES:
        return text
    return _codes_by_name().get(" ".join(sorted(words_of(text))), "")


@cache
def _codes_by_name() -> dict[str, str]:
    return {" ".join(sorted(words_of(name))): code for code, name in COUNTRIES.items()}


def _yes_no(text: str) -> str:
    if text.casefold() in _YES:
        return "yes"
    return "no" if text.casefold() in _NO else ""


def _day(text: str) -> str:
    try:
        return read_day(text).isoformat()
    except ValueError:
        return ""


def _word(text: str) -> str:
    plain = _SIGNS.sub(" ", text.casefold()).strip()
    return _KINDS.get(plain, plain)
