"""A posting to France whose packet is approved for the connection, as people make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk.request.walk import approve, built, decided_case, filled
from totalis.casework.services.channels import choose_channel
from totalis.webbase import clock

if TYPE_CHECKING:
    from tests.desk.cast import Cast
    from totalis.casework.models import Packet


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
