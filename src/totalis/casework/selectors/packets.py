"""The packets of a case: which stands, what changed between two, what a person may do with one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404

from totalis.casework.models import Lodgement, Packet, PacketDecision
from totalis.casework.selectors.asked import fields_of_request
from totalis.casework.selectors.readiness import other_certificates
from totalis.procedure.packet import packet_again, packet_snapshot
from totalis.procedure.packet_changes import what_changed

if TYPE_CHECKING:
    from datetime import date

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile

SHORT = 12
"""How many signs of a digest tell packets apart on a page."""


def packets_of(case: Case) -> list[Packet]:
    """Every packet of a case without its snapshot, the newest first."""
    rows = Packet.objects.filter(case=case).defer("snapshot")
    return list(rows.select_related("made_by").order_by("-number"))


def standing_packet(case: Case) -> Packet | None:
    """The newest packet that is not void."""
    rows = Packet.objects.filter(case=case, void_at=None)
    return (
        rows.select_related("case__organisation", "made_by", "document", "bundle")
        .order_by("number")
        .last()
    )


def packet_of(case: Case, number: int) -> Packet:
    """A packet of the case by its number.

    Raises:
        Http404: the case has none of that number.
    """
    rows = Packet.objects.filter(case=case, number=number)
    found = rows.select_related("case__organisation", "made_by", "document", "bundle").first()
    if found is None:
        raise Http404
    return found


def decisions_of(packet: Packet) -> list[PacketDecision]:
    """What was decided on a packet, in the order of time."""
    return list(packet.decisions.select_related("made_by").order_by("made_at", "pk"))


def lodgement_of(packet: Packet) -> Lodgement | None:
    """The sending of a packet, if it was sent."""
    rows = Lodgement.objects.filter(packet=packet)
    return rows.select_related("made_by", "confirmation").first()


def short_digest(digest: str) -> str:
    """The first signs of a digest, without the name of the algorithm."""
    return digest.rpartition(":")[2][:SHORT]


def snapshot_now(case: Case, file: CaseFile, today: date) -> dict[str, Any]:
    """What a packet of the case would hold if it were built today."""
    made = packet_snapshot(file, fields_of_request(file), on=today, others=other_certificates(case))
    return _as_kept(made)


def changes_under(packet: Packet, file: CaseFile) -> list[str]:
    """What has changed in the case since a packet was built, one sentence each; empty where it still says the same."""
    again = packet_again(
        packet.snapshot, file, fields_of_request(file), other_certificates(packet.case)
    )
    return what_changed(_as_kept(packet.snapshot), _as_kept(again))


def changes_since_last(packet: Packet) -> tuple[int, list[str]] | None:
    """The number of the packet before this one and what is different in this one; None for the first."""
    rows = Packet.objects.filter(case=packet.case, number__lt=packet.number)
    before = rows.order_by("number").last()
    if before is None:
        return None
    return before.number, what_changed(before.snapshot, packet.snapshot)


def _as_kept(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot as the database gives it back: lists for tuples."""
    kept: dict[str, Any] = json.loads(json.dumps(snapshot))
    return kept
