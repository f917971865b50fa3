"""What falls when something under a packet changes, and what stays."""

from __future__ import annotations

from tests.desk.cast import NOW
from tests.desk.file.papers import pdf
from tests.desk.request import walk
from totalis.casework.models import Evidence, Packet
from totalis.casework.services.evidence import add_document, add_version
from totalis.casework.services.facts import state_facts
from totalis.webbase.audit.models import AuditEntry

PLACE = "engagements[posting-to-lyon].end"


def is_void(packet):
    return Packet.objects.get(pk=packet.pk).void_at is not None


def state_another_end(cast, case):
    return state_facts(
        actor=cast.act("ada"),
        case=case,
        values={PLACE: "2028-11-30"},
        basis="Told by the employer",
        seen_version=case.factversion_set.count(),
        at=NOW,
    )


def test_changed_facts_void_a_packet_and_say_which(cast):
    packet = walk.built(cast)
    state_another_end(cast, packet.case)
    packet.refresh_from_db()
    assert packet.void_at == NOW
    assert packet.void_reason == "Facts changed: expected last day"
    assert AuditEntry.objects.filter(verb="voided packet").count() == 1


def test_a_packet_that_was_sent_stays_as_the_record_of_it(cast):
    packet = walk.sent(cast).packet
    state_another_end(cast, packet.case)
    assert not is_void(packet)


def test_a_newer_version_of_a_document_voids_the_packet_that_holds_it(cast):
    packet = walk.built(cast)
    ada, case = cast.act("ada"), packet.case
    beside = add_document(
        actor=ada,
        case=case,
        title="Beside the packet",
        kind="other",
        data=pdf("Nothing"),
        file_name="beside.pdf",
        at=NOW,
    )
    common = {"actor": ada, "case": case, "file_name": "new.pdf", "seen": 1, "at": NOW}
    add_version(**common, evidence=beside, data=pdf("Newer"))
    assert not is_void(packet)
    inside = {field["document"]["id"] for field in packet.snapshot["fields"] if field["document"]}
    letter = Evidence.objects.get(pk=int(inside.pop()))
    add_version(**common, evidence=letter, data=pdf("Signed anew"))
    assert is_void(packet)
