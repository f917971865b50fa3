"""The story of a day as a PDF that a stranger can follow, and as a plain page that opens anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.documents.plain_page import plain_page
from totalis.documents.story_content import story_content
from totalis.documents.typesetting import typeset

if TYPE_CHECKING:
    from datetime import date

    from totalis.documents.typesetting import Paper
    from totalis.gate import PayrollAnswer
    from totalis.procedure.casefile import CaseFile


def story_pdf(file: CaseFile, day: date, answer: PayrollAnswer, *, paper: Paper = "a4") -> bytes:
    """Why payroll was told what it was told for a day, with the whole chain behind it (PDF/A-2a, PDF/UA-1).

    Args:
        file: Everything about the case as known at `file.known_at`; personal numbers are masked here.
        day: The day asked about.
        answer: What `totalis.gate.payroll_state` says for the file and the day.
        paper: The size of the page.
    """
    content = story_content(file, day, answer)
    return typeset(
        "document.typ", content, paper=paper, made=file.known_at, countries=(file.partner,)
    )


def story_page(file: CaseFile, day: date, answer: PayrollAnswer) -> bytes:
    """The same story as one HTML file without script, style sheet or picture from elsewhere."""
    return plain_page(story_content(file, day, answer))
