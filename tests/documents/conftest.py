"""Sheets to write memos of, and the memo of each as bytes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from totalis.documents.memo import memo_pdf
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.samples import sample_path
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.evaluate import Determination
    from totalis.facts.sheet import FactSheet

AS_OF = date(2026, 1, 1)


@pytest.fixture(scope="session")
def lawbook() -> Lawbook:
    """The packaged law."""
    return Lawbook()


@pytest.fixture(scope="session")
def decided(lawbook) -> Callable[..., tuple[FactSheet, Determination]]:
    """A sample sheet with some facts of its first engagement changed (None: unknown), and its determination."""

    def decide(sample: str = "posting_to_france", **facts: Any) -> tuple[FactSheet, Determination]:
        plain = read_sheet(sample_path(sample).read_bytes()).as_dict()
        plain["engagements"][0] |= facts
        sheet = read_sheet(plain)
        return sheet, determine(sheet, as_of=AS_OF, law=lawbook)

    return decide


@pytest.fixture(scope="session")
def memo(decided) -> Callable[..., bytes]:
    """The memo of such a sheet."""

    def write(sample: str = "posting_to_france", **facts: Any) -> bytes:
        return memo_pdf(*decided(sample, **facts))

    return write
