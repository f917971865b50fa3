"""The request packet as a PDF: what is asked of whom, on which grounds, and the digest that an approval is of.

Drawn from the snapshot that `totalis.procedure.packet` makes, and from nothing else.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from totalis.documents.packet_content import packet_content
from totalis.documents.typesetting import typeset
from totalis.kernel.dates import read_day
from totalis.kernel.digest import canonical_json, digest, digest_bytes

if TYPE_CHECKING:
    from totalis.documents.typesetting import Json, Paper

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def packet_digest(snapshot: Json) -> str:
    """The digest that an approval is of: SHA-256 of the snapshot as canonical JSON."""
    return digest(snapshot)


def packet_pdf(snapshot: Json, *, paper: Paper = "us-letter") -> bytes:
    """Draw a packet (PDF/A-2a, PDF/UA-1).

    The same snapshot gives the same bytes, in whatever order its keys come.
    """
    proved = canonical_json(snapshot)
    content = packet_content(json.loads(proved), digest_bytes(proved))
    return typeset(
        "document.typ",
        content,
        paper=paper,
        made=_made(snapshot),
        countries=(str(snapshot.get("agreement")),),
    )


def _made(snapshot: dict[str, Any]) -> datetime:
    """The day on which the snapshot's checks ran, so that the PDF carries no other clock."""
    checked_on = snapshot.get("checked_on")
    if not isinstance(checked_on, str):
        return _NO_TIME
    return datetime.combine(read_day(checked_on), time(), tzinfo=UTC)
