"""The three words that payroll hears, and how the four words of a case become them.

A case says `changed` where an exemption that payroll relied on fell. Payroll needs to know what to do now: `withhold`
where it is settled that nothing exempts, `hold` where somebody still has to decide. Both withhold.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from totalis.procedure.casefile import PayrollState
from totalis.procedure.standing_certificates import superseded, supports
from totalis.procedure.standing_decision import current_answers

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.standing_payroll import PayrollAnswer


class Word(StrEnum):
    """What payroll does. `hold` withholds as well, and says that the answer may still become another one."""

    WITHHOLD = "withhold"
    HOLD = "hold"
    EXEMPT = "exempt"


_SAME = {
    PayrollState.WITHHOLD: Word.WITHHOLD,
    PayrollState.HOLD: Word.HOLD,
    PayrollState.EXEMPT: Word.EXEMPT,
}


def word_of(file: CaseFile, answer: PayrollAnswer, day: date) -> Word:
    """The word for an answer of a case on a day.

    What was withdrawn, ended, replaced or no longer carried by the decision that stands is settled: `withhold`.
    Facts that changed and were not decided again, and a certificate that only has to be released again, are in
    doubt: `hold`.
    """
    if answer.state is not PayrollState.CHANGED:
        return _SAME[answer.state]
    certificate = next(item for item in file.certificates if item.id == answer.certificate)
    gone = certificate.withdrawn_on
    if (gone is not None and day >= gone) or superseded(file, certificate):
        return Word.WITHHOLD
    if file.current_determination is None:
        return Word.HOLD
    carried = any(supports(file, one, certificate) for one in current_answers(file))
    return Word.HOLD if carried else Word.WITHHOLD
