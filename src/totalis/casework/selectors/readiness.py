"""Whether a packet may be built: gates, decision, flags, lane, channel and data checks, each stop with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.casework.models import Certificate
from totalis.casework.selectors import records
from totalis.casework.selectors.asked import agreement_of, fields_of_request
from totalis.kernel.errors import Problem
from totalis.lawbook.model import Outcome
from totalis.procedure.casefile import Lane
from totalis.procedure.channels import exception_problems
from totalis.procedure.checks import run_checks
from totalis.procedure.checks_base import Severity
from totalis.procedure.escalation import open_flags
from totalis.procedure.gates import GateState, gates_of
from totalis.procedure.standing_decision import PRODUCT_FOR

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile, CertificateRecord
    from totalis.procedure.checks_base import DataCheck
    from totalis.procedure.escalation import Flag
    from totalis.procedure.gates import Gate

RULE_GATE = "rule"
SAME_AS = {"channel": "channel", "determination": "gates", "lane": "lane"}
"""Places of checks that say again what a step before them has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What was looked at before a packet, and what of it stops one."""

    gates: tuple[Gate, ...]
    flags: tuple[Flag, ...]
    checks: tuple[DataCheck, ...]
    problems: tuple[Problem, ...]

    @property
    def gates_hold(self) -> bool:
        """Whether a gate stops the request."""
        return any(problem.path.startswith("gates") for problem in self.problems)

    @property
    def notes(self) -> tuple[DataCheck, ...]:
        """What is only worth knowing."""
        return self.of("note")

    def of(self, severity: str) -> tuple[DataCheck, ...]:
        """The checks of one severity."""
        return tuple(item for item in self.checks if item.severity == severity)


def readiness_of(case: Case, file: CaseFile, today: date) -> Readiness:
    """Look at everything that a packet rests on."""
    gates = gates_of_case(case, file)
    flags = open_flags(file, today)
    lane = file.request.lane if file.request is not None else Lane.HOLD
    checks = (
        run_checks(file, fields_of_request(file), on=today, others=other_certificates(case))
        if file.request is not None and lane is not Lane.HOLD
        else ()
    )
    found = [
        *_gate_problems(case, file, gates),
        *(
            Problem(f"flags.{flag.key}", flag.says, "a flag that a person closed", flag.next_action)
            for flag in flags
        ),
        *_request_problems(file, today),
    ]
    told = {problem.path.partition(".")[0] for problem in found}
    found.extend(
        Problem(f"checks.{item.place}", item.says, "nothing that stops", item.remedy)
        for item in checks
        if item.severity is Severity.STOP and SAME_AS.get(item.place) not in told
    )
    return Readiness(gates=gates, flags=flags, checks=checks, problems=tuple(found))


def gates_of_case(case: Case, file: CaseFile) -> tuple[Gate, ...]:
    """The four gates of the engagement that the case is about."""
    decided = file.current_determination
    agreement = agreement_of(file.partner)
    return gates_of(
        decided.document if decided is not None else {},
        case.engagement,
        in_force=agreement.in_force if agreement is not None else None,
    )


def other_certificates(case: Case) -> tuple[CertificateRecord, ...]:
    """What is on record for the same worker in other cases, so that an overlap is seen before it is asked for."""
    rows = (
        Certificate.objects.of(case.organisation)
        .filter(case__worker=case.worker_id)
        .exclude(case=case)
        .select_related("made_by")
        .order_by("made_at", "pk")
    )
    return tuple(records.certificate(row) for row in rows)


def asks_for_what_is_open(file: CaseFile, outcome: str) -> bool:
    """Whether the request is the one by which an open rule is settled: an exception, or an election."""
    if file.request is None or not outcome:
        return False
    return PRODUCT_FOR.get(Outcome(outcome)) == file.request.product


def _gate_problems(case: Case, file: CaseFile, gates: tuple[Gate, ...]) -> list[Problem]:
    """The gates that have not passed; the rule's own gate may stand open for an exception or an election."""
    decided = file.current_determination
    if decided is None:
        return [
            Problem(
                "gates",
                "the newest facts are not decided",
                "a decision of the newest facts",
                "Decide again under Facts.",
            )
        ]
    document = decided.document.get("engagements", ())
    outcome = next((item["outcome"] for item in document if item["id"] == case.engagement), "")
    settling = asks_for_what_is_open(file, outcome)
    return [
        Problem(
            f"gates.{gate.key}",
            f"gate {gate.number}, {gate.title.lower()}: {gate.reason}",
            "a gate that has passed",
            gate.next_action or f"Settle gate {gate.number - 1} first.",
        )
        for gate in gates
        if gate.state is not GateState.PASSED and not (settling and gate.number >= _rule(gates))
    ]


def _rule(gates: tuple[Gate, ...]) -> int:
    return next(gate.number for gate in gates if gate.key == RULE_GATE)


def _request_problems(file: CaseFile, today: date) -> list[Problem]:
    request = file.request
    if request is None:
        return [Problem("request", "no request", "a request", "Begin the request first.")]
    found = []
    if request.lane is Lane.HOLD:
        found.append(
            Problem(
                "lane",
                f"no lane fits: {request.lane_reason}",
                "employer, self-employed or performer",
                "Settle the facts, then read the request anew from them.",
            )
        )
    if request.agreement != file.partner:
        found.append(
            Problem(
                "country",
                f"the request is for {request.agreement}, the decision for {file.partner}",
                "one country",
                "Read the request anew from the facts.",
            )
        )
    found.extend(
        Problem("channel", says, "a channel that was settled", "See the channel of the request.")
        for says in exception_problems(file, today)
    )
    return found
