"""Deciding on a packet: by its digest, by a person other than those who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import Lodgement, Packet, PacketDecision
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.requests import authors_of_facts, authors_of_fields
from totalis.casework.services.editing import changing
from totalis.casework.services.refusing import need, refuse, short
from totalis.casework.services.telling import able, tell
from totalis.casework.services.voiding import must_still_hold
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User

REASON = 500


def decide_packet(
    *,
    actor: Actor,
    case: Case,
    packet: Packet,
    approved: bool,
    packet_digest: str,
    at: datetime,
    reason: str = "",
) -> PacketDecision:
    """Approve or refuse a packet.

    Args:
        actor: Who decides; needs the right to approve and made neither the packet, nor a field of it, nor
            stated a fact under it, unless she works alone.
        case: The case.
        packet: The packet that she saw.
        approved: Whether it may be sent.
        packet_digest: The digest that her page showed.
        at: When.
        reason: Why; a refusal needs one.

    Raises:
        PermissionDenied: she may not approve.
        InputError: her own work, another digest, a void or sent packet, a decision that stands, no reason.
    """
    with changing(actor=actor, case=case, right=Right.APPROVE, at=at) as locked:
        row = Packet.objects.select_for_update(of=("self",)).get(case=locked, pk=packet.pk)
        own = _own_work(actor, locked, row)
        _can_be_decided(row, packet_digest)
        _is_news(row, approved=approved)
        if approved:
            must_still_hold(row, case_file(locked))
        if not approved:
            need(reason, "reason", "Say what must be different, so that the preparer can mend it.")
        decision = PacketDecision.objects.create(
            organisation=actor.organisation,
            case=locked,
            packet=row,
            packet_digest=row.digest,
            approved=approved,
            reason=short(reason.strip(), "reason", REASON),
            by_preparer=own,
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="approved packet" if approved else "refused packet",
            subject=f"packet {row.number}",
            at=at,
            case_reference=locked.reference,
            details={"packet": row.number, "digest": row.digest, "by_preparer": own},
        )
        _tell(actor, locked, decision, at)
    return decision


def cannot_decide(
    user: User | None,
    *,
    solo: bool,
    preparer: User | None,
    authors: set[int],
    stated: set[int],
) -> str:
    """Why a person may not decide on a packet, in a sentence; empty where she may."""
    if solo:
        return ""
    if user is None:
        return "No machine decides on a packet."
    if user == preparer:
        return "You built this packet. Somebody else who may approve must look at it."
    if user.pk in authors:
        return "You filled in fields of this packet. Somebody else who may approve must look at it."
    if user.pk in stated:
        return "You stated facts that this packet rests on. Somebody else who may approve must look at it."
    return ""


def _own_work(actor: Actor, case: Case, packet: Packet) -> bool:
    """Whether she decides on her own work, which only a person who works alone may do."""
    authors = authors_of_fields(case, packet.made_at)
    stated = authors_of_facts(case, packet.made_at)
    why_not = cannot_decide(
        actor.user,
        solo=actor.works_alone,
        preparer=packet.made_by,
        authors=authors,
        stated=stated,
    )
    if why_not:
        refuse("packet", why_not, "another pair of eyes", "Ask an approver of your organisation.")
    user = actor.user
    return user == packet.made_by or (user is not None and user.pk in authors | stated)


def _can_be_decided(packet: Packet, shown: str) -> None:
    if packet.void_at is not None:
        refuse(
            "packet",
            f"packet {packet.number} is void: {packet.void_reason}",
            "a packet that stands",
            "Build a new packet and look at that one.",
        )
    if shown != packet.digest:
        refuse(
            "packet_digest",
            "the digest of another packet than the one that stands here",
            packet.digest,
            "Reload the page and look at the packet again before you decide.",
        )
    if Lodgement.objects.filter(packet=packet).exists():
        refuse(
            "packet",
            f"packet {packet.number} was sent already",
            "a packet that was not sent",
            "What was sent cannot be decided on again.",
        )


def _is_news(packet: Packet, *, approved: bool) -> None:
    """The same decision is not taken twice; another one may follow, and both stay on record."""
    last = packet.decisions.select_related("made_by").order_by("made_at", "pk").last()
    if last is not None and last.approved == approved:
        word = "approved" if approved else "refused"
        by = last.made_by.name if last.made_by else "somebody"
        refuse(
            "packet",
            f"packet {packet.number} is {word} already, by {by}",
            "a packet that waits for a decision",
            "Nothing is left to decide here.",
        )


def _tell(actor: Actor, case: Case, decision: PacketDecision, at: datetime) -> None:
    packet = decision.packet
    if decision.approved:
        subject = f"packet {packet.number} is approved"
        body = f"{actor.label} approved packet {packet.number}. It can be sent now."
        people = [packet.made_by, case.owner, *able(case, Right.LODGE, at)]
    else:
        subject = f"packet {packet.number} was refused"
        body = f"{actor.label} refused packet {packet.number}: {decision.reason}"
        people = [packet.made_by, case.owner]
    tell(
        actor=actor,
        case=case,
        people=people,
        key=f"packet:{packet.number}:decision:{decision.pk}",
        subject=subject,
        body=body,
        at=at,
    )
