"""A web font unpacked: WOFF 1.0 into the TrueType or OpenType font that it was made of.

Source: WOFF File Format 1.0, W3C Recommendation of 13 December 2012, sections 3 to 5. Standard library only.
"""

from __future__ import annotations

import zlib
from struct import pack, unpack_from

_SIGNATURE = b"wOFF"
_HEADER, _ENTRY = 44, 20
_SFNT_HEADER, _SFNT_ENTRY = 12, 16


def unpacked(woff: bytes) -> bytes:
    """The font inside; its tables stand in the order of the web font's directory.

    Raises:
        ValueError: the bytes are no WOFF 1.0, or a table is not as long as it says.
    """
    if woff[:4] != _SIGNATURE:
        msg = "This is no WOFF 1.0 file."
        raise ValueError(msg)
    flavour, _length, count = unpack_from(">4sLH", woff, 4)
    directory, body = b"", b""
    start = _SFNT_HEADER + _SFNT_ENTRY * count
    for index in range(count):
        tag, offset, packed, length, checksum = unpack_from(
            ">4sLLLL", woff, _HEADER + _ENTRY * index
        )
        table = woff[offset : offset + packed]
        if packed < length:
            table = zlib.decompress(table)
        if len(table) != length:
            msg = f"The table {tag.decode('ascii')} has {len(table)} bytes and says {length}."
            raise ValueError(msg)
        directory += pack(">4sLLL", tag, checksum, start + len(body), length)
        body += table + b"\0" * (-length % 4)
    return pack(">4sHHHH", flavour, count, *_search(count)) + directory + body


def _search(count: int) -> tuple[int, int, int]:
    """The numbers by which readers of old halved their search in the directory (OpenType, table directory)."""
    power = count.bit_length() - 1
    reach = _SFNT_ENTRY << power
    return reach, power, count * _SFNT_ENTRY - reach
