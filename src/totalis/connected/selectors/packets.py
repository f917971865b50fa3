"""Which service a packet is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.connected.selectors.services import CHANNEL, service_of

if TYPE_CHECKING:
    from totalis.casework.models import Case, Packet
    from totalis.connected.models import Service

FOREIGN, US = "foreign_certificate", "US"


def service_for(case: Case, packet: Packet) -> Service | None:
    """The service that a packet goes to; None where it goes another way, or the service is connected no more."""
    if packet.snapshot.get("channel", {}).get("channel") != CHANNEL:
        return None
    foreign = packet.snapshot.get("direction") == FOREIGN
    country = packet.snapshot.get("agreement", "") if foreign else US
    return service_of(case.organisation, country)
