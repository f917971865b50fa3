"""The moment of sending: an approved packet, once, through the channel that was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from totalis.casework.models import CertificateRequest, Lodgement, Packet
from totalis.casework.selectors import records
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.editing import changing
from totalis.casework.services.evidence_rules import own_evidence
from totalis.casework.services.refusing import need, past, refuse, short
from totalis.casework.services.revisions import remember
from totalis.casework.services.telling import tell
from totalis.casework.services.voiding import must_still_hold
from totalis.kernel.dates import day_words
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case, Evidence
    from totalis.webbase.accounts.actor import Actor

CONTROL_NUMBER = 60


def record_sending(
    *,
    actor: Actor,
    case: Case,
    packet: Packet,
    sent_at: datetime,
    at: datetime,
    channel: str = "",
    control_number: str = "",
    confirmation: Evidence | None = None,
) -> Lodgement:
    """Write down that an approved packet was sent.

    Args:
        actor: Who records it; needs the right to lodge.
        case: The case.
        packet: What was sent.
        sent_at: When it was sent.
        at: Now.
        channel: How; empty means the channel of the request, and no other one is taken.
        control_number: What the channel gave back, where it gave one already.
        confirmation: The confirmation page, fax report or mail receipt, a document of the case.

    Raises:
        PermissionDenied: the person may not lodge.
        InputError: not approved, void, sent already, through another channel, before its approval or in time to come;
            something under it changed since.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        row = Packet.objects.select_for_update(of=("self",)).get(case=locked, pk=packet.pk)
        settled = CertificateRequest.objects.get(case=locked).channel
        _may_be_sent(row, past(sent_at, "sent_at", at))
        must_still_hold(row, case_file(locked))
        if channel and channel != settled:
            refuse(
                "channel",
                channel,
                settled,
                "Ask for an exception of channel first; the packet is built and approved for it.",
            )
        lodgement = _once(
            Lodgement(
                organisation=actor.organisation,
                case=locked,
                packet=row,
                channel=settled,
                sent_at=sent_at,
                control_number=short(control_number.strip(), "control_number", CONTROL_NUMBER),
                confirmation=own_evidence(locked, confirmation, "confirmation"),
                made_by=actor.user,
                made_at=at,
            )
        )
        _keep(actor, locked, lodgement, "sent packet", at)
        tell(
            actor=actor,
            case=locked,
            people=[locked.owner, row.made_by],
            key=f"packet:{row.number}:sent",
            subject=f"packet {row.number} was sent",
            body=f"{actor.label} sent packet {row.number} on {day_words(sent_at.date())} by {settled}.",
            at=at,
            page="tracking",
        )
    return lodgement


def record_control_number(
    *,
    actor: Actor,
    case: Case,
    lodgement: Lodgement,
    control_number: str,
    at: datetime,
    confirmation: Evidence | None = None,
) -> Lodgement:
    """Write down the channel's own number, when it comes or where it was mistyped; every reading stays on record.

    Raises:
        InputError: an empty or overlong number, a document of another case.
    """
    with changing(actor=actor, case=case, right=Right.LODGE, at=at) as locked:
        row = Lodgement.objects.select_related("packet").get(case=locked, pk=lodgement.pk)
        number = need(control_number, "control_number", "Copy it from the confirmation.").strip()
        row.control_number = short(number, "control_number", CONTROL_NUMBER)
        row.confirmation = own_evidence(locked, confirmation, "confirmation") or row.confirmation
        row.save(update_fields=["control_number", "confirmation"])
        _keep(actor, locked, row, "recorded control number", at)
    return row


def _may_be_sent(packet: Packet, sent_at: datetime) -> None:
    if packet.void_at is not None:
        refuse(
            "packet",
            f"packet {packet.number} is void: {packet.void_reason}",
            "a packet that stands",
            "Build a new packet and have it approved.",
        )
    sent = Lodgement.objects.filter(packet=packet).first()
    if sent is not None:
        _already(sent)
    decision = packet.decisions.order_by("made_at", "pk").last()
    if decision is None or not decision.approved:
        refuse(
            "packet",
            f"packet {packet.number} is not approved",
            "an approved packet",
            "Ask an approver of your organisation to look at it.",
        )
    # Forms know minutes only.
    if sent_at < decision.made_at.replace(second=0, microsecond=0):
        refuse(
            "sent_at",
            f"{day_words(sent_at.date())}, {sent_at:%H:%M} UTC, before the packet was approved",
            f"{day_words(decision.made_at.date())}, {decision.made_at:%H:%M} UTC or later",
            "Check the time. What was sent without approval is written down as a communication.",
        )


def _already(sent: Lodgement) -> None:
    refuse(
        "packet",
        f"packet {sent.packet.number} was sent on {day_words(sent.sent_at.date())}",
        "a packet that was not sent",
        "Nothing is sent twice. Record the control number or a status check under Tracking.",
    )


def _once(lodgement: Lodgement) -> Lodgement:
    """Save it, unless somebody else did in the same moment: the database allows one for each packet."""
    try:
        with transaction.atomic():
            lodgement.save(force_insert=True)
    except IntegrityError:
        _already(Lodgement.objects.get(packet=lodgement.packet))
    return lodgement


def _keep(actor: Actor, case: Case, row: Lodgement, verb: str, at: datetime) -> None:
    remember(
        actor=actor,
        kind="lodgement",
        record_id=row.pk,
        value=records.lodgement(row),
        at=at,
        case=case,
    )
    record(
        actor=actor,
        verb=verb,
        subject=f"packet {row.packet.number}",
        at=at,
        case_reference=case.reference,
        details={
            "packet": row.packet.number,
            "digest": row.packet.digest,
            "channel": row.channel,
            "control_number": row.control_number,
            "confirmation": records.key(row.confirmation_id),
        },
    )
