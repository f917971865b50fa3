"""The proof for a day, gathered from the case and the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from totalis.casework.models import EvidenceVersion, Packet
from totalis.casework.selectors.casefile import case_file
from totalis.documents.bag import PacketFiles, proof_bag, story_of
from totalis.gate import payroll_state
from totalis.webbase.audit.entry import content as entry_content
from totalis.webbase.audit.selectors import entries_of
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnProof:
    """What takes long of a proof: the contents, read from the store, and the story, drawn."""

    day: date
    known_at: datetime | None
    file: CaseFile
    contents: Mapping[str, bytes]
    packets: Mapping[int, PacketFiles]
    story: Mapping[str, bytes]


def draw_proof(case: Case, day: date, known_at: datetime | None) -> DrawnProof:
    """Read and draw the proof of a day, with what is known now or was known at a moment. Call outside a transaction."""
    file = case_file(case, known_at)
    versions = EvidenceVersion.objects.filter(case=case).select_related("blob")
    packets = Packet.objects.filter(case=case).select_related("document", "bundle")
    if known_at is not None:
        versions = versions.filter(made_at__lte=known_at)
        packets = packets.filter(made_at__lte=known_at)
    return DrawnProof(
        day=day,
        known_at=known_at,
        file=file,
        contents={version.blob.digest: content(version.blob) for version in versions},
        packets={
            packet.number: PacketFiles(
                snapshot=packet.snapshot,
                pdf=content(packet.document),
                bundle=content(packet.bundle),
            )
            for packet in packets
        },
        story=story_of(file, day, payroll_state(file, day)),
    )


def still_so(drawn: DrawnProof, file: CaseFile) -> bool:
    """Whether the case says what was drawn; the chain may have gone on, since whoever looks at a case is in it."""
    return replace(file, audit=()) == replace(drawn.file, audit=())


def bag_of(case: Case, file: CaseFile, drawn: DrawnProof) -> bytes:
    """The bag, with the chain as it is now: call where the entry of the export stands in it."""
    entries = entries_of(case.organisation, case.reference)
    if drawn.known_at is not None:
        entries = entries.filter(at__lte=drawn.known_at)
    return proof_bag(
        file,
        drawn.day,
        drawn.contents,
        payroll_state(file, drawn.day),
        packets=drawn.packets,
        audit=[entry_content(entry) | {"digest": entry.digest} for entry in entries],
        story=drawn.story,
    )
