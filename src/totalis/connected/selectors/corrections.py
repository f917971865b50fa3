"""A request that a service has and has not decided, and what a new packet of the same case would change in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.connected.models import Filing, FilingState, Reply, ReplyKind
from totalis.procedure.packet_changes import what_changed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.casework.models import Case, Packet
    from totalis.connected.models import Service

Json = dict[str, Any]
SAID = ("worker", "assignment", "employers", "facts", "fields", "letter")
"""The parts of a packet that a service reads; when its checks ran, and by which law, is the desk's own affair."""
ON_ITS_WAY = "{service} has not answered yet. Once it has given a control number, this packet can be sent as a correction."
TAKEN_BACK = "The request {number} is being taken back. Once that is done, this packet can be filed as a request of its own."
ANOTHER = "Another correction is on its way to {service}. This one can follow when it is answered."


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that a packet may correct; `waits` says why it cannot yet, empty where it can."""

    filing: Filing
    waits: str


def pending_for(case: Case, service: Service, packet: Packet) -> Pending | None:
    """The request of the case that a packet would correct: with that service, not completed, and about the same thing.

    None where there is none: the packet is then filed as a request of its own.
    """
    rows = Filing.objects.filter(case=case, service=service).exclude(packet=packet)
    rows = rows.filter(state__in=(FilingState.DUE, FilingState.TAKEN))
    for row in rows.select_related("service", "packet", "case").order_by("-pk"):
        if same_matter(row.packet, packet):
            return Pending(row, why_not_yet(row))
    return None


def same_matter(one: Packet, two: Packet) -> bool:
    """Whether two packets ask for the same paper under the same agreement and lane: a correction stays in its form."""
    return _matter(one.snapshot) == _matter(two.snapshot)


def why_not_yet(filing: Filing) -> str:
    """Why nothing can be corrected in a request at present; empty where it can."""
    words = {"service": filing.service.name, "number": filing.control_number}
    replies = filing.replies.exclude(state=FilingState.REFUSED)
    if filing.state == FilingState.DUE:
        return ON_ITS_WAY.format(**words)
    if replies.filter(kind=ReplyKind.WITHDRAWAL).exists():
        return TAKEN_BACK.format(**words)
    if replies.filter(kind=ReplyKind.CORRECTION, state=FilingState.DUE).exists():
        return ANOTHER.format(**words)
    return ""


def corrections_of(filing: Filing) -> list[Reply]:
    """The corrections that the service took, in their order."""
    rows = filing.replies.filter(kind=ReplyKind.CORRECTION, state=FilingState.TAKEN)
    return list(rows.select_related("packet").order_by("done_at", "pk"))


def packets_there(filing: Filing) -> list[Packet]:
    """The packets that the service has read, the newest last."""
    return [filing.packet, *(row.packet for row in corrections_of(filing) if row.packet)]


def changes_for(filing: Filing, packet: Packet) -> list[str]:
    """What the service will read otherwise than it does now, a sentence each; personal numbers stand in none."""
    now, new = _known(filing), packet.snapshot
    return what_changed(_parts(now), _parts(new))


def _known(filing: Filing) -> Json:
    """What the service has: the newest packet that it took, with what answers corrected since."""
    there, taken = packets_there(filing), corrections_of(filing)
    snapshot: Json = dict(there[-1].snapshot)
    since = taken[-1].done_at if taken else filing.done_at
    answers = filing.replies.filter(kind=ReplyKind.ANSWER).exclude(state=FilingState.REFUSED)
    corrected: dict[str, str] = {}
    for row in answers.filter(made_at__gte=since).order_by("pk") if since else answers:
        corrected |= row.body["corrections"]
    snapshot["fields"] = list(_with(snapshot.get("fields", ()), corrected))
    return snapshot


def _with(fields: Iterable[Json], corrected: dict[str, str]) -> Iterable[Json]:
    for item in fields:
        yield item | {"value": corrected.get(item["field"], item["value"])}


def _parts(snapshot: Json) -> Json:
    return {key: snapshot.get(key) for key in SAID}


def _matter(snapshot: Json) -> tuple[object, ...]:
    lane = snapshot.get("lane", {}).get("lane")
    return snapshot.get("agreement"), lane, snapshot.get("product"), snapshot.get("direction")
