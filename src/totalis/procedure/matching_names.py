"""How far two names are the same: of people and of businesses, as registers and agencies write them."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

_LETTERS = {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['\u2019`\u00b4.]")
_LEGAL_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "pty",
        "pte",
        "gmbh",
        "ag",
        "kg",
        "kgaa",
        "ug",
        "se",
        "sa",
        "sas",
        "sarl",
        "sasu",
        "srl",
        "spa",
        "sl",
        "slu",
        "bv",
        "nv",
        "ab",
        "as",
        "asa",
        "aps",
        "oy",
        "oyj",
        "kk",
        "lda",
        "ltda",
        "the",
    ]
)


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
    joined = _APOSTROPHES.sub("", name.casefold())
    plain = "".join(_LETTERS.get(letter, letter) for letter in joined)
    split = unicodedata.normalize("NFKD", plain)
    return frozenset(_TOKEN.findall("".join(c for c in split if not unicodedata.combining(c))))


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
    return _by_words(first - _LEGAL_FORMS or first, second - _LEGAL_FORMS or second)


def _by_words(first: frozenset[str], second: frozenset[str]) -> Likeness:
    if not first or not second:
        return Likeness.OTHER
    if first == second:
        return Likeness.SPELLING
    few, many = sorted((first, second), key=len)
    return Likeness.PART if few < many else Likeness.OTHER
