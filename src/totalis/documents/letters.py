"""Which letters the fonts of the documents have, and which fonts a text needs.

PDF/UA forbids a letter without a glyph, and Typst refuses to write one. What no font has (emoji, private and rare code
points) is shown as an empty box, and the document says so. The fonts reach every script that Unicode recommends for
identifiers, which are those in common use today (Unicode Standard Annex 31, Table 5), and some others.

A letter stands with its marks: one font must have all of them. So a text is looked at letter by letter, marks included.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from totalis.documents.glyphs import code_points
from totalis.documents.han import ANY_HAN, HAN_FILE, han_family

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FONTS = Path(__file__).parent / "fonts"
BOX = "\N{WHITE SQUARE}"
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
TEXT, REST = "Public Sans", "DejaVu Sans"
FILES = {
    TEXT: ("PublicSans-Regular.ttf", "PublicSans-SemiBold.ttf", "PublicSans-Bold.ttf"),
    "Amiri": ("Amiri-Regular.ttf", "Amiri-Bold.ttf"),
    "Hanuman": ("Hanuman-Regular.ttf", "Hanuman-Bold.ttf"),
    "Hind Siliguri": ("HindSiliguri-Regular.ttf", "HindSiliguri-Bold.ttf"),
    "Noto Sans Armenian": ("NotoSansArmenian-Regular.ttf", "NotoSansArmenian-Bold.ttf"),
    "Noto Sans Devanagari": ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
    "Noto Sans Ethiopic": ("NotoSansEthiopic-Regular.ttf", "NotoSansEthiopic-Bold.ttf"),
    "Noto Sans Georgian": ("NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf"),
    "Noto Sans Gujarati": ("NotoSansGujarati-Regular.ttf", "NotoSansGujarati-Bold.ttf"),
    "Noto Sans Gurmukhi": ("NotoSansGurmukhi-Regular.ttf", "NotoSansGurmukhi-Bold.ttf"),
    "Noto Sans Hebrew": ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    "Noto Sans Kannada": ("NotoSansKannada-Regular.ttf", "NotoSansKannada-Bold.ttf"),
    "Noto Sans Lao": ("NotoSansLao-Regular.ttf", "NotoSansLao-Bold.ttf"),
    "Noto Sans Malayalam": ("NotoSansMalayalam-Regular.ttf", "NotoSansMalayalam-Bold.ttf"),
    "Noto Sans Myanmar": ("NotoSansMyanmar-Regular.ttf", "NotoSansMyanmar-Bold.ttf"),
    "Noto Sans Oriya": ("NotoSansOriya-Regular.ttf", "NotoSansOriya-Bold.ttf"),
    "Noto Sans Sinhala": ("NotoSansSinhala-Regular.ttf", "NotoSansSinhala-Bold.ttf"),
    "Noto Sans Tamil": ("NotoSansTamil-Regular.ttf", "NotoSansTamil-Bold.ttf"),
    "Noto Sans Telugu": ("NotoSansTelugu-Regular.ttf", "NotoSansTelugu-Bold.ttf"),
    "Noto Sans Thaana": ("NotoSansThaana-Regular.ttf", "NotoSansThaana-Bold.ttf"),
    "Noto Serif Tibetan": ("NotoSerifTibetan-Regular.ttf", "NotoSerifTibetan-Bold.ttf"),
    "Sarabun": ("Sarabun-Regular.ttf", "Sarabun-Bold.ttf"),
    REST: ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ANY_HAN: (HAN_FILE,),
}
"""The families in the order in which they are asked for a letter, each with the files of its styles."""

_OWN_FROM = 0x530
"""Latin, Greek, Cyrillic and their marks lie below, punctuation and symbols in the range: no script's font is asked for them."""
_COMMON = range(0x2000, 0x2C00)


@dataclass(frozen=True)
class Shown:
    """A text as the fonts can show it, the families to set it in (first the one asked first), and how many boxes it has."""

    text: str
    families: tuple[str, ...]
    boxes: int


def shown(text: str, *, countries: Iterable[str] = ()) -> Shown:
    """The text with a box for each letter that no font has, and the fonts that it needs.

    Args:
        text: Any text.
        countries: ISO 3166 codes in order; the first that writes Han characters says in which of their forms.
    """
    if _plain().issuperset(text):
        return Shown(text, (TEXT, REST), 0)
    pieces, needed = [], {TEXT, REST}
    for letter in _letters(text):
        piece, family = _drawn(letter)
        pieces.append(piece)
        needed.add(family)
    families = [family for family in FILES if family in needed]
    if ANY_HAN in needed:
        families[-1] = han_family(text, countries)
    seen = "".join(pieces)
    return Shown(seen, tuple(families), seen.count(BOX) - text.count(BOX))


def displayable(text: str) -> str:
    """The text with a box for each letter that no font has."""
    return shown(text).text


def is_plain(sign: str) -> bool:
    """Whether Public Sans or DejaVu Sans has it, which every drawing was made with."""
    return sign in _plain()


@cache
def covered(family: str) -> frozenset[int]:
    """The code points that every style of a family has; what a private code point means nobody can say, so none counts."""
    styles = (code_points((FONTS / name).read_bytes()) for name in FILES[family])
    return frozenset(
        code
        for code in frozenset.intersection(*styles)
        if unicodedata.category(chr(code)) not in ("Cc", "Cn", "Co", "Cs")
    )


@cache
def _plain() -> frozenset[str]:
    """Letters of Public Sans and DejaVu Sans that need no thought, and the line end: most texts have no others."""
    codes = covered(TEXT) | {code for code in covered(REST) if code < _OWN_FROM or code in _COMMON}
    return frozenset(chr(code) for code in codes if not _clings(chr(code))) | {"\n"}


def _letters(text: str) -> Iterator[str]:
    """The text cut into letters, each with the marks and joiners behind it."""
    start = 0
    for place in range(1, len(text)):
        if not _clings(text[place]):
            yield text[start:place]
            start = place
    yield text[start:]


def _clings(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign).startswith("M")


def _drawn(letter: str) -> tuple[str, str]:
    """A letter as it can be shown, and the family that shows it.

    Where no family has letter and marks together, the marks are one box behind the letter.
    """
    if letter in _plain():
        return letter, TEXT
    seen = letter if letter[0] not in JOINERS else BOX
    codes = [ord(sign) for sign in seen if sign not in JOINERS and not _varies(sign)]
    family = _family_of(codes)
    if family is not None:
        varied = seen if family == ANY_HAN else "".join(s for s in seen if not _varies(s))
        return varied, family
    if len(codes) > 1:
        base, family = _drawn(letter[0])
        return f"{base.replace(BOX, '')}{BOX}", family
    return BOX, REST


def _varies(sign: str) -> bool:
    """Whether it selects a variant of the Han character before it (Unicode Technical Standard 37)."""
    return 0xE0100 <= ord(sign) <= 0xE01EF  # noqa: PLR2004 - its block


def _family_of(codes: Sequence[int]) -> str | None:
    """The first family that has them all; one of a script only where the first of them is of that script."""
    for family in FILES:
        if codes[0] not in covered(family) or not covered(family).issuperset(codes):
            continue
        if family in (TEXT, REST, ANY_HAN) or _is_own(codes[0]):
            return family
    return None


def _is_own(code: int) -> bool:
    return code >= _OWN_FROM and code not in _COMMON
