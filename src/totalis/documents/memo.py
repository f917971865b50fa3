"""The memo: one page that a stranger can follow, as a PDF that is kept and read by everybody (PDF/A-2a, PDF/UA-1).

Nothing is looked up: the page is drawn from a fact sheet and the determination made from it. The same
two give the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from totalis.documents.memo_content import memo_content
from totalis.documents.typesetting import typeset

if TYPE_CHECKING:
    from totalis.documents.typesetting import Paper
    from totalis.evaluate.determination import Determination
    from totalis.facts.sheet import FactSheet


def memo_pdf(sheet: FactSheet, determination: Determination, *, paper: Paper = "a4") -> bytes:
    """Write the memo for a sheet and its determination.

    Raises:
        ValueError: the determination was made from another sheet.
    """
    return typeset(
        "memo.typ",
        memo_content(sheet, determination),
        paper=paper,
        made=datetime.combine(determination.as_of, time(), tzinfo=UTC),
        countries=[one.agreement for one in determination.engagements if one.agreement],
    )
