"""Whether two spellings can be one name, and in what they differ.

Agencies compare names letter by letter, documents write them in many ways. Nothing is called equal here
that a person should look at; what differs is said in words, the harmless before the grave.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum

from totalis.procedure.casefile import Value
from totalis.procedure.legal_forms import LEGAL_FORMS


class NameDifference(StrEnum):
    """In what two names differ, the harmless first; a pair gets the first that explains it."""

    NONE = "none"
    CASE = "case"
    SPACING = "spacing"
    ACCENTS = "accents"
    HYPHENS = "hyphens"
    TRANSLITERATION = "transliteration"
    ORDER = "order"
    INITIALS = "initials"
    PART_MISSING = "part_missing"
    CUT_OFF = "cut_off"
    SPELLING = "spelling"
    SCRIPT = "script"
    OTHER = "other"


WORDS = {
    NameDifference.NONE: "The names are the same.",
    NameDifference.CASE: "The names differ in capitals only.",
    NameDifference.SPACING: "The names differ in spaces only.",
    NameDifference.ACCENTS: "The names differ in accents.",
    NameDifference.HYPHENS: "The names differ in hyphens or apostrophes.",
    NameDifference.TRANSLITERATION: "The names differ in how letters are written out (ü and ue, ø and oe).",
    NameDifference.ORDER: "The names have the same parts in another order.",
    NameDifference.INITIALS: "One name has initials where the other has whole names.",
    NameDifference.PART_MISSING: "One name has a part that the other lacks (a middle name, a second surname).",
    NameDifference.CUT_OFF: "One name looks cut off.",
    NameDifference.SPELLING: "The names differ in a few letters.",
    NameDifference.SCRIPT: "The names are in different scripts: a person must compare them.",
    NameDifference.OTHER: "The names are different.",
}
HARMLESS = frozenset({NameDifference.NONE, NameDifference.CASE, NameDifference.SPACING})
_SINGLE = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny"})
_JOINERS = re.compile(r"[-\u2010-\u2015\u2212'\u2018\u2019\u02bc`\u00b4.\u00b7]")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_LETTERS_ALIKE = 0.85
_SHORTEST_CUT = 12


class NameComparison(Value, frozen=True, kw_only=True):
    """The difference of two names, in a word and in a sentence."""

    difference: NameDifference
    says: str

    @property
    def harmless(self) -> bool:
        """Whether nobody needs to look."""
        return self.difference in HARMLESS


def compare_names(one: str, two: str) -> NameComparison:
    """In what two names differ; the order of the two does not matter."""
    found = _difference(*sorted((_normal(one), _normal(two))))
    return NameComparison(difference=found, says=WORDS[found])


def fold(text: str) -> str:
    """Lower case, without accents, joiners and other marks, single spaces."""
    plain = _joined_apart(plain_letters(_normal(text)))
    return " ".join(_PUNCTUATION.sub(" ", plain).split())


def plain_letters(text: str) -> str:
    """Lower case without accents, special letters by their nearest plain ones."""
    return _without_marks(text.casefold()).translate(_SINGLE)


def parts(text: str) -> tuple[str, ...]:
    """The folded parts of a name."""
    return tuple(fold(text).split())


def organisation_key(text: str) -> str:
    """The folded name of a firm without its legal form: `Example Corp.` and `EXAMPLE, Inc.` are one key."""
    every = fold(_normal(text).replace(".", "")).split()
    kept = [part for part in every if part not in LEGAL_FORMS]
    return " ".join(kept or every)


def same_organisation(one: str, two: str) -> bool:
    """Whether two names are the same firm but for legal form, accents and capitals."""
    return bool(organisation_key(one)) and organisation_key(one) == organisation_key(two)


def similar_organisation(one: str, two: str) -> bool:
    """Whether two names may be the same firm: a part of the other, or a few letters apart."""
    first, second = sorted(
        (organisation_key(one), organisation_key(two)), key=lambda key: (len(key), key)
    )
    if not first:
        return False
    within = set(first.split()) <= set(second.split())
    return within or SequenceMatcher(None, first, second).ratio() >= _LETTERS_ALIKE


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _without_marks(text: str) -> str:
    marks = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in marks if unicodedata.category(letter) != "Mn")


def _joined_apart(text: str) -> str:
    return _JOINERS.sub(" ", text)


def _variants(text: str) -> set[str]:
    """A name in its plain letters, and with its special letters written out."""
    lower = unicodedata.normalize("NFC", text.casefold())
    written_out = fold(lower.translate(_WRITTEN_OUT))
    return {_compact(fold(text)), _compact(written_out)}


def _compact(text: str) -> str:
    return text.replace(" ", "")


def _difference(one: str, two: str) -> NameDifference:
    for difference, form in _FORMS:
        if form(one) == form(two):
            return difference
    if _variants(one) & _variants(two):
        return NameDifference.TRANSLITERATION
    return _deeper(one, two)


_FORMS = (
    (NameDifference.NONE, lambda text: text),
    (NameDifference.CASE, str.casefold),
    (NameDifference.SPACING, lambda text: " ".join(text.casefold().split())),
    (NameDifference.ACCENTS, lambda text: " ".join(_without_marks(text.casefold()).split())),
    (NameDifference.HYPHENS, lambda text: _compact(fold(text))),
)


def _deeper(one: str, two: str) -> NameDifference:
    """Differences in the parts of a name."""
    first, second = parts(one), parts(two)
    if not first or not second:
        return NameDifference.OTHER
    short, long = sorted(
        (_compact(fold(one)), _compact(fold(two))), key=lambda key: (len(key), key)
    )
    found = {
        NameDifference.SCRIPT: _script(one) != _script(two),
        NameDifference.ORDER: sorted(first) == sorted(second),
        NameDifference.INITIALS: _by_initials(first, second),
        NameDifference.PART_MISSING: set(first) <= set(second) or set(second) <= set(first),
        NameDifference.CUT_OFF: len(short) >= _SHORTEST_CUT and long.startswith(short),
        NameDifference.SPELLING: SequenceMatcher(None, short, long).ratio() >= _LETTERS_ALIKE,
    }
    return next((difference for difference, holds in found.items() if holds), NameDifference.OTHER)


def _by_initials(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether the parts are the same, one after the other, where one side has initials."""
    if len(first) != len(second):
        return False
    return all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0])
        for a, b in zip(first, second, strict=True)
    )


def _script(text: str) -> str:
    """The script of the first letter, such as LATIN or CYRILLIC; empty without a letter."""
    for letter in text:
        if letter.isalpha():
            return unicodedata.name(letter, "UNKNOWN").split()[0]
    return ""
