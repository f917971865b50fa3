"""The memo: one page that a stranger can follow, as a PDF for every reader (PDF/UA-1).

Nothing is looked up: the page is drawn from a fact sheet and the determination made from it. The same
two give the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typst

from totalis.documents.letters import BOX, displayable
from totalis.documents.memo_content import memo_content

if TYPE_CHECKING:
    from totalis.evaluate.determination import Determination
    from totalis.facts.sheet import FactSheet

HERE = Path(__file__).parent
TEMPLATE = HERE / "memo.typ"
FONTS = HERE / "fonts"

Paper = Literal["a4", "us-letter"]


def memo_pdf(sheet: FactSheet, determination: Determination, *, paper: Paper = "a4") -> bytes:
    """Write the memo for a sheet and its determination.

    Raises:
        ValueError: the determination was made from another sheet.
    """
    plain = json.dumps(memo_content(sheet, determination), ensure_ascii=False)
    shown = displayable(plain)
    made = datetime.combine(determination.as_of, time(), tzinfo=UTC)
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={
            "memo": shown,
            "paper": paper,
            "boxes": str(shown.count(BOX) - plain.count(BOX)),
        },
        pdf_standards="ua-1",
        timestamp=max(made, datetime(1970, 1, 1, tzinfo=UTC)),
    )
