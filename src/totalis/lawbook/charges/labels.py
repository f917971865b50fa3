"""One key for every spelling of a label, and the shorter keys that a printed label may be cut to.

Case, accents, apostrophes, dots of acronyms, slashes, dashes and double spaces carry no meaning;
neither do articles. Words are never dropped from the catalogue's side, so a shorter key of a
printed label only ever meets a whole label of the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

import msgspec

from totalis.lawbook.charges.model import Payer

_CYRILLIC_END = 0x0530
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ł": "l", "ø": "o", "đ": "d", "\u0131": "i"})
_APOSTROPHES = "'\u2019\u02bc\u00b4`\u2032"
_ELISION = re.compile(rf"\b(?:[cdjlmnst]|qu)[{_APOSTROPHES}](?=\w)")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:%|pour ?cent\b|p\. ?c\.)")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_OTHER = re.compile(r"[^\w%·]+|_")
_ARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "et", "the", "of", "and"})
_NUMBER = re.compile(r"\d[\d·]*[a-z]?|\d[\d·]*%")
_BAND = re.compile(r"t[abc123]")
_PAYER_WORDS = {
    Payer.EMPLOYEE: (
        "part salariale",
        "part salarie",
        "part ouvriere",
        "employee share",
        "employee",
        "salarie",
        "salariale",
    ),
    Payer.EMPLOYER: (
        "part patronale",
        "part employeur",
        "employer share",
        "employer",
        "employeur",
        "patronale",
        "patronal",
    ),
}


class Cut(msgspec.Struct, frozen=True):
    """A shorter key, and who bears the line according to the words that were cut off."""

    key: str
    payer: Payer | None = None


@lru_cache(maxsize=200_000)
def label_key(text: str) -> str:
    """The key of a label: lower case words without accents, articles and signs.

    Percentages keep their sign and lose trailing zeros: `5,50 %` becomes `5·5%`.
    """
    plain = _ELISION.sub("", text.casefold())
    plain = _plain(plain.translate(_LETTERS))
    plain = _ACRONYM.sub(lambda found: found.group().replace(".", ""), plain)
    plain = _PERCENT.sub(lambda found: f" {_number(found.group(1))}% ", plain)
    plain = _DECIMAL.sub("·", plain)
    words = _OTHER.sub(" ", plain).split()
    kept = [word for word in words if word not in _ARTICLES and word != "%"]
    return " ".join(kept or words)


def label_rate(text: str) -> Decimal | None:
    """The one percentage that a label prints, if it prints exactly one."""
    found = _PERCENT.findall(text)
    return Decimal(found[0].replace(",", ".")) if len(found) == 1 else None


def cuts(key: str) -> tuple[Cut, ...]:
    """The key itself, then without line numbers and rates, payer words, and bands at its end."""
    bare = _without_numbers(key)
    plain, payer = _without_payer(bare)
    plain = _without_numbers(plain)
    band = _without_band(plain)
    whole, said = _without_payer(key)
    found = [Cut(key), Cut(whole, said), Cut(bare), Cut(plain, payer), Cut(band, payer)]
    return tuple(dict.fromkeys(cut for cut in found if cut.key))


def names_csg_and_crds(key: str) -> bool:
    """Whether a key names both CSG and CRDS, in whatever spelling."""
    joined = key.replace(" ", "")
    return "csg" in joined and ("crds" in joined or "rds" in key.split())


def words_of_payer(text: str) -> tuple[Payer | None, bool]:
    """Who bears a line according to a column; the second value: the text could be read."""
    key = label_key(text)
    if not key:
        return None, True
    found = _PAYERS.get(key)
    return found, found is not None


_PAYERS = {
    **{word: payer for payer, words in _PAYER_WORDS.items() for word in words},
    "worker": Payer.EMPLOYEE,
    "ee": Payer.EMPLOYEE,
    "er": Payer.EMPLOYER,
    "self employed": Payer.SELF_EMPLOYED,
    "selfemployed": Payer.SELF_EMPLOYED,
    "independant": Payer.SELF_EMPLOYED,
    "independent": Payer.SELF_EMPLOYED,
    "individual": Payer.INDIVIDUAL,
    "particulier": Payer.INDIVIDUAL,
}


def _plain(text: str) -> str:
    """Without the accents of Latin, Greek and Cyrillic letters; other scripts stay composed."""
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(character):
            if base and ord(base) < _CYRILLIC_END:
                continue
        else:
            base = character
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _number(text: str) -> str:
    number = Decimal(text.replace(",", "."))
    return f"{number.normalize():f}".replace(".", "·")


def _without_numbers(key: str) -> str:
    words = key.split()
    while words and _NUMBER.fullmatch(words[0]):
        words.pop(0)
    while words and _NUMBER.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def _without_payer(key: str) -> tuple[str, Payer | None]:
    for payer, phrases in _PAYER_WORDS.items():
        for phrase in phrases:
            if key.endswith(f" {phrase}"):
                return key[: -len(phrase) - 1], payer
            if key.startswith(f"{phrase} ") and phrase.startswith("part "):
                return key[len(phrase) + 1 :], payer
    return key, None


def _without_band(key: str) -> str:
    words = key.split()
    if len(words) > 1 and _BAND.fullmatch(words[-1]):
        return " ".join(words[:-1])
    if len(words) > 2 and words[-2] == "tranche" and re.fullmatch(r"[abc123]", words[-1]):  # noqa: PLR2004
        return " ".join(words[:-2])
    return key
