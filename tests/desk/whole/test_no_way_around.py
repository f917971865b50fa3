"""The one control rule: no approval of what one made, no sending of what changed, no release of what no longer fits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.desk.cast import BEGAN, NOW
from tests.desk.proof.walk import decided, entered, fresh, sent_case
from tests.desk.request import walk
from totalis.casework.models import CaseParty, Packet
from totalis.casework.selectors import records
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.cases import remove_party
from totalis.casework.services.certificates import release_to_payroll
from totalis.casework.services.deliveries import record_delivery
from totalis.casework.services.lodging import record_sending
from totalis.casework.services.packets import build_packet
from totalis.casework.services.people import update_worker
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import Mandate, Membership, every_role

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@contextmanager
def refused(why: str) -> Iterator[None]:
    """What is inside is refused, in these words."""
    with pytest.raises(InputError) as refusal:
        yield
    assert why in refusal.value.problems[0].found


def test_who_acts_for_a_person_who_works_alone_does_not_approve_her_own_work(cast):
    mandate = Mandate.objects.create(
        adviser=cast.fathom, client=cast.gias, begins=BEGAN, proof="Engagement letter"
    )
    Membership.objects.create(
        user=cast.finn,
        organisation=cast.gias,
        mandate=mandate,
        roles=every_role(),
        begins=BEGAN,
    )
    adviser = cast.act("finn", cast.gias)
    assert adviser.rights == cast.act("gia").rights
    assert (adviser.works_alone, cast.act("gia").works_alone) == (False, True)
    packet = build_packet(actor=adviser, case=walk.ready(cast, "gia"), at=NOW)
    with refused("You built this packet"):
        decide_packet(
            actor=adviser,
            case=packet.case,
            packet=packet,
            approved=True,
            packet_digest=packet.digest,
            at=NOW,
        )


def test_whatever_changes_under_an_approved_packet_voids_it(cast):
    packet = walk.approved(cast)
    party = CaseParty.objects.filter(case=packet.case).first()
    assert party is not None
    remove_party(actor=cast.act("ada"), case=packet.case, party=party, at=NOW)
    packet.refresh_from_db()
    assert packet.void_at == NOW


def test_an_approved_packet_is_not_sent_after_a_change_outside_the_case(cast):
    packet = walk.approved(cast)
    cast.borealis.name = "Borealis Instruments and Daughters"
    cast.borealis.save()
    with refused("what lies under packet 1 has changed"):
        record_sending(actor=cast.act("ada"), case=packet.case, packet=packet, sent_at=NOW, at=NOW)
    assert not Packet.objects.get().lodgements.exists()


def test_what_was_accepted_is_not_released_after_it_changed(cast):
    case = sent_case(cast)
    match = decided(cast, case, entered(cast, case))
    worker = fresh(case).worker
    update_worker(
        actor=cast.act("ada"),
        worker=worker,
        seen=worker.revision,
        given=replace(records.worker(worker), family_names="Somebody-Else"),
        at=NOW,
    )
    with refused("has changed since it was accepted"):
        release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=NOW)


def test_nobody_is_handed_a_certificate_that_nobody_accepted(cast):
    case = sent_case(cast)
    with refused("not accepted"):
        record_delivery(
            actor=cast.act("ada"),
            case=case,
            certificate=entered(cast, case),
            recipient="us_employer",
            recipient_name="Records",
            sent_on=NOW.date(),
            method="by hand",
            at=NOW,
        )
