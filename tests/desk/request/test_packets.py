"""Packets: what stands against one, that the same one is built once, what it holds, what makes it void."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from msgspec import structs

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
from totalis.casework.models import Packet
from totalis.casework.selectors import records
from totalis.casework.services import channels, packets
from totalis.casework.services.evidence import add_version
from totalis.casework.services.facts import state_facts
from totalis.casework.services.people import update_worker
from totalis.casework.services.requests import (
    ask_channel_exception,
    begin_request,
    decide_channel_exception,
    fill_fields,
)
from totalis.kernel.digest import digest
from totalis.kernel.errors import InputError
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.notices.models import Notice

END = "engagements[posting-to-lyon].end"
LATER = NOW + timedelta(hours=1)


def problems_of(act) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        act()
    for problem in caught.value.problems:
        assert problem.remedy, problem
    return {problem.path: problem.found for problem in caught.value.problems}


def change_fields(cast, case, who="ada", at=LATER, **values):
    fill_fields(
        actor=cast.act(who),
        case=case,
        values={key: (value, "") for key, value in values.items()},
        seen_revision=walk.request_row(case).revision,
        at=at,
    )


def test_a_packet_holds_snapshot_pdf_and_bundle(cast):
    packet = walk.built(cast)
    packet.refresh_from_db()
    assert packet.digest == digest(packet.snapshot)
    assert content(packet.document).startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(content(packet.bundle))) as bundle:
        names = bundle.namelist()
        assert {"manifest.json", "packet.pdf", "request.json"} <= set(names)
        assert json.loads(bundle.read("manifest.json"))["packet"] == packet.digest
        letter = next(name for name in names if name.startswith("documents/"))
        assert bundle.read(letter) == walk.LETTER.encode()


def test_the_same_request_gives_the_same_packet_even_on_another_day(cast):
    case = walk.ready(cast)
    first = walk.built(cast, case)
    blobs = Blob.objects.count()
    for hours in (0, 1, 24, 100):
        again = walk.built(cast, case, at=NOW + timedelta(hours=hours))
        assert (again.pk, again.digest) == (first.pk, first.digest)
    assert Packet.objects.filter(case=case).count() == 1
    assert Blob.objects.count() == blobs


def test_without_a_request_or_a_decision_nothing_is_built(cast):
    case = walk.empty_case(cast.act("ada"))
    found = problems_of(lambda: walk.built(cast, case))
    assert {"gates", "request"} <= set(found)


def test_an_undetermined_case_has_questions_and_no_packet(cast):
    case = walk.ready(cast)
    state_facts(
        actor=cast.act("ada"),
        case=case,
        values={
            "worker.citizenships": None,
            "engagements[posting-to-lyon].employer.american": None,
        },
        basis="The passport cannot be found",
        seen_version=1,
        at=NOW,
    )
    found = problems_of(lambda: walk.built(cast, case))
    assert any(path.startswith("gates.") for path in found), found
    assert not Packet.objects.filter(case=case).exists()


def test_a_check_that_stops_stands_against_it_with_its_remedy(cast):
    case = walk.ready(cast)
    change_fields(cast, case, worker_ssn="000-12-3456", requester_name="")
    found = problems_of(lambda: walk.built(cast, case))
    assert "checks.worker_ssn" in found
    assert "checks.requester_name" in found
    assert not any("3456" in text for text in found.values())


def test_a_lane_on_hold_stays_on_hold_and_is_never_packed(cast):
    case = walk.decided_case(cast)
    state_facts(
        actor=cast.act("ada"),
        case=case,
        values={"engagements[posting-to-lyon].kind": None},
        basis="The contract says gig worker",
        seen_version=1,
        at=NOW,
    )
    request = begin_request(actor=cast.act("ada"), case=case, at=NOW)
    assert (request.lane, request.fields) == ("hold", {})
    assert request.lane_reason
    assert "lane" in problems_of(lambda: walk.built(cast, case))


@pytest.mark.parametrize("name", ["ben", "cora", "dev", "eve"])
def test_only_who_may_prepare_builds(cast, name):
    case = walk.ready(cast)
    with pytest.raises(PermissionDenied):
        packets.build_packet(actor=cast.act(name), case=case, at=NOW)


def void_of(packet: Packet) -> str:
    packet.refresh_from_db()
    assert packet.void_at is not None
    return packet.void_reason


def test_a_changed_fact_voids_packet_and_approval_and_everybody_is_told(cast):
    packet = walk.approved(cast)
    state_facts(
        actor=cast.act("finn", cast.borealis),
        case=packet.case,
        values={END: "2028-06-30"},
        basis="The assignment ends earlier",
        seen_version=1,
        at=LATER,
    )
    assert "Facts changed" in void_of(packet)
    told = set(Notice.objects.filter(key__endswith="packet:1:void").values_list("user", flat=True))
    assert told == {cast.ada.pk, cast.ben.pk}
    found = problems_of(lambda: walk.approve(cast, packet, at=LATER))
    assert "void" in found["packet"]


def test_a_newer_version_of_a_document_voids_the_packet_that_holds_it(cast):
    packet = walk.approved(cast)
    letter = packet.case.evidence_set.get(kind="assignment_letter")
    add_version(
        actor=cast.act("ada"),
        case=packet.case,
        evidence=letter,
        data=b"Another letter.",
        file_name="assignment-letter-2.txt",
        seen=1,
        at=LATER,
    )
    assert "newer version" in void_of(packet)


def test_a_changed_field_voids_the_packet_and_the_new_one_says_what_changed(cast, as_user):
    packet = walk.approved(cast)
    change_fields(cast, packet.case, place_of_hire="Cambridge, Massachusetts")
    assert "place or country of hire" in void_of(packet).lower()
    second = walk.built(cast, packet.case, at=LATER)
    assert (second.number, second.digest != packet.digest) == (2, True)
    page = as_user("ben").get(case_address(packet.case, "request/packets/2")).content.decode()
    assert "Compared with" in page
    assert "Cambridge, Massachusetts" in page


def test_saving_the_same_fields_again_voids_nothing(cast):
    packet = walk.built(cast)
    before = walk.request_row(packet.case)
    change_fields(cast, packet.case, place_of_hire=before.fields["place_of_hire"]["value"])
    packet.refresh_from_db()
    assert packet.void_at is None
    assert walk.request_row(packet.case).revision == before.revision


def test_a_changed_worker_voids_the_packet(cast):
    packet = walk.built(cast)
    worker = packet.case.worker
    given = records.worker(worker)
    update_worker(
        actor=cast.act("ada"),
        worker=worker,
        given=structs.replace(given, family_names="Rivera-Santos"),
        staff_number="",
        seen=worker.revision,
        at=LATER,
    )
    assert void_of(packet)


def test_another_channel_voids_the_packet(cast):
    packet = walk.built(cast)
    exception = ask_channel_exception(
        actor=cast.act("ada"),
        case=packet.case,
        channel="fax",
        reason="The online service is closed for maintenance this week.",
        destination="410-966-1861",
        destination_source="POMS RS 02001.145",
        destination_checked_on=NOW.date(),
        at=NOW,
    )
    packet.refresh_from_db()
    assert packet.void_at is None  # asking changes nothing yet
    decide_channel_exception(
        actor=cast.act("ben"), case=packet.case, exception=exception, approved=True, at=LATER
    )
    assert "fax" in void_of(packet)
    second = walk.built(cast, packet.case, at=LATER)
    assert second.snapshot["channel"]["exception"]["destination"] == "410-966-1861"
    row = walk.request_row(packet.case)
    channels.choose_channel(
        actor=cast.act("ada"),
        case=packet.case,
        channel="online",
        seen_revision=row.revision,
        at=LATER,
    )
    assert void_of(second)


def test_a_nervous_click_builds_one_packet(cast, as_user):
    case = walk.ready(cast)
    client = as_user("ada")
    address = case_address(case, "request/build")
    drawing = "8f14e45f-ceea-467f-9e3a-3f6f9c1f0c11"
    answers = [client.post(address, {"form_token": drawing}) for _click in range(3)]
    assert {answer.status_code for answer in answers} <= {302, 303}
    assert client.post(address).status_code == 302
    assert Packet.objects.filter(case=case).count() == 1


def test_what_stands_against_it_is_shown_on_the_page(cast, as_user):
    case = walk.decided_case(cast)
    begin_request(actor=cast.act("ada"), case=case, at=NOW)
    answer = as_user("ada").post(case_address(case, "request/build"))
    assert answer.status_code == 422
    assert "Who asks is empty" in answer.content.decode()
