"""One click: an approved packet is on its way to the service, and the case says that it was sent. Both, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import Lodgement
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.refusing import refuse
from totalis.casework.services.voiding import must_still_hold
from totalis.connected.models import Filing, FilingState
from totalis.connected.selectors.corrections import pending_for
from totalis.connected.selectors.services import CHANNEL
from totalis.connected.services import outbox
from totalis.connected.services.packing import documents_of
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case, Packet
    from totalis.connected.models import Service
    from totalis.webbase.accounts.actor import Actor


def file_packet(
    *,
    actor: Actor,
    case: Case,
    packet: Packet,
    service: Service,
    at: datetime,
    anew: bool = False,
) -> Filing:
    """File an approved packet with a service. It is sent in the background, until the service has answered.

    Args:
        actor: Who files; needs the right to lodge.
        case: The case.
        packet: What is filed: approved, and for this channel.
        service: Where to; one of the organisation's own.
        at: Now, which is when it counts as sent.
        anew: That it is a request of its own, though the service has one about the same thing that is not decided.

    Raises:
        PermissionDenied: the person may not lodge.
        InputError: the packet is not approved, void, sent already or for another channel; the service is no longer
            connected; the documents are too large; without `anew`, there is a request that it could correct.
    """
    require(actor, Right.LODGE)
    with transaction.atomic():
        if service.organisation_id != actor.organisation.pk or not service.active:
            refuse("service", "a service that is not connected", "a connected one")
        documents_of(packet)
        if not anew and pending_for(case, service, packet) is not None:
            remedy = "Send the packet as a correction of that one, or say that it is a request of its own."
            found = "a request about the same thing that is not decided"
            refuse("packet", found, "no such request", remedy)
        lodgement = sent_in_vain(packet) or record_sending(
            actor=actor, case=case, packet=packet, sent_at=at, at=at, channel=CHANNEL
        )
        filing = Filing.objects.create(
            organisation=actor.organisation,
            case=case,
            service=service,
            packet=packet,
            lodgement=lodgement,
            reference=reference_of(case, packet),
            due_at=at,
            made_by=actor.user,
            made_at=at,
        )
        outbox.send_filing.enqueue(filing.pk)
    return filing


def reference_of(case: Case, packet: Packet) -> str:
    """The desk's name for a filing, of which there is one a packet."""
    return f"{case.organisation.slug}:{case.reference}:{packet.number}"


def sent_in_vain(packet: Packet) -> Lodgement | None:
    """The sending of a packet whose correction the service refused, and which may be sent again; None for any other.

    Raises:
        InputError: something under the packet has changed since.
    """
    refused = packet.corrections.exists()
    standing = packet.corrections.exclude(state=FilingState.REFUSED).exists()
    if not refused or standing or Filing.objects.filter(packet=packet).exists():
        return None
    must_still_hold(packet, case_file(packet.case))
    return Lodgement.objects.get(packet=packet)
