"""A packet as the service's form wants it: the approved fields by their keys, the facts, the documents behind them.

Nothing is typed again. What the form asks beyond the packet is read from the fact sheet where it stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.casework.models import EvidenceVersion, Packet
from totalis.connected.models import FilingState, ReplyKind
from totalis.connected.selectors.corrections import packets_there
from totalis.connected.services.packing_facts import Known
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.connected.models import Filing, Reply

Json = dict[str, Any]
MEGABYTE = 1024 * 1024
MOST_BYTES = 24 * MEGABYTE
"""Of all documents together; in Base64 they stay below what a service takes."""
LONGEST_NAME = 160


def documents_of(packet: Packet) -> list[tuple[str, EvidenceVersion]]:
    """The documents behind the fields of a packet, in the versions that were approved, each with the first such field.

    Raises:
        InputError: together they are too large to be sent along.
    """
    found: dict[int, tuple[str, EvidenceVersion]] = {}
    for item in packet.snapshot.get("fields", ()):
        named = item.get("document")
        if not named or not item.get("value"):
            continue
        row = EvidenceVersion.objects.select_related("blob").get(
            case=packet.case_id, evidence_id=int(named["id"]), number=named["version"]
        )
        found.setdefault(row.pk, (item["field"], row))
    size = sum(row.blob.size for _field, row in found.values())
    if size > MOST_BYTES:
        raise InputError(
            [
                Problem(
                    "packet",
                    f"documents of {size // MEGABYTE} MB behind its fields",
                    f"at most {MOST_BYTES // MEGABYTE} MB together",
                    "Scan the largest with a lower resolution, and build the packet again.",
                )
            ]
        )
    return list(found.values())


def new_documents(filing: Filing, packet: Packet) -> list[tuple[str, EvidenceVersion]]:
    """The documents behind a packet's fields that the service has not got with this request yet.

    Raises:
        InputError: all documents of the packet together are too large.
    """
    there = {row.pk for one in packets_there(filing) for _field, row in documents_of(one)}
    for reply in filing.replies.filter(kind=ReplyKind.ANSWER, state=FilingState.TAKEN):
        there |= set(reply.body["versions"])
    return [(field, row) for field, row in documents_of(packet) if row.pk not in there]


def correction_of(reply: Reply, packet: Packet, form: Mapping[str, Any]) -> Json:
    """What a correction says: every answer of its packet, and nothing where an earlier packet had one that it has not.

    Made of packets alone, so that it is the same at every attempt.
    """
    said = answers_of(packet, form)
    former = Packet.objects.filter(pk__in=reply.body["former"]).select_related("facts", "case")
    gone = {key: "" for one in former for key in answers_of(one, form) if key not in said}
    about = {pk: field for field, pk in reply.body["versions"]}
    rows = EvidenceVersion.objects.filter(pk__in=about).select_related("blob").order_by("pk")
    return {
        "client_reference": f"correction:{reply.pk}",
        "answers": said | gone,
        "reason": reply.body["reason"],
        "facts": packet.facts.sheet,
        "files": [file_of(row, about[row.pk]) for row in rows],
    }


def file_of(row: EvidenceVersion, about: str = "") -> Json:
    """A document as it travels."""
    return {"name": row.file_name[-LONGEST_NAME:], "data": content(row.blob), "about": about}


def body_of(filing: Filing, form: Mapping[str, Any]) -> Json:
    """What is sent: made of the packet alone, so that it is the same at every attempt."""
    packet = filing.packet
    return {
        "client_reference": filing.reference,
        "edition": form["key"],
        "answers": answers_of(packet, form),
        "facts": packet.facts.sheet,
        "packet_digest": packet.digest,
        "files": [file_of(row, field) for field, row in documents_of(packet)],
    }


def answers_of(packet: Packet, form: Mapping[str, Any]) -> dict[str, str]:
    """The answers by the keys of the form, out of what was approved; what stands nowhere is left out."""
    typed = {item["field"]: item["value"] for item in packet.snapshot.get("fields", ())}
    known = Known(packet.facts.sheet, packet.case.engagement, typed)
    letter = packet.snapshot.get("letter", {})
    found = {}
    for field in (field for step in form["steps"] for field in step["fields"]):
        key = field["key"]
        value = typed.get(key) or letter.get(key) or known.answer(field)
        if value:
            found[key] = value
    return found
