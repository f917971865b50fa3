"""Building a packet: refused while anything stands against it, made of one snapshot, kept before it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.casework.models import (
    Case,
    CaseDetermination,
    EvidenceVersion,
    FactVersion,
    Packet,
)
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.packets import changes_under, snapshot_now, standing_packet
from totalis.casework.selectors.readiness import readiness_of
from totalis.casework.services.editing import ChangedMeanwhileError, changing
from totalis.casework.services.refusing import refuse
from totalis.casework.services.telling import able, tell
from totalis.casework.services.voiding import void_packets
from totalis.documents.bundle import packet_bundle
from totalis.documents.packet import packet_digest, packet_pdf
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record
from totalis.webbase.files.selectors import content
from totalis.webbase.files.services import keep_made

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.files.models import Blob

PDF, ZIP = "application/pdf", "application/zip"


@dataclass(frozen=True, slots=True)
class DrawnPacket:
    """A packet that is drawn, its files kept, and not on record yet."""

    snapshot: dict[str, Any]
    digest: str
    document: Blob
    bundle: Blob


def build_packet(*, actor: Actor, case: Case, at: datetime) -> Packet:
    """Build the packet of a case's request.

    The same request gives the same packet: if the one that stands is it, that one is returned and nothing is written.
    PDF and bundle are kept before the row is, so that no row is ever without them.

    Args:
        actor: Who builds it; needs the right to prepare, and cannot approve it.
        case: The case.
        at: When.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: a gate, the decision, a flag, the lane, the channel or a check stands against it; each with its
            remedy.
        ChangedMeanwhileError: the case changed while the packet was drawn.
    """
    drawn = draw_packet(actor=actor, case=case, at=at)
    if isinstance(drawn, Packet):
        return drawn
    return keep_packet(actor=actor, case=case, drawn=drawn, at=at)


def draw_packet(*, actor: Actor, case: Case, at: datetime) -> DrawnPacket | Packet:
    """The first half, which takes long: call it outside a transaction, so that nobody's writing waits for it.

    The packet that stands is answered where it is the same.
    """
    require(actor, Right.PREPARE)
    rows = Case.objects.of(actor.organisation).select_related("worker", "owner", "organisation")
    case = rows.get(pk=case.pk)
    _open(case)
    file = case_file(case)
    snapshot = _snapshot(case, file, at)
    return _same(case, file) or _keep(actor, case, file, snapshot, at)


def keep_packet(*, actor: Actor, case: Case, drawn: DrawnPacket, at: datetime) -> Packet:
    """The second half: the packet goes on record, unless the case changed while it was drawn."""
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        now = case_file(locked)
        if packet_digest(_snapshot(locked, now, at)) != drawn.digest:
            raise ChangedMeanwhileError(
                [
                    Problem(
                        "case",
                        "the case changed while the packet was drawn",
                        "a case that stands still",
                        "Look at what changed, then build the packet again.",
                    )
                ]
            )
        return _same(locked, now) or _write(actor, locked, drawn, at)


def note_taken(*, actor: Actor, case: Case, packet: Packet, what: str, at: datetime) -> None:
    """Say in the chain that somebody took a packet out of the desk: personal numbers stand in it whole."""
    require(actor, Right.READ_NUMBERS)
    row = Packet.objects.of(actor.organisation).get(pk=packet.pk, case=case)
    record(
        actor=actor,
        verb="downloaded packet",
        subject=f"packet {row.number}",
        at=at,
        case_reference=case.reference,
        details={"what": what, "digest": row.digest},
    )


def _open(case: Case) -> None:
    if case.closed_at is not None:
        refuse("case", "a closed case", "an open case", "Reopen the case first, with the reason.")


def _snapshot(case: Case, file: CaseFile, at: datetime) -> dict[str, Any]:
    """What is asked for as plain data, if nothing stands against it."""
    problems = readiness_of(case, file, at.date()).problems
    if problems:
        raise InputError(problems)
    return snapshot_now(case, file, at.date())


def _same(case: Case, file: CaseFile) -> Packet | None:
    """The packet that stands, if nothing under it has changed since: it is not built again on another day."""
    standing = standing_packet(case)
    return standing if standing is not None and not changes_under(standing, file) else None


def _keep(
    actor: Actor, case: Case, file: CaseFile, snapshot: dict[str, Any], at: datetime
) -> DrawnPacket:
    pdf = packet_pdf(snapshot)
    bundle = packet_bundle(snapshot, pdf, _attachments(case, file))
    return DrawnPacket(
        snapshot=snapshot,
        digest=packet_digest(snapshot),
        document=keep_made(actor=actor, data=pdf, media_type=PDF, at=at),
        bundle=keep_made(actor=actor, data=bundle, media_type=ZIP, at=at),
    )


def _attachments(case: Case, file: CaseFile) -> dict[str, bytes]:
    """The documents behind the fields, in their newest versions, by a name that is theirs alone."""
    request = file.request
    named = {item.evidence for item in (request.fields if request else ()) if item.evidence}
    found: dict[str, bytes] = {}
    for item in file.evidence:
        if item.id in named:
            version = EvidenceVersion.objects.select_related("blob").get(
                case=case, evidence_id=int(item.id), number=item.version
            )
            found[f"{int(item.id):04d}-{item.file_name}"] = content(version.blob)
    return found


def _write(actor: Actor, case: Case, drawn: DrawnPacket, at: datetime) -> Packet:
    last = Packet.objects.filter(case=case).order_by("number").last()
    number = last.number + 1 if last is not None else 1
    void_packets(actor=actor, case=case, reason=f"Packet {number} took its place.", at=at)
    packet = Packet.objects.create(
        organisation=actor.organisation,
        case=case,
        number=number,
        digest=drawn.digest,
        snapshot=drawn.snapshot,  # type: ignore[misc] # an encrypted JSON field takes plain data
        facts=FactVersion.objects.filter(case=case).latest("number"),
        determination=CaseDetermination.objects.filter(case=case).latest("made_at", "pk"),
        document=drawn.document,
        bundle=drawn.bundle,
        made_by=actor.user,
        made_at=at,
    )
    record(
        actor=actor,
        verb="built packet",
        subject=f"packet {number}",
        at=at,
        case_reference=case.reference,
        details={
            "packet": number,
            "digest": drawn.digest,
            "document": drawn.document.digest,
            "bundle": drawn.bundle.digest,
        },
    )
    tell(
        actor=actor,
        case=case,
        people=able(case, Right.APPROVE, at),
        key=f"packet:{number}:built",
        subject=f"packet {number} waits for your approval",
        body=f"{actor.label} built packet {number}. Look at its pages, then approve or refuse it.",
        at=at,
    )
    return packet
