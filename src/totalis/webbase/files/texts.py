"""The text of files, bounded."""

from __future__ import annotations

from totalis.webbase.files.kinds import text_in
from totalis.webbase.files.pdfium import PdfiumError, opened_pdf

MOST_PAGES = 50
MOST_SIGNS = 200_000
PREVIEW_SIGNS = 20_000
CUT = "\n… (the rest is in the file)"


def text_of_pdf(data: bytes) -> str:
    """The text of a PDF's first pages, a form feed between two; empty where it has none or cannot be read."""
    pages: list[str] = []
    left = MOST_SIGNS
    try:
        with opened_pdf(data) as document:
            for number in range(min(len(document), MOST_PAGES)):
                text = document[number].get_textpage().get_text_bounded()
                pages.append(text[:left].replace("\r\n", "\n").replace("\0", ""))
                left -= len(text)
                if left <= 0:
                    break
    except (PdfiumError, ValueError):
        return ""
    return "\f".join(pages) if any(page.strip() for page in pages) else ""


def text_of_text(data: bytes) -> str:
    """The text of a text file."""
    return (text_in(data) or "")[:MOST_SIGNS]


def beginning(data: bytes) -> str | None:
    """The beginning of a text file, with a word where it was cut."""
    text = text_in(data)
    if text is None:
        return None
    return text if len(text) <= PREVIEW_SIGNS else text[:PREVIEW_SIGNS] + CUT
