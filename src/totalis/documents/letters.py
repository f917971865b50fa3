"""Which letters the fonts of the documents have.

PDF/UA forbids a letter without a glyph, and Typst refuses to write one. So what the fonts lack (emoji,
Chinese, Japanese and Korean letters) is shown as an empty box, and the document says so.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from

FONTS = Path(__file__).parent / "fonts"
FAMILIES = (
    ("PublicSans-Regular.ttf", "PublicSans-SemiBold.ttf", "PublicSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
BOX = "\N{WHITE SQUARE}"
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
# What a private code point means, nobody can say: PDF/A-2a forbids it, though a font may draw it.
_PRIVATE = frozenset(range(0xE000, 0xF900))
_SEGMENTS = 4
_GROUPS = 12


def displayable(text: str) -> str:
    """The text with a box for each letter that no font has."""
    known = covered()
    if known.issuperset(map(ord, text)):
        return text
    return "".join(letter if ord(letter) in known else BOX for letter in text)


@cache
def covered() -> frozenset[int]:
    """The code points that every style of at least one family has, and the line ends."""
    families = [
        frozenset.intersection(*(_letters((FONTS / name).read_bytes()) for name in family))
        for family in FAMILIES
    ]
    printable = frozenset.union(*families) - _PRIVATE
    return printable | {ord("\n")}


def _letters(font: bytes) -> frozenset[int]:
    """The code points in the `cmap` table of a TrueType font (OpenType specification, cmap)."""
    (tables,) = unpack_from(">H", font, 4)
    for tag, _sum, start, _length in iter_unpack(">4sLLL", font[12 : 12 + 16 * tables]):
        if tag == b"cmap":
            return _read_cmap(font, start)
    return frozenset()


def _read_cmap(font: bytes, start: int) -> frozenset[int]:
    (count,) = unpack_from(">H", font, start + 2)
    records = iter_unpack(">HHL", font[start + 4 : start + 4 + 8 * count])
    offsets = {(platform, encoding): start + offset for platform, encoding, offset in records}
    place = next(offsets[key] for key in _UNICODE if key in offsets)
    (form,) = unpack_from(">H", font, place)
    readers = {_SEGMENTS: _segments, _GROUPS: _groups}
    return readers[form](font, place)


def _groups(font: bytes, place: int) -> frozenset[int]:
    (count,) = unpack_from(">L", font, place + 12)
    groups = iter_unpack(">LLL", font[place + 16 : place + 16 + 12 * count])
    return frozenset(
        code for first, last, glyph in groups if glyph for code in range(first, last + 1)
    )


def _segments(font: bytes, place: int) -> frozenset[int]:
    (double,) = unpack_from(">H", font, place + 6)
    count = double // 2

    def words(skip: int) -> tuple[int, ...]:
        return unpack_from(f">{count}H", font, place + skip)

    ends, starts = words(14), words(16 + double)
    deltas, offsets = words(16 + 2 * double), words(16 + 3 * double)
    found = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                at = place + 16 + 3 * double + 2 * index + offsets[index] + 2 * (code - first)
                (glyph,) = unpack_from(">H", font, at)
                if not glyph:
                    continue
            if (glyph + deltas[index]) % 0x10000:
                found.add(code)
    return frozenset(found)
