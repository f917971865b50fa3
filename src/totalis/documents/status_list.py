"""Status lists as the IETF's Token Status List has them (draft-ietf-oauth-status-list): one small number for each place.

Checked on 2026-11-22 against the text of the draft of April 2026. The registered values are VALID, INVALID and SUSPENDED; 0x03
and 0x0C to 0x0F are an application's own. A list says nothing of who holds a place, and places that nobody holds look like
certificates in force.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from datetime import date, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TYPE = "statuslist+jwt"
MEDIA_TYPE = "application/statuslist+jwt"
BITS = 4
"""Bits a place: two would leave one value of our own, and replaced and ended must be told apart."""
PLACES = 2**16
"""Places in a list, whether taken or not: the crowd that each certificate disappears in."""
LASTS = timedelta(days=7)
"""After this a list says nothing any more (`exp`)."""
REFRESH = timedelta(hours=12)
"""After this whoever can ask for a newer list should (`ttl`)."""
LAST_DAYS = "totalis/last_days/1"
"""Our own claim beside those of the draft: place to last day (ISO) of whatever ends earlier than its face says. So a list tells what
holds on a day to come, and a list that was signed before that day is right after it."""
_MOST_BYTES = 2**20
"""The longest list that is unpacked; ours have 32 KiB."""
_WIDTHS = (1, 2, 4, 8)


class ListStatus(IntEnum):
    """What a place can say. SUSPENDED is not used: a certificate counts or it does not."""

    VALID = 0x00
    WITHDRAWN = 0x01
    """INVALID of the draft: taken back."""
    REPLACED = 0x0C
    """Another certificate stands in its place."""
    ENDED = 0x0D
    """It ended earlier than its face says, and its last day (`LAST_DAYS`) is past."""


def status_list_uri(issuer: str, number: int) -> str:
    """Where a list is handed out: the `uri` of a credential and the `sub` of the list itself."""
    return f"{issuer}/service/status-lists/{number}"


def packed(statuses: Mapping[int, int], *, places: int = PLACES, bits: int = BITS) -> str:
    """The claim `lst`: all places from the least significant bits on, compressed by zlib, base64url.

    Args:
        statuses: Place to value; a place that is not named is valid.
        places: How many there are; a multiple of eight.
        bits: Width of one.

    Raises:
        ValueError: a place outside the list, or a value that does not fit.
    """
    raw = bytearray(places * bits // 8)
    for place, value in statuses.items():
        if not 0 <= place < places or not 0 <= value < 2**bits:
            message = (
                f"place {place} or value {value} is outside a list of {places} with {bits} bits"
            )
            raise ValueError(message)
        byte, shift = divmod(place * bits, 8)
        raw[byte] |= value << shift
    return base64.urlsafe_b64encode(zlib.compress(bytes(raw), 9)).rstrip(b"=").decode()


def unpacked(lst: str) -> bytes:
    """The bytes of a list.

    Raises:
        ValueError: it is no base64url, does not decompress to its end, or is too long.
    """
    try:
        data = base64.b64decode(lst + "=" * (-len(lst) % 4), altchars=b"-_", validate=True)
        stream = zlib.decompressobj()
        raw = stream.decompress(data, _MOST_BYTES)
    except (binascii.Error, zlib.error) as broken:
        message = f"the list does not unpack: {broken}"
        raise ValueError(message) from None
    if not stream.eof or stream.unused_data:
        message = "the list is longer than any that is looked at, or is cut off"
        raise ValueError(message)
    return raw


def status_at(raw: bytes, place: int, bits: int) -> int:
    """The value at a place of an unpacked list.

    Raises:
        ValueError: the place lies outside the list, or a place has another width than the draft allows.
    """
    if bits not in _WIDTHS:
        message = f"a place has {bits} bits"
        raise ValueError(message)
    byte, shift = divmod(place * bits, 8)
    if place < 0 or byte >= len(raw):
        message = f"the list has no place {place}"
        raise ValueError(message)
    return (raw[byte] >> shift) & ((1 << bits) - 1)


def last_day_at(payload: Mapping[str, Any], place: int) -> date | None:
    """The last day of a place, where a token says that it ends early.

    Raises:
        ValueError: what stands there is no day.
    """
    found = (payload.get(LAST_DAYS) or {}).get(str(place))
    return date.fromisoformat(found) if found is not None else None


def claims(
    uri: str,
    statuses: Mapping[int, int],
    *,
    at: datetime,
    places: int,
    last_days: Mapping[int, date] | None = None,
) -> dict[str, Any]:
    """What a status list token says; its header has `typ` `statuslist+jwt`."""
    days = {str(place): day.isoformat() for place, day in sorted((last_days or {}).items())}
    return {
        **({LAST_DAYS: days} if days else {}),
        "sub": uri,
        "iat": int(at.timestamp()),
        "exp": int((at + LASTS).timestamp()),
        "ttl": int(REFRESH.total_seconds()),
        "status_list": {"bits": BITS, "lst": packed(statuses, places=places)},
    }
