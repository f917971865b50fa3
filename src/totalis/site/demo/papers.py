"""Sample documents, each marked as one on every page."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from totalis.documents import form
from totalis.documents.typesetting import typeset

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

SAMPLE = "Sample of the Totalis demonstration. Not a document of any agency or employer."


def paper(title: str, lines: Iterable[str], dated: date) -> bytes:
    """A page with a title and some lines, as a PDF."""
    content = {
        "kicker": SAMPLE,
        "title": title,
        "reference": "Sample",
        "author": "Totalis demonstration",
        "description": SAMPLE,
        "head": [["Date", form.day_or_nothing(dated), ""]],
        "answer": None,
        "sections": [form.section("Text", *(form.text(line) for line in lines))],
        "footer": [SAMPLE],
    }
    return typeset(
        "document.typ", content, paper="us-letter", made=datetime.combine(dated, time(12), UTC)
    )
