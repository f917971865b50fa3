"""The only door to the law: `determine(sheet, as_of=day, law=lawbook)`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from totalis.evaluate.determination import Determination, EngagementAnswer
from totalis.evaluate.engine import Evaluator

if TYPE_CHECKING:
    from datetime import date

    from totalis.facts.sheet import FactSheet
    from totalis.lawbook.book import Lawbook

__all__ = ["Determination", "EngagementAnswer", "Evaluator", "determine", "evaluator_of"]


@lru_cache(maxsize=8)
def evaluator_of(law: Lawbook) -> Evaluator:
    """The evaluator of a lawbook, with its compiled programs; the last few lawbooks are remembered."""
    return Evaluator(law)


def determine(sheet: FactSheet, *, as_of: date, law: Lawbook) -> Determination:
    """Decide which country covers each engagement of a sheet, on one day, under one lawbook.

    Args:
        sheet: The facts; unknown facts stay unknown.
        as_of: The day whose law applies.
        law: The lawbook, `Lawbook()` for the packaged one.

    Returns:
        The determination `totalis/determination/1`, with rules, citations and what is missing.
    """
    return evaluator_of(law).determine(sheet, as_of)
