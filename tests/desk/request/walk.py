"""A request on its way, step by step, as people do it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.desk.cast import NOW, empty_case, posting_to_france
from totalis.casework.models import CertificateRequest
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.evidence import add_document
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.packets import build_packet
from totalis.casework.services.requests import begin_request, fill_fields

__all__ = ["begin_request", "empty_case"]

if TYPE_CHECKING:
    from datetime import datetime

    from tests.desk.cast import Cast
    from totalis.casework.models import Case, Evidence, Lodgement, Packet

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
LETTER = "The assignment letter of Maria Rivera, signed on 2 February 2026."
TYPED = {
    "place_of_birth": "Baltimore, Maryland",
    "date_of_hire": "2019-04-01",
    "place_of_hire": "Boston, United States",
    "requester_name": "Ada Okafor",
    "requester_address": "1 Harbor Way\nBoston, MA 02210\nUnited States",
    "requester_phone": "+1 617 555 0134",
    "requester_is_representative": "no",
    "private_health_insurance_statement": "yes",
    "works_for_foreign_affiliate": "no",
}


def decided_case(cast: Cast, who: str = "ada", at: datetime = NOW, **more: Any) -> Case:
    """A posting to France that was decided, with its assignment letter."""
    actor = cast.act(who)
    case = posting_to_france(actor, at=at, **more)
    determine_case(actor=actor, case=case, as_of=at.date(), at=at)
    case.refresh_from_db()
    return case


def letter_for(cast: Cast, case: Case, who: str = "ada", at: datetime = NOW) -> Evidence:
    """A document of the case."""
    return add_document(
        actor=cast.act(who),
        case=case,
        title="Assignment letter",
        kind="assignment_letter",
        data=LETTER.encode(),
        file_name="assignment-letter.txt",
        document_date=date(2026, 2, 2),
        at=at,
    )


def filled(cast: Cast, case: Case, who: str = "ada", at: datetime = NOW, **more: str) -> Case:
    """Begin the request of a case and fill it in, the dates from the letter."""
    actor = cast.act(who)
    letter = letter_for(cast, case, who, at)
    request = begin_request(actor=actor, case=case, at=at)
    proof = str(letter.pk)
    values = {key: (value, "") for key, value in (TYPED | more).items()}
    for key in ("begin_date", "end_date"):
        values[key] = (request.fields[key]["value"], proof)
    fill_fields(actor=actor, case=case, values=values, seen_revision=request.revision, at=at)
    return case


def ready(cast: Cast, who: str = "ada", at: datetime = NOW) -> Case:
    """A case whose packet can be built."""
    return filled(cast, decided_case(cast, who, at), who, at)


def built(cast: Cast, case: Case | None = None, who: str = "ada", at: datetime = NOW) -> Packet:
    """A packet that waits for its approver."""
    return build_packet(actor=cast.act(who), case=case or ready(cast, who, at), at=at)


def approve(cast: Cast, packet: Packet, who: str = "ben", at: datetime = NOW, **more: Any) -> None:
    """Approve a packet as another person."""
    decide_packet(
        **{
            "actor": cast.act(who),
            "case": packet.case,
            "packet": packet,
            "approved": True,
            "packet_digest": packet.digest,
            "at": at,
            **more,
        }
    )


def approved(cast: Cast, at: datetime = NOW) -> Packet:
    """A packet that may be sent."""
    packet = built(cast, at=at)
    approve(cast, packet, at=at)
    return packet


def sent(cast: Cast, at: datetime = NOW) -> Lodgement:
    """A packet that was sent."""
    packet = approved(cast, at)
    return record_sending(
        actor=cast.act("ada"),
        case=packet.case,
        packet=packet,
        sent_at=at,
        control_number="C-77 4711",
        at=at,
    )


def request_row(case: Case) -> CertificateRequest:
    """The request as it is saved now."""
    return CertificateRequest.objects.get(case=case)
