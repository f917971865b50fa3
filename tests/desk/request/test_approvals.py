"""Two people behind every packet: who may decide, on what, and what happens to it then."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
from totalis.casework.models import PacketDecision, RecordRevision
from totalis.casework.services.approvals import decide_packet
from totalis.casework.services.packets import build_packet
from totalis.casework.services.requests import (
    ask_channel_exception,
    decide_channel_exception,
    fill_fields,
)
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import Membership
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice


def refused(act) -> str:
    with pytest.raises(InputError) as caught:
        act()
    return caught.value.problems[0].found


@pytest.fixture
def ada_approves_too(cast):
    """Ada has both roles; two people are still two people."""
    Membership.objects.filter(user=cast.ada).update(roles=["preparer", "approver"])


@pytest.mark.parametrize("name", ["ada", "cora", "dev", "eve"])
def test_only_who_may_approve_decides(cast, name):
    packet = walk.built(cast)
    with pytest.raises(PermissionDenied):
        walk.approve(cast, packet, name)


@pytest.mark.usefixtures("ada_approves_too")
def test_the_preparer_cannot_approve_her_own_packet(cast):
    packet = walk.built(cast)
    assert "You built this packet" in refused(lambda: walk.approve(cast, packet, "ada"))
    assert not PacketDecision.objects.exists()


@pytest.mark.usefixtures("ada_approves_too")
def test_who_filled_in_a_field_cannot_approve_what_another_built(cast):
    case = walk.ready(cast)
    other = cast.act("finn", cast.borealis)
    packet = build_packet(actor=other, case=case, at=NOW)
    assert "filled in fields" in refused(lambda: walk.approve(cast, packet, "ada"))
    walk.approve(cast, packet, "ben")


@pytest.mark.usefixtures("ada_approves_too")
def test_who_stated_facts_cannot_approve_what_others_filled_in_and_built(cast, as_user):
    case = walk.ready(cast)
    packet = build_packet(actor=cast.act("finn", cast.borealis), case=case, at=NOW)
    RecordRevision.objects.filter(case=case, kind="request").update(made_by=cast.people["finn"])
    assert "stated facts" in refused(lambda: walk.approve(cast, packet, "ada"))
    page = as_user("ada").get(case_address(case, "request/packets/1")).content.decode()
    assert "You stated facts that this packet rests on." in page
    walk.approve(cast, packet, "ben")


def test_pages_with_whole_numbers_are_not_for_payroll_or_administrators(cast, as_user):
    case = walk.built(cast).case
    whole = ("packet.pdf", "packet.zip", "pages/1.png")
    for name, status in (("ada", 200), ("ben", 200), ("dev", 200), ("cora", 403), ("eve", 403)):
        client = as_user(name)
        page = client.get(case_address(case, "request/packets/1")).content.decode()
        assert ("Download PDF" in page) == (status == 200), name
        assert ("your roles do not include that" in page) == (status == 403), name
        for part in whole:
            answer = client.get(case_address(case, "request/packets/1") + part)
            assert answer.status_code == status, (name, part)


@pytest.mark.usefixtures("ada_approves_too")
def test_the_preparer_cannot_approve_even_by_posting(cast, as_user):
    packet = walk.built(cast)
    answer = as_user("ada").post(
        case_address(packet.case, "request/packets/1/decide"),
        {"decision": "approve", "digest": packet.digest},
    )
    assert answer.status_code == 422
    assert "You built this packet" in answer.content.decode()
    assert not PacketDecision.objects.exists()


def test_without_the_right_posting_is_refused_by_name(cast, as_user):
    packet = walk.built(cast)
    answer = as_user("ada").post(
        case_address(packet.case, "request/packets/1/decide"),
        {"decision": "approve", "digest": packet.digest},
    )
    assert answer.status_code == 403
    assert not PacketDecision.objects.exists()


def test_the_preparer_sees_why_she_cannot(cast, as_user):
    packet = walk.built(cast)
    page = as_user("ada").get(case_address(packet.case, "request/packets/1")).content.decode()
    assert "You built this packet." in page
    assert 'value="approve"' not in page


def test_approval_is_of_the_digest_that_the_page_showed(cast):
    packet = walk.built(cast)
    wrong = "sha256:" + "0" * 64
    found = refused(lambda: walk.approve(cast, packet, packet_digest=wrong))
    assert "digest of another packet" in found
    walk.approve(cast, packet)
    decision = PacketDecision.objects.get()
    assert (decision.packet_digest, decision.by_preparer) == (packet.digest, False)
    entry = AuditEntry.objects.get(verb="approved packet")
    assert entry.details["digest"] == packet.digest


def test_the_same_decision_is_not_taken_twice(cast):
    packet = walk.approved(cast)
    assert "approved already" in refused(lambda: walk.approve(cast, packet))
    assert PacketDecision.objects.count() == 1


def test_a_refusal_needs_a_reason_and_goes_back_to_the_preparer(cast, as_user):
    packet = walk.built(cast)
    assert refused(lambda: walk.approve(cast, packet, approved=False, reason="  ")) == "nothing"
    walk.approve(cast, packet, approved=False, reason="The end date is that of the draft.")
    notice = Notice.objects.get(user=cast.ada, subject__contains="was refused")
    assert "end date is that of the draft" in notice.body
    page = as_user("ada").get(case_address(packet.case, "request")).content.decode()
    assert "The end date is that of the draft." in page
    walk.approve(cast, packet)  # she may think better of it
    assert [one.approved for one in packet.decisions.order_by("pk")] == [False, True]


def test_a_person_who_works_alone_approves_her_own_and_it_is_recorded(cast):
    packet = walk.built(cast, who="gia")
    walk.approve(cast, packet, "gia")
    assert PacketDecision.objects.get().by_preparer is True
    assert AuditEntry.objects.get(verb="approved packet").details["by_preparer"] is True


def test_nobody_of_another_house_finds_the_packet(cast, as_user):
    packet = walk.built(cast)
    for name in ("ivan", "gia", "sam"):
        client = as_user(name)
        for tab in ("request", "request/packets/1", "tracking"):
            assert client.get(case_address(packet.case, tab)).status_code == 404
        for file in ("packet.pdf", "packet.zip", "pages/1.png"):
            address = case_address(packet.case, "request/packets/1") + file
            assert client.get(address).status_code == 404


def test_a_packet_of_one_case_is_not_decided_through_another(cast):
    packet, other = walk.built(cast), walk.ready(cast)
    with pytest.raises(packet.DoesNotExist):
        decide_packet(
            actor=cast.act("ben"),
            case=other,
            packet=packet,
            approved=True,
            packet_digest=packet.digest,
            at=NOW,
        )


@pytest.mark.usefixtures("ada_approves_too")
def test_who_asks_for_another_channel_does_not_approve_it(cast):
    case = walk.ready(cast)
    ask = {
        "actor": cast.act("ada"),
        "case": case,
        "channel": "fax",
        "reason": "The online service is closed this week.",
        "destination": "410-966-1861",
        "destination_source": "POMS RS 02001.145",
        "at": NOW,
    }
    old = NOW.date().replace(year=2025)
    assert "2025" in refused(lambda: ask_channel_exception(**ask, destination_checked_on=old))
    exception = ask_channel_exception(**ask, destination_checked_on=NOW.date())
    decide: dict[str, Any] = {"case": case, "exception": exception, "approved": True, "at": NOW}
    assert "yourself" in refused(lambda: decide_channel_exception(**decide, actor=cast.act("ada")))
    decide_channel_exception(**decide, actor=cast.act("ben"))
    assert walk.request_row(case).channel == "fax"
    assert "decided already" in refused(
        lambda: decide_channel_exception(**decide, actor=cast.act("ben"))
    )


def test_two_tabs_lose_nothing_and_the_second_is_told(cast, as_user):
    case = walk.ready(cast)
    client = as_user("ada")
    address = case_address(case, "request/fields")
    row = walk.request_row(case)
    form = {"revision": str(row.revision)}
    form |= {key: given["value"] for key, given in row.fields.items()}
    first = client.post(address, form | {"place_of_hire": "Boston, Massachusetts"})
    assert first.status_code == 302
    second = client.post(
        address, form | {"place_of_hire": "Cambridge", "requester_name": "Ada N. Okafor"}
    )
    assert second.status_code == 409
    page = second.content.decode()
    assert "Somebody saved a change" in page
    assert 'value="Cambridge"' in page
    assert 'value="Ada N. Okafor"' in page
    assert "Boston, Massachusetts" in page
    assert walk.request_row(case).fields["place_of_hire"]["value"] == "Boston, Massachusetts"
    again = form | {"place_of_hire": "Cambridge", "revision": str(walk.request_row(case).revision)}
    assert client.post(address, again).status_code == 302
    assert walk.request_row(case).fields["place_of_hire"]["value"] == "Cambridge"


def test_a_field_that_is_not_asked_for_and_a_strangers_document_are_refused(cast):
    case, other = walk.ready(cast), walk.ready(cast)
    row = walk.request_row(case)
    theirs = str(other.evidence_set.get().pk)
    for values, path in (
        ({"italian_choice": ("IT", "")}, "italian_choice"),
        ({"place_of_birth": ("Baltimore", theirs)}, "place_of_birth_source"),
        ({"comments": ("x" * 4001, "")}, "comments"),
    ):
        with pytest.raises(InputError) as caught:
            fill_fields(
                actor=cast.act("ada"),
                case=case,
                values=values,
                seen_revision=row.revision,
                at=NOW,
            )
        assert caught.value.problems[0].path == path
