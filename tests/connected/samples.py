"""One of each record of connected filing, for the walks over all addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk.cast import NOW
from totalis.casework.services.tracking import record_communication
from totalis.connected.models import Asked, Filing
from totalis.connected.services.connecting import connect
from totalis.connected.services.filing import reference_of
from totalis.webbase.signed.keys import new_key, public_of

if TYPE_CHECKING:
    from totalis.casework.models import Lodgement
    from totalis.webbase.accounts.actor import Actor


def numbers_of(administrator: Actor, actor: Actor, lodgement: Lodgement) -> dict[str, int]:
    """A service, a packet that it has, and a question of it; as rows, for there is no service to talk to."""
    service = connect(
        actor=administrator,
        name="Office of Certificates",
        country="US",
        address="https://certificates.example.org/service/api/v1/",
        key=public_of(new_key()),
        at=NOW,
    )
    case, packet = lodgement.case, lodgement.packet
    known = {"organisation": actor.organisation, "case": case, "made_at": NOW}
    filing = Filing.objects.create(
        **known,
        service=service,
        packet=packet,
        lodgement=lodgement,
        reference=reference_of(case, packet),
        control_number="2222-2222-2222",
        state="taken",
    )
    said = record_communication(
        actor=actor,
        case=case,
        direction="in",
        channel="connected",
        counterpart=service.name,
        verbatim="Question 1: Since when?",
        happened_at=NOW,
        at=NOW,
    )
    question = Asked.objects.create(
        **known,
        filing=filing,
        number=1,
        text="Since when?",
        fields=["begin_date"],
        answer_by=NOW.date(),
        communication=said,
    )
    return {"service": service.pk, "filing": filing.pk, "question": question.pk}
