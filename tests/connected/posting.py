"""A posting to France whose packet is approved for the connection, as people make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk.request.walk import approve, built, decided_case, filled
from totalis.casework.models import CertificateRequest, Evidence
from totalis.casework.services.channels import choose_channel
from totalis.casework.services.evidence import add_version
from totalis.casework.services.requests import fill_fields
from totalis.webbase import clock

if TYPE_CHECKING:
    from tests.desk.cast import Cast
    from totalis.casework.models import Case, Packet


def approved_packet(cast: Cast) -> Packet:
    """Ada fills it in and builds it, Ben approves it."""
    now = clock.now()
    # The facts of the sample say so; the form and the facts must not contradict each other.
    case = filled(cast, decided_case(cast, at=now), at=now, works_for_foreign_affiliate="yes")
    request = case.request
    request.refresh_from_db()
    choose_channel(
        actor=cast.act("ada"),
        case=case,
        channel="connected",
        seen_revision=request.revision,
        at=now,
    )
    made = built(cast, case, at=now)
    approve(cast, made, at=now)
    return made


def corrected_packet(
    cast: Cast, case: Case, *, letter: str = "", approves: bool = True, **fields: str
) -> Packet:
    """Ada fills fields in anew, or adds a newer letter; she builds the packet, and Ben approves it."""
    now = clock.now()
    ada = cast.act("ada")
    request = CertificateRequest.objects.get(case=case)
    if letter:
        evidence = Evidence.objects.get(case=case, kind="assignment_letter")
        add_version(
            actor=ada,
            case=case,
            evidence=evidence,
            data=letter.encode(),
            file_name="assignment-letter.txt",
            seen=evidence.versions.latest("number").number,
            at=now,
        )
    if fields:
        fill_fields(
            actor=ada,
            case=case,
            values={key: (value, "") for key, value in fields.items()},
            seen_revision=request.revision,
            at=now,
        )
    made = built(cast, case, at=now)
    if approves:
        approve(cast, made, at=now)
    return made
