"""What the pages of a case show of a connection: the one click that files, and where the filing stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.selectors.packets import standing_packet
from totalis.casework.selectors.parts import Part
from totalis.connected.selectors.corrections import pending_for
from totalis.connected.selectors.filings import filings_of
from totalis.connected.selectors.packets import service_for
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor


def part_of(actor: Actor, case: Case, place: str, _file: CaseFile | None) -> Part | None:
    """The part for a place; None where the case has nothing to do with a connection."""
    if place == "sending":
        return _sending(actor, case)
    return _tracking(actor, case) if place == "tracking" else None


def _sending(actor: Actor, case: Case) -> Part | None:
    packet = standing_packet(case)
    service = service_for(case, packet) if packet is not None else None
    if packet is None or service is None:
        return None
    said = {
        "packet": packet,
        "service": service,
        "pending": pending_for(case, service, packet),
        "may_file": case.closed_at is None and actor.may(Right.LODGE),
    }
    return Part("connected/sending.html", said)


def _tracking(actor: Actor, case: Case) -> Part | None:
    filings = filings_of(case)
    if not filings:
        return None
    may_lodge = case.closed_at is None and actor.may(Right.LODGE)
    said = {
        "filings": filings,
        "may_lodge": may_lodge,
        "standing": standing_packet(case),
    }
    return Part("connected/tracking.html", said)
