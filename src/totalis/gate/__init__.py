"""The payroll question. For one case file and one day: withhold, hold, exempt or changed. For payroll: three words.

No certificate, no exemption: pending is not approved, completed is not received, received is not matched, matched
is not released. The word is evaluated as known at the moment of the file: `payroll_state(case_file(case, at=then), day)`.
`spans` says it for all days at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.gate.spans import Span, spans
from totalis.gate.words import Word
from totalis.procedure.standing_payroll import PayrollAnswer, payroll_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile

__all__ = ["PayrollAnswer", "Span", "Word", "payroll_state", "spans"]


def payroll_state(file: CaseFile, day: date) -> PayrollAnswer:
    """The word for payroll on a day, with its reason and, if exempt, the proof and who released it."""
    return payroll_of(file, day)
