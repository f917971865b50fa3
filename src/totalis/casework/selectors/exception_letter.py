"""The letter that asks for an extension or exception, as the case stood when its packet was built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from totalis.casework.selectors.asked import agreement_of
from totalis.casework.selectors.casefile import case_file
from totalis.documents.letter import LetterParts
from totalis.procedure.casefile import Direction
from totalis.procedure.packet_letter import exception_letter_parts

if TYPE_CHECKING:
    from totalis.casework.models import Case, Packet
    from totalis.procedure.casefile import CaseFile

EXCEPTION = "exception"
MISSING = "(missing: the case does not hold it)"


def has_letter(packet: Packet) -> bool:
    """Whether a packet is sent with a letter."""
    return bool(packet.snapshot.get("product") == EXCEPTION)


def letter_of(case: Case, packet: Packet) -> LetterParts:
    """The parts of the letter that goes with a packet.

    Raises:
        Http404: the packet asks for no exception, or there is no agreement.
    """
    agreement = agreement_of(case.partner)
    if agreement is None or not has_letter(packet):
        raise Http404
    file = case_file(case, packet.made_at)
    letter = exception_letter_parts(file, agreement)
    written = {item.field: item.value for item in file.request.fields} if file.request else {}
    return LetterParts(
        reference=f"{case.reference}, packet {packet.number}",
        day=packet.made_at.date(),
        sender=(
            written.get("requester_name", ""),
            *written.get("requester_address", "").splitlines(),
        ),
        addressee=_addressee(packet, letter.addressee),
        subject="Request for an exception by agreement of both countries",
        paragraphs=(
            *((part.heading, part.text or MISSING) for part in letter.parts),
            *_numbers(file, written),
        ),
        enclosures=_enclosures(packet),
        signed_by=written.get("requester_name", ""),
        country=case.partner,
    )


def _addressee(packet: Packet, stated: str) -> tuple[str, ...]:
    """Where the exception of channel says, if there is one; else where sources say."""
    exception = packet.snapshot.get("channel", {}).get("exception") or {}
    return tuple((exception.get("destination") or stated).splitlines())


def _numbers(file: CaseFile, written: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The worker's number: all that a certificate needs belongs into the letter too."""
    foreign = file.direction is Direction.FOREIGN_CERTIFICATE
    name = "foreign_social_insurance_number" if foreign else "worker_ssn"
    number = written.get(name, "")
    return (("Social security number", number),) if number else ()


def _enclosures(packet: Packet) -> tuple[str, ...]:
    named = [
        f"{item['document']['title']}, version {item['document']['version']}"
        for item in packet.snapshot.get("fields", ())
        if item.get("document")
    ]
    return (f"Packet {packet.number}, {packet.digest}", *dict.fromkeys(named))
