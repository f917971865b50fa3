"""A new packet of a request that the service has and has not decided: sent there as a correction, never as a second request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.services.lodging import record_sending
from totalis.casework.services.refusing import need, refuse, short
from totalis.casework.services.tracking import record_communication
from totalis.connected.models import Filing, FilingState, Reply, ReplyKind
from totalis.connected.selectors.corrections import (
    changes_for,
    packets_there,
    same_matter,
    why_not_yet,
)
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services import outbox
from totalis.connected.services.filing import sent_in_vain
from totalis.connected.services.packing import new_documents
from totalis.connected.services.replying import REASON, once
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import EvidenceVersion, Packet
    from totalis.webbase.accounts.actor import Actor


def correct(*, actor: Actor, filing: Filing, packet: Packet, reason: str, at: datetime) -> Reply:
    """Send an approved packet as a correction of a request. It is sent in the background, until the service has answered.

    The case says that the packet was sent, as it does of every other; what the service then says is followed as before.

    Args:
        actor: Who sends it; needs the right to lodge.
        filing: The request, which the service has and has not completed.
        packet: What it shall say from now on: approved, for this channel, and about the same thing.
        reason: Why it is corrected; the agency reads it.
        at: Now, which is when it counts as sent.

    Raises:
        PermissionDenied: the person may not lodge.
        InputError: no reason; the packet is not approved, void, sent already, for another channel or about something else;
            it changes nothing; the request is not there, completed or being taken back; another correction is on its way.
    """
    require(actor, Right.LODGE)
    with transaction.atomic():
        rows = Filing.objects.of(actor.organisation).select_related("service", "case", "packet")
        row = rows.select_for_update(of=("self",)).get(pk=filing.pk)
        says = short(need(reason, "reason", "Say what was wrong.").strip(), "reason", REASON)
        changes = _may_correct(row, packet)
        documents = new_documents(row, packet)
        if sent_in_vain(packet) is None:
            record_sending(
                actor=actor, case=row.case, packet=packet, sent_at=at, at=at, channel=CHANNEL
            )
        reply = once(
            Reply(
                organisation=actor.organisation,
                case=row.case,
                filing=row,
                kind=ReplyKind.CORRECTION,
                packet=packet,
                body={  # type: ignore[misc] # an encrypted JSON field takes plain data
                    "reason": says,
                    "versions": [[field, one.pk] for field, one in documents],
                    "former": [one.pk for one in packets_there(row)],
                },
                due_at=at,
                made_by=actor.user,
                made_at=at,
            )
        )
        record_communication(
            actor=actor,
            case=row.case,
            direction="out",
            channel=CHANNEL,
            counterpart=row.service.name,
            verbatim=_spoken(row, packet, says, changes, [one for _field, one in documents]),
            happened_at=at,
            at=at,
        )
        outbox.send_reply.enqueue(reply.pk)
    return reply


def _may_correct(row: Filing, packet: Packet) -> list[str]:
    """What the packet changes, if it may be sent as a correction at all."""
    if packet.case_id != row.case_id or not same_matter(row.packet, packet):
        remedy = "Take the request back and file this packet as a request of its own."
        refuse("packet", "a packet about something else", "one about the same thing", remedy)
    if row.state in (FilingState.COMPLETED, FilingState.REFUSED):
        found = f"a request that is {row.get_state_display().lower()}"
        refuse("filing", found, "a pending one", "File the packet as a request of its own.")
    if not row.service.active:
        refuse("service", "a service that is not connected", "a connected one")
    waits = why_not_yet(row)
    if waits:
        refuse("filing", "a request that cannot be corrected at present", "a pending one", waits)
    changes = changes_for(row, packet)
    if not changes:
        remedy = "Nothing is left to correct: the agency reads the same already."
        refuse("packet", "a packet that changes nothing", "one that does", remedy)
    return changes


def _spoken(
    row: Filing, packet: Packet, says: str, changes: list[str], documents: list[EvidenceVersion]
) -> str:
    """The correction for the record."""
    before = packet.corrections.count() - 1
    again = f" (attempt {before + 1})" if before else ""
    lines = [
        f"We correct the request {row.control_number} by packet {packet.number}{again}: {says}"
    ]
    lines.extend(changes)
    lines.extend(f"With: {one.evidence.title}, version {one.number}." for one in documents)
    return "\n".join(lines)
