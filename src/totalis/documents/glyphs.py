"""Which code points a font file has a glyph for, read from its `cmap` table.

Source: OpenType specification, "cmap — Character to Glyph Index Mapping Table" and "OpenType Font File" (collections).
"""

from __future__ import annotations

from struct import iter_unpack, unpack_from

_COLLECTION = b"ttcf"
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))
_SEGMENTS = 4
_GROUPS = 12


def code_points(font: bytes) -> frozenset[int]:
    """The code points of a TrueType or OpenType font; of a collection, those of its first font."""
    start = unpack_from(">L", font, 12)[0] if font[:4] == _COLLECTION else 0
    (tables,) = unpack_from(">H", font, start + 4)
    directory = font[start + 12 : start + 12 + 16 * tables]
    for tag, _sum, place, _length in iter_unpack(">4sLLL", directory):
        if tag == b"cmap":
            return _read_cmap(font, place)
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
