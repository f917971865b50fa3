"""Letters as PDF: a request for an exception or extension, a request for correction or re-issue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import msgspec

from totalis import __version__
from totalis.documents.typesetting import typeset
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from totalis.documents.typesetting import Paper


class LetterParts(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is made of. Lines are shown as they are; paragraphs are (heading or empty, text)."""

    reference: str
    day: date
    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    """Empty: no source names an address, and the letter says so in its place."""
    subject: str
    paragraphs: tuple[tuple[str, str], ...]
    enclosures: tuple[str, ...] = ()
    signed_by: str = ""
    country: str = ""
    """The partner's code: in whose forms Han characters are drawn."""


def letter_pdf(parts: LetterParts, *, paper: Paper = "us-letter") -> bytes:
    """Set a letter (PDF/A-2a, PDF/UA-1). The same parts give the same bytes.

    A place for the signature is left; nothing is signed here.
    """
    content = {
        "title": parts.subject,
        "author": f"Totalis {__version__}",
        "reference": parts.reference,
        "day": day_words(parts.day),
        "sender": "\n".join(parts.sender),
        "addressee": "\n".join(parts.addressee) or "(Addressee: no source names an address.)",
        "paragraphs": [{"heading": heading, "text": text} for heading, text in parts.paragraphs],
        "enclosures": list(parts.enclosures),
        "signed_by": parts.signed_by,
    }
    made = datetime.combine(parts.day, time(), tzinfo=UTC)
    return typeset("letter.typ", content, paper=paper, made=made, countries=(parts.country,))
