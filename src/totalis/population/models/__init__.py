"""What screening keeps: runs over a register, the decision of each of its rows, cases opened from them."""

from __future__ import annotations

from totalis.population.models.opening import CaseOpening
from totalis.population.models.runs import ScreenedRow, ScreeningRun

__all__ = ["CaseOpening", "ScreenedRow", "ScreeningRun"]
