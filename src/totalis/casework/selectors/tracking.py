"""Where a request stands with the agency: what it said, how long to wait, who may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.errors import Problem
from totalis.procedure.waiting import instruction_from, may_follow_up

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case, CertificateRequest
    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.waiting import Instruction
    from totalis.webbase.accounts.models import User


def instruction_of(request: CertificateRequest | None) -> Instruction:
    """The waiting window that holds for a request."""
    return instruction_from(request.waiting if request is not None else None)


def follow_up_stops(
    case: Case, file: CaseFile, instruction: Instruction, user: User | None, on: date
) -> tuple[Problem, ...]:
    """Everything that holds back a follow-up by a person on a day; empty where nothing does."""
    allowed, why, earliest = may_follow_up(file, on, instruction)
    stops: list[Problem] = []
    if not allowed:
        stops.append(
            Problem(
                path="is_follow_up",
                found=why,
                expected=f"a follow-up from {earliest.isoformat()} on" if earliest else "a sending",
                remedy="Wait, or have a person who may approve override it with the reason.",
            )
        )
    if user != case.owner:
        stops.append(
            Problem(
                path="is_follow_up",
                found=f"{case.owner.name} owns this case: one owner, one message",
                expected=f"a follow-up by {case.owner.name}",
                remedy="Ask the owner to write, or become the owner of the case first.",
            )
        )
    return tuple(stops)
