"""Where a case stands: its stage, what payroll does, what comes next, whose turn it is. ADR 0034 has the order.

Everything is derived from the records of the case file; nobody sets it. The checks run in one order, and the first
that holds names the stage: closed, open escalation, exemption that fell, certificate in hand, request on its
way, decision, facts. The word for payroll comes from the same reading that the gate gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.lawbook.model import Outcome
from totalis.procedure import standing_steps as steps
from totalis.procedure.casefile import PayrollState, Stage
from totalis.procedure.deadlines import next_due
from totalis.procedure.escalation import Flag, open_flags
from totalis.procedure.standing_certificates import fits_direction, superseded
from totalis.procedure.standing_decision import main_answer
from totalis.procedure.standing_payroll import payroll_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile, CertificateRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands on a day.

    `next_right` is a right of the desk (prepare, approve, lodge, release, administer) or empty where the turn is
    somebody else's; `waits_for` names the person or office; `holds` says what stops an exemption, one reason each.
    """

    stage: Stage
    payroll: PayrollState
    payroll_reason: str
    next_action: str
    next_right: str
    waits_for: str
    next_due: date | None
    holds: tuple[str, ...]
    flags: tuple[Flag, ...]
    expires_on: date | None
    outcome: str
    covered_by: str

    @property
    def hold_count(self) -> int:
        """How many reasons stop an exemption."""
        return len(self.holds)


def standing_of(file: CaseFile, today: date) -> Standing:
    """Derive where a case stands on a day from its file."""
    payroll = payroll_of(file, today)
    flags = open_flags(file, today)
    certificate = current_certificate(file)
    answer = main_answer(file)
    situation = steps.Situation(
        file=file,
        today=today,
        answer=answer,
        certificate=certificate,
        payroll=payroll,
        flags=flags,
    )
    step = steps.step_of(situation)
    return Standing(
        stage=step.stage,
        payroll=payroll.state,
        payroll_reason=payroll.reason,
        next_action=step.action,
        next_right=step.right,
        waits_for=step.waits_for,
        next_due=next_due(file, today) if step.stage is not Stage.CLOSED else None,
        holds=_holds(situation),
        flags=flags,
        expires_on=certificate.end if certificate is not None else None,
        outcome=answer.outcome.value if answer is not None else "",
        covered_by=_covered_by(situation),
    )


def current_certificate(file: CaseFile) -> CertificateRecord | None:
    """The certificate that counts: the newest of the right kind that is neither withdrawn nor replaced."""
    standing = [
        item
        for item in file.certificates
        if item.withdrawn_on is None and not superseded(file, item) and fits_direction(file, item)
    ]
    if standing:
        return standing[-1]
    unfit = [item for item in file.certificates if item.withdrawn_on is None]
    return unfit[-1] if unfit else None


def _covered_by(situation: steps.Situation) -> str:
    if situation.answer is not None and situation.answer.covered_by:
        return situation.answer.covered_by
    if situation.payroll.state is PayrollState.EXEMPT:
        return situation.payroll.covered_by
    return ""


def _holds(situation: steps.Situation) -> tuple[str, ...]:
    """Every reason for which nothing may be exempted or sent yet."""
    reasons = [flag.says for flag in situation.flags]
    if situation.payroll.state in (PayrollState.HOLD, PayrollState.CHANGED):
        reasons.append(situation.payroll.reason)
    request = situation.file.request
    if request is not None and request.lane == "hold":
        reasons.append(f"No lane fits yet: {request.lane_reason}")
    answer = situation.answer
    if answer is not None and answer.outcome is Outcome.UNDETERMINED:
        count = len(answer.document.get("missing", ()))
        reasons.append(f"{count} fact(s) that decide the country are unknown.")
    return tuple(dict.fromkeys(reasons))
