"""The proof for a day, gathered from the case and the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import EvidenceVersion, Packet
from totalis.casework.selectors.casefile import case_file
from totalis.documents.bag import PacketFiles, proof_bag
from totalis.gate import payroll_state
from totalis.webbase.audit.entry import content as entry_content
from totalis.webbase.audit.selectors import entries_of
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case


def bag_of(case: Case, day: date, known_at: datetime | None) -> bytes:
    """The bag of a case for a day, with what is known now or was known at a moment."""
    file = case_file(case, known_at)
    versions = EvidenceVersion.objects.filter(case=case).select_related("blob")
    packets = Packet.objects.filter(case=case).select_related("document", "bundle")
    entries = entries_of(case.organisation, case.reference)
    if known_at is not None:
        versions = versions.filter(made_at__lte=known_at)
        packets = packets.filter(made_at__lte=known_at)
        entries = entries.filter(at__lte=known_at)
    return proof_bag(
        file,
        day,
        {version.blob.digest: content(version.blob) for version in versions},
        payroll_state(file, day),
        packets={
            packet.number: PacketFiles(
                snapshot=packet.snapshot,
                pdf=content(packet.document),
                bundle=content(packet.bundle),
            )
            for packet in packets
        },
        audit=[entry_content(entry) | {"digest": entry.digest} for entry in entries],
    )
