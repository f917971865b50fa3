"""The request tab: eight steps in their order, each with how it stands and what it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.casework.models import ChannelException
from totalis.casework.selectors.asked import advice_of_request, products_for
from totalis.casework.selectors.packet_page import why_not_hers
from totalis.casework.selectors.packets import (
    changes_under,
    decisions_of,
    lodgement_of,
    packets_of,
    short_digest,
    standing_packet,
)
from totalis.casework.selectors.readiness import readiness_of
from totalis.casework.selectors.request_fields import field_groups
from totalis.casework.selectors.requests import request_of
from totalis.procedure.casefile import Direction, Lane
from totalis.procedure.gates import GateState
from totalis.procedure.lanes import lane_book, submitters_disagree
from totalis.procedure.sources import cite
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case, Lodgement, Packet, PacketDecision
    from totalis.casework.selectors.readiness import Readiness
    from totalis.casework.selectors.request_fields import FieldGroup
    from totalis.lawbook.model import Source
    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.channels import ChannelAdvice
    from totalis.webbase.accounts.actor import Actor

WHO = {
    "employer": "The employer",
    "employee": "The employee",
    "worker": "The worker",
    "representative": "A representative",
}
MAY = {
    "yes": "may ask",
    "no": "may not ask",
    "checked": "may ask; the office then checks with the employer",
    "not_named": "is not named",
}
STATES = {"done": "Done", "stop": "Stops the request", "now": "To do now", "later": "Later"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the checklist: done, stop, now, later."""

    key: str
    title: str
    state: str
    summary: str

    @property
    def state_words(self) -> str:
        """How it stands, in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Said:
    """What sources say about one way of asking."""

    who: str
    disagree: bool
    readings: tuple[tuple[str, str, tuple[Source, ...]], ...]
    """(may, says, sources)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketLine:
    """The packet that stands, with what was decided on it and whether it was sent."""

    packet: Packet | None
    decisions: list[PacketDecision]
    sent: Lodgement | None

    @property
    def decision(self) -> PacketDecision | None:
        """The newest decision."""
        return self.decisions[-1] if self.decisions else None

    @property
    def is_approved(self) -> bool:
        """Whether it may be sent."""
        return self.decision is not None and self.decision.approved


def request_page(actor: Actor, case: Case, file: CaseFile, at: datetime) -> dict[str, Any]:
    """What the request tab is drawn from."""
    request = request_of(case)
    ready = readiness_of(case, file, at.date())
    advice = advice_of_request(file, case)
    standing = standing_packet(case)
    line = PacketLine(
        packet=standing,
        decisions=decisions_of(standing) if standing is not None else [],
        sent=lodgement_of(standing) if standing is not None else None,
    )
    groups = field_groups(case, file, at)
    is_open = case.closed_at is None
    return {
        "record": request,
        "ready": ready,
        "stop_gates": [item for item in ready.problems if item.path.startswith("gates")],
        "steps": {step.key: step for step in _steps(file, ready, groups, line, advice)},
        "groups": groups,
        "field_keys": {row.field.key for group in groups for row in group.rows},
        "missing": [row for group in groups for row in group.rows if row.is_missing],
        "advice": advice,
        "said": _said(advice),
        "lane": _lane(file),
        "exceptions": list(
            ChannelException.objects.filter(case=case)
            .select_related("made_by", "approved_by")
            .order_by("made_at", "pk")
        ),
        "products": products_for(case.partner),
        "needs_direction": case.direction == Direction.OPEN,
        "line": line,
        "short": short_digest(standing.digest) if standing is not None else "",
        "under": changes_under(standing, file) if standing is not None else [],
        "void_packets": [one for one in packets_of(case) if one.void_at is not None],
        "my_packet": is_own(actor, case, standing),
        "may_prepare": is_open and actor.may(Right.PREPARE),
        "may_approve": is_open and actor.may(Right.APPROVE),
        "may_lodge": is_open and actor.may(Right.LODGE),
    }


def is_own(actor: Actor, case: Case, packet: Packet | None) -> bool:
    """Whether anything of the packet is a person's own work."""
    if packet is None or actor.user is None:
        return False
    return bool(why_not_hers(actor, case, packet))


def _lane(file: CaseFile) -> dict[str, Any] | None:
    if file.request is None or file.request.lane is Lane.HOLD:
        return None
    entry = lane_book().lanes.get(file.request.lane.value)
    if entry is None:
        return None
    return {"name": entry.name, "says": entry.says, "sources": cite(entry.source)}


def _said(advice: ChannelAdvice | None) -> tuple[Said, ...]:
    """Who may ask, one line for each who, with every reading of it."""
    found = advice.submitters if advice is not None else ()
    return tuple(
        Said(
            WHO.get(who, who),
            submitters_disagree(found, who),
            tuple(
                (MAY.get(item.may, item.may), item.says, cite(item.source))
                for item in found
                if item.who == who
            ),
        )
        for who in dict.fromkeys(item.who for item in found)
    )


def _steps(
    file: CaseFile,
    ready: Readiness,
    groups: tuple[FieldGroup, ...],
    line: PacketLine,
    advice: ChannelAdvice | None,
) -> list[Step]:
    """How each step stands; nothing after the first that is not done is to do now."""
    raw = [
        _gates(ready),
        _lane_step(file),
        _channel(file, ready, advice),
        _fields(groups),
        _checks(file, ready),
        _packet(line),
        _approval(line),
        _sending(line),
    ]
    steps: list[Step] = []
    waiting = False
    for step in raw:
        state = step.state
        if waiting and state == "now":
            state = "later"
        waiting = waiting or state != "done"
        steps.append(Step(step.key, step.title, state, step.summary))
    return steps


def _gates(ready: Readiness) -> Step:
    if ready.gates_hold or ready.flags:
        first = next(item for item in ready.problems if item.path.startswith(("gates", "flags")))
        return Step("gates", "Gates", "stop", first.found)
    if all(gate.state is GateState.PASSED for gate in ready.gates):
        return Step("gates", "Gates", "done", "All four gates have passed and no flag is open.")
    summary = "The rule stands open: this request asks for what settles it. No flag is open."
    return Step("gates", "Gates", "done", summary)


def _lane_step(file: CaseFile) -> Step:
    if file.request is None:
        return Step("lane", "Lane", "now", "Begin the request; the lane follows from the facts.")
    if file.request.lane is Lane.HOLD:
        return Step("lane", "Lane", "stop", file.request.lane_reason)
    return Step("lane", "Lane", "done", file.request.lane_reason)


def _channel(file: CaseFile, ready: Readiness, advice: ChannelAdvice | None) -> Step:
    if file.request is None:
        return Step("channel", "Channel", "later", "Online unless an exception is approved.")
    stops = [item for item in ready.problems if item.path == "channel"]
    if stops:
        return Step("channel", "Channel", "stop", stops[0].found)
    entry = advice.channel(file.request.channel) if advice is not None else None
    return Step("channel", "Channel", "done", entry.label if entry else file.request.channel)


def _fields(groups: tuple[FieldGroup, ...]) -> Step:
    rows = [row for group in groups for row in group.rows]
    missing = sum(row.is_missing for row in rows)
    if not rows:
        return Step("fields", "Fields", "later", "The fields follow from lane and agreement.")
    if missing:
        return Step("fields", "Fields", "now", f"{missing} that must be given are empty.")
    filled = sum(row.is_filled for row in rows)
    return Step("fields", "Fields", "done", f"{filled} of {len(rows)} are filled in.")


def _checks(file: CaseFile, ready: Readiness) -> Step:
    if file.request is None or file.request.lane is Lane.HOLD:
        return Step("checks", "Checks", "later", "The data are checked once there are fields.")
    stops, warns = len(ready.of("stop")), len(ready.of("warn"))
    if stops:
        return Step("checks", "Checks", "stop", f"{stops} finding(s) over which nothing is sent.")
    return Step(
        "checks",
        "Checks",
        "done",
        f"Nothing stops; {warns} finding(s) to look at." if warns else "Nothing stops.",
    )


def _packet(line: PacketLine) -> Step:
    if line.packet is None:
        return Step("packet", "Packet", "now", "Not built, or void since something changed.")
    return Step("packet", "Packet", "done", f"Packet {line.packet.number} stands.")


def _approval(line: PacketLine) -> Step:
    if line.decision is None:
        return Step("approval", "Approval", "now", "Another person must look at the packet.")
    if not line.decision.approved:
        return Step("approval", "Approval", "stop", f"Refused: {line.decision.reason}")
    return Step("approval", "Approval", "done", f"Approved by {line.decision.made_by}.")


def _sending(line: PacketLine) -> Step:
    if line.sent is None:
        return Step("sending", "Sending", "now", "Send the packet, then record it.")
    return Step("sending", "Sending", "done", f"Recorded by {line.sent.made_by}.")
