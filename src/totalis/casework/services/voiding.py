"""What happens to packets when something under them changes: they fall, and everybody can see why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.casework.models import Packet
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.packets import changes_under
from totalis.casework.services.refusing import refuse
from totalis.casework.services.telling import tell
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case, Evidence
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor

LONGEST_REASON = 300
NAMED = 5
"""How many changes a refusal names."""


def void_packets(
    *, actor: Actor, case: Case, reason: str, at: datetime, evidence: Evidence | None = None
) -> list[Packet]:
    """Void every packet that stands and was not sent, or those that hold a certain document. Call inside `changing`.

    A packet that was sent stays: it is the record of what was sent, and a decision that changes after it is reopened.

    Args:
        actor: Who changed what lies under the packets.
        case: The locked case.
        reason: What changed, in a sentence for people.
        at: When.
        evidence: Void only packets whose snapshot names one of this document's versions.
    """
    unsent = Packet.objects.filter(case=case, void_at=None, lodgements=None)
    found = list(unsent.order_by("number"))
    if evidence is not None:
        digests = set(evidence.versions.values_list("blob__digest", flat=True))
        found = [packet for packet in found if digests & set(_texts(packet.snapshot))]
    for packet in found:
        packet.void_at, packet.void_reason = at, reason[:LONGEST_REASON]
        packet.save(update_fields=["void_at", "void_reason"])
        record(
            actor=actor,
            verb="voided packet",
            subject=f"packet {packet.number}",
            at=at,
            case_reference=case.reference,
            details={"digest": packet.digest, "reason": reason[:LONGEST_REASON]},
        )
        _tell(actor, case, packet, at)
    return found


def void_what_fell(*, actor: Actor, case: Case, at: datetime) -> None:
    """Void the unsent packet that no longer says what the case says, whatever changed. `changing` ends with it."""
    packet = (
        Packet.objects.filter(case=case, void_at=None, lodgements=None).order_by("number").last()
    )
    if packet is None:
        return
    packet.case = case
    changed = changes_under(packet, case_file(case))
    if changed:
        void_packets(actor=actor, case=case, reason=" ".join(changed[:NAMED]), at=at)


def must_still_hold(packet: Packet, file: CaseFile) -> None:
    """Refuse a packet under which something changed since it was built, whoever changed it and wherever.

    Raises:
        InputError: it names the changes.
    """
    changed = changes_under(packet, file)
    if changed:
        refuse(
            "packet",
            f"what lies under packet {packet.number} has changed: {' '.join(changed[:NAMED])}",
            "a packet that says what the case says",
            "Have a new packet built and look at that one.",
        )


def _tell(actor: Actor, case: Case, packet: Packet, at: datetime) -> None:
    """The owner, the preparer and whoever approved it hear that it fell, and why."""
    decided = packet.decisions.select_related("made_by").order_by("made_at", "pk")
    approved = [decision.made_by for decision in decided if decision.approved]
    also = " Its approval fell with it." if approved else ""
    tell(
        actor=actor,
        case=case,
        people=[case.owner, packet.made_by, *approved],
        key=f"packet:{packet.number}:void",
        subject=f"packet {packet.number} is void",
        body=f"{packet.void_reason}{also} It cannot be sent; build a new one.",
        at=at,
    )


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - a snapshot is plain data of any shape
    """Every text in plain data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []
