"""What the frames of the desk's pages are drawn from: the navigation, and the head of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from totalis.casework.selectors.casefile import case_file
from totalis.facts.countries import name_of
from totalis.procedure.gates import GateState, gates_of
from totalis.procedure.standing import standing_of

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile
    from totalis.procedure.gates import Gate
    from totalis.procedure.standing import Standing
    from totalis.webbase.accounts.actor import Actor

TABS = (
    ("", "Overview"),
    ("facts", "Facts"),
    ("timeline", "Timeline"),
    ("travel", "Travel"),
    ("evidence", "Evidence"),
    ("request", "Request"),
    ("tracking", "Tracking"),
    ("certificate", "Certificate"),
    ("delivery", "Delivery"),
    ("history", "History"),
    ("export", "Export"),
)
STAGES = {
    "facts": "Facts",
    "review": "Review",
    "evidence": "Evidence",
    "approval": "Approval",
    "lodging": "To be sent",
    "waiting": "Waiting for the agency",
    "receiving": "Document on its way",
    "matching": "Matching",
    "delivery": "Delivery",
    "in_force": "In force",
    "ended": "Ended",
    "closed": "Closed",
}
OWNERS_TURN = ("prepare", "lodge")
"""Rights whose turn is the owner's; the others are anybody's who has them."""
PAYROLL = {
    "withhold": "Contributions are due in both countries.",
    "hold": "Nothing may be exempted before the reason is settled; contributions stay due.",
    "exempt": "Payroll may rely on the certificate.",
    "changed": "An exemption that no longer stands.",
}


SIGNS = {GateState.PASSED: "✔", GateState.FAILED: "✘", GateState.OPEN: "◐"}
US = "US"
GATES = {"pair": "pair", "worker": "worker", "rule": "rule", "exposure": "exposure"}


@dataclass(frozen=True, slots=True)
class ShownGate:
    """A gate with the sign of its state and its short name for the line in the head."""

    gate: Gate
    sign: str
    name: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a case; `href` leads there."""

    key: str
    label: str
    href: str


def tabs_of(case: Case) -> tuple[Tab, ...]:
    """The pages of a case in their order."""
    base = reverse("desk:case", args=[case.organisation.slug, case.reference])
    return tuple(Tab(key, label, f"{base}{key}/" if key else base) for key, label in TABS)


def case_page(
    actor: Actor, case: Case, *, tab: str, today: date, file: CaseFile | None = None
) -> dict[str, Any]:
    """What `casework/case_frame.html` needs; a view adds its own to it.

    Args:
        actor: Who looks.
        case: As `selectors.cases.case_of` gives it.
        tab: The key of the page: empty for the overview, facts, timeline, … (`TABS`).
        today: The day on which the case is looked at.
        file: The case file, where the view has read it already.
    """
    file = file or case_file(case)
    standing = standing_of(file, today)
    return {
        "actor": actor,
        "case": case,
        "file": file,
        "standing": standing,
        "tab": tab,
        "tabs": tabs_of(case),
        "stage_words": STAGES[standing.stage],
        "payroll_words": PAYROLL[standing.payroll],
        "route": _route(case, file),
        "gates": _gates(case, file),
        "overdue": standing.next_due is not None and standing.next_due < today,
        "my_turn": is_my_turn(actor, standing, case),
    }


def _route(case: Case, file: CaseFile) -> tuple[str, str]:
    """From where to where the work goes, by name; nothing while the other country is unknown.

    A posting into the United States comes from the other country; every other case is shown as going there.
    """
    if not case.partner:
        return "", ""
    sheet = file.current_facts.sheet if file.current_facts is not None else {}
    of_case = [item for item in sheet.get("engagements", ()) if item.get("id") == case.engagement]
    partner = name_of(case.partner)
    if any(item.get("work_country") in (US, [US]) for item in of_case):
        return partner, name_of(US)
    return "", partner


def is_my_turn(actor: Actor, standing: Standing, case: Case) -> bool:
    """Whether the next action asks this person: she has the right, and is the owner where the owner is waited for."""
    rights = {right.value for right in actor.rights}
    if standing.next_right not in rights:
        return False
    return standing.next_right not in OWNERS_TURN or actor.user == case.owner


def _gates(case: Case, file: CaseFile) -> tuple[ShownGate, ...]:
    made = file.current_determination
    found = gates_of(made.document if made is not None else {}, case.engagement)
    return tuple(ShownGate(gate, SIGNS[gate.state], GATES[gate.key]) for gate in found)
