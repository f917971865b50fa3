"""One packet as its approver sees it, and as the person sees it who sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.casework.selectors.asked import advice_of_request, fields_of_request, is_secret
from totalis.casework.selectors.packets import (
    changes_since_last,
    changes_under,
    decisions_of,
    lodgement_of,
    short_digest,
)
from totalis.casework.selectors.request_fields import GROUPS, shown_value
from totalis.casework.selectors.requests import authors_of_facts, authors_of_fields
from totalis.webbase.accounts.rights import Right
from totalis.webbase.files.selectors import page_count

if TYPE_CHECKING:
    from totalis.casework.models import Case, Packet
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor

NOTE = "note"
OWN_PACKET = "You built this packet."
OWN_FIELDS = "You filled in fields of this packet."
OWN_FACTS = "You stated facts that this packet rests on."


@dataclass(frozen=True, slots=True)
class Line:
    """One field as it must be typed: in words for reading, or plain where it must be copied."""

    key: str
    label: str
    value: str
    secret: bool


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that stand together in the form."""

    title: str
    lines: tuple[Line, ...]


def packet_page(actor: Actor, case: Case, file: CaseFile, packet: Packet) -> dict[str, Any]:
    """What the page of a packet is drawn from."""
    decisions = decisions_of(packet)
    sent = lodgement_of(packet)
    void = packet.void_at is not None
    own = why_not_hers(actor, case, packet)
    checks = packet.snapshot.get("checks", ())
    return {
        "packet": packet,
        "short": short_digest(packet.digest),
        "pages": range(1, page_count(packet.document) + 1),
        "decisions": decisions,
        "decision": decisions[-1] if decisions else None,
        "sent": sent,
        "since_last": changes_since_last(packet),
        "under": [] if void or sent else changes_under(packet, file),
        "loud": [item for item in checks if item["severity"] != NOTE],
        "notes": [item for item in checks if item["severity"] == NOTE],
        "own": own,
        "solo": actor.works_alone,
        "may_decide": case.closed_at is None
        and actor.may(Right.APPROVE)
        and not void
        and sent is None
        and (not own or actor.works_alone),
        "reads_numbers": actor.may(Right.READ_NUMBERS),
        "may_send": case.closed_at is None and actor.may(Right.LODGE),
    }


def why_not_hers(actor: Actor, case: Case, packet: Packet) -> str:
    """What of a packet is a person's own work, in a sentence; empty where nothing is."""
    if actor.user is None or actor.user == packet.made_by:
        return OWN_PACKET
    if actor.user.pk in authors_of_fields(case, packet.made_at):
        return OWN_FIELDS
    if actor.user.pk in authors_of_facts(case, packet.made_at):
        return OWN_FACTS
    return ""


def sending_page(file: CaseFile, packet: Packet) -> dict[str, Any]:
    """What the page of the sending is drawn from: the approved values in the order of the form, whole."""
    decisions = decisions_of(packet)
    advice = advice_of_request(file, packet.case)
    channel = packet.snapshot.get("channel", {}).get("channel", "")
    return {
        "packet": packet,
        "short": short_digest(packet.digest),
        "groups": _lines(file, packet),
        "channel": advice.channel(channel) if advice is not None else None,
        "channel_key": channel,
        "exception": packet.snapshot.get("channel", {}).get("exception"),
        "approved": bool(decisions) and decisions[-1].approved and packet.void_at is None,
        "sent": lodgement_of(packet),
    }


def _lines(file: CaseFile, packet: Packet) -> tuple[LineGroup, ...]:
    """What was approved, out of the packet's own snapshot, never out of the request as it is now."""
    fields = {field.key: field for field in fields_of_request(file)}
    found: dict[str, list[Line]] = {}
    for item in packet.snapshot.get("fields", ()):
        field, value = fields.get(item["field"]), item["value"]
        if not value:
            continue
        secret = field is not None and is_secret(field)
        plain = value if secret or field is None else shown_value(field, value)
        group = GROUPS.get(field.group, "") if field is not None else ""
        found.setdefault(group, []).append(Line(item["field"], item["label"], plain, secret))
    return tuple(LineGroup(title, tuple(lines)) for title, lines in found.items())
