"""How far two names are the same: of people and of businesses, as registers and agencies write them."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from totalis.procedure.legal_forms import LEGAL_FORMS
from totalis.procedure.names import plain_letters

_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['\u2019`\u00b4.]")


class Likeness(IntEnum):
    """How far two names are the same; more is nearer."""

    OTHER = 0
    PART = 1
    """Every word of one stands in the other: a second name or a surname is missing."""
    SPELLING = 2
    """The same words, in another order, case, accent, hyphen or legal form."""
    SAME = 3


def words_of(name: str) -> frozenset[str]:
    """The words of a name without case, accents and punctuation."""
    joined = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", name))
    return frozenset(_TOKEN.findall(plain_letters(joined)))


def likeness(one: str, other: str) -> Likeness:
    """How far two names of people are the same."""
    if " ".join(one.split()) == " ".join(other.split()):
        return Likeness.SAME
    return _by_words(words_of(one), words_of(other))


def business_likeness(one: str, other: str) -> Likeness:
    """How far two names of businesses are the same; the legal form does not count."""
    if " ".join(one.split()) == " ".join(other.split()):
        return Likeness.SAME
    first, second = words_of(one), words_of(other)
    return _by_words(first - LEGAL_FORMS or first, second - LEGAL_FORMS or second)


def _by_words(first: frozenset[str], second: frozenset[str]) -> Likeness:
    if not first or not second:
        return Likeness.OTHER
    if first == second:
        return Likeness.SPELLING
    few, many = sorted((first, second), key=len)
    return Likeness.PART if few < many else Likeness.OTHER
