"""Two people at one record, two clicks on one button, eight people at one chain: over a real server, at the same moment."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.cast import NOW, case_address, empty_case, posting_to_france
from tests.desk.proof import walk as proof
from tests.desk.request import walk
from tests.desk.whole.wire import Wire, at_the_same_moment, session_of
from totalis.casework.models import (
    Case,
    Certificate,
    Evidence,
    EvidenceVersion,
    Lodgement,
    Packet,
    PacketDecision,
    Worker,
)
from totalis.casework.selectors.casefile import case_file
from totalis.procedure.matching import expected_of
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.models import Blob

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
SENT = "2026-11-22T12:00"


@pytest.fixture
def wire(cast, live_server) -> Callable[[str], Wire]:
    """`wire("ada")` is Ada's connection to the live server."""
    return lambda name: Wire(live_server.url, session_of(cast.people[name]))


def clicked_twice(who: Wire, address: str, form: dict[str, Any], **more: Any) -> list[Any]:
    """One drawing of a form, sent twice at the same moment; both are told the same."""
    token = str(uuid.uuid4())
    answers = at_the_same_moment(
        *[lambda: who.send(address, form, token=token, **more) for _click in range(2)]
    )
    assert {answer.status_code for answer in answers} <= {302, 303}, [
        (answer.status_code, answer.text[:2000]) for answer in answers
    ]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    return answers


def entries(cast, verb: str) -> int:
    return AuditEntry.objects.filter(organisation=cast.borealis, verb=verb).count()


# ── the nervous click ──


def test_opening_a_case_twice(cast, wire):
    form = {
        "worker": "new",
        "given_names": "Maria",
        "family_names": "Rivera",
        "owner": str(cast.ada.pk),
        "basis": "Told by the worker",
    }
    clicked_twice(wire("ada"), "/desk/borealis/cases/new/", form)
    assert (Case.objects.count(), Worker.objects.count()) == (1, 1)
    assert entries(cast, "opened case") == 1


def test_keeping_a_document_twice(cast, wire):
    case = empty_case(cast.act("ada"))
    form = {"title": "Assignment letter", "kind": "assignment_letter"}
    clicked_twice(
        wire("ada"), case_address(case, "evidence/add"), form, file=("letter.png", walk.PNG)
    )
    assert (Evidence.objects.count(), EvidenceVersion.objects.count()) == (1, 1)
    assert Blob.objects.count() == 1
    assert entries(cast, "kept document") == 1


def test_building_a_packet_twice(cast, wire):
    case = walk.ready(cast)
    clicked_twice(wire("ada"), case_address(case, "request/build"), {})
    assert Packet.objects.count() == entries(cast, "built packet") == 1


def test_approving_twice(cast, wire):
    packet = walk.built(cast)
    form = {"decision": "approve", "digest": packet.digest}
    clicked_twice(wire("ben"), case_address(packet.case, "request/packets/1/decide"), form)
    assert PacketDecision.objects.count() == entries(cast, "approved packet") == 1


def test_recording_the_sending_twice(cast, wire):
    packet = walk.approved(cast)
    form = {"sent_at": SENT, "control_number": "COC-1"}
    address = case_address(packet.case, "request/packets/1/send")
    clicked_twice(wire("ada"), address, form, file=("page.png", walk.PNG))
    assert Lodgement.objects.count() == entries(cast, "sent packet") == 1
    assert Evidence.objects.filter(case=packet.case, kind="confirmation").count() == 1


def test_entering_and_releasing_a_certificate_twice(cast, wire):
    case = proof.sent_case(cast)
    paper = proof.paper_of(cast, case)
    asked = expected_of(case_file(case))
    form = {
        "product": "certificate",
        "issuer_country": asked.issuer_country,
        "issuer": asked.issuer,
        "number": "US-FR-1",
        "worker_name": asked.worker_names[0],
        "worker_number": asked.worker_numbers[0],
        "employer_name": asked.employers[0],
        "covered_by": asked.covered_by,
        "exempt_in": asked.exempt_in,
        "start": asked.start.isoformat() if asked.start else "",
        "end": asked.end.isoformat() if asked.end else "",
        "article": asked.article,
        "received_on": "2026-11-22",
    }
    clicked_twice(wire("ada"), case_address(case, f"certificate/new/{paper.pk}"), form)
    certificate = Certificate.objects.get()
    assert entries(cast, "recorded certificate") == 1
    proof.decided(cast, case, certificate)
    address = case_address(case, f"certificate/{certificate.pk}/release")
    clicked_twice(wire("cora"), address, {})
    assert entries(cast, "released to payroll") == 1


def test_two_people_approve_and_refuse_at_once(cast, wire):
    """Two decisions on one packet come one after the other; the chain tells which was first, and nothing is half."""
    packet = walk.built(cast)
    address = case_address(packet.case, "request/packets/1/decide")
    ben = wire("ben")
    at_the_same_moment(
        lambda: ben.send(address, {"decision": "approve", "digest": packet.digest}),
        lambda: ben.send(
            address, {"decision": "refuse", "digest": packet.digest, "reason": "The dates"}
        ),
    )
    decisions = [one.approved for one in PacketDecision.objects.order_by("pk")]
    told = AuditEntry.objects.filter(verb__endswith="packet").exclude(verb="built packet")
    assert [one.verb == "approved packet" for one in told.order_by("number")] == decisions
    assert decisions
    assert verify_chain(cast.borealis) == []


# ── two tabs ──


@pytest.fixture
def tabs(as_user):
    """Two browser tabs of one person, and one of a colleague by mandate, who may do the same."""
    return as_user("ada"), as_user("finn")


def hidden(page: Any) -> dict[str, str]:
    """What the forms of a page carry unseen, the last one's where several do."""
    text = page.content.decode()
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'name="([^"]+)" value="([^"]*)"[^>]* type="hidden"', text))
    found |= dict(re.findall(r'type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', text))
    return {key: value for key, value in found.items() if key != "csrfmiddlewaretoken"}


def both_open(tabs: Any, address: str) -> list[dict[str, str]]:
    """Both open the same form before either sends it."""
    return [hidden(tab.get(address)) for tab in tabs]


def test_two_tabs_at_one_worker(cast, tabs):
    case = posting_to_france(cast.act("ada"))
    worker = case.worker
    address = f"/desk/borealis/workers/{worker.pk}/change/"
    first, second = both_open(tabs, address)
    common = {"family_names": "Rivera", "birth_date": "1988-03-14", "citizenship": "US"}
    assert tabs[0].post(address, first | common | {"given_names": "Maria Luz"}).status_code == 302
    late = tabs[1].post(address, second | common | {"given_names": "Mary"})
    assert late.status_code in (409, 422)
    text = late.content.decode()
    assert 'value="Mary"' in text, "what was typed is lost"
    assert "Maria Luz" in text, "what is saved is not shown"
    worker.refresh_from_db()
    assert worker.given_names == "Maria Luz"
    again = tabs[1].post(address, hidden(late) | common | {"given_names": "Mary"})
    assert again.status_code == 302
    worker.refresh_from_db()
    assert worker.given_names == "Mary"


def test_two_tabs_at_one_title(cast, tabs):
    case = empty_case(cast.act("ada"))
    address = case_address(case, "title")
    first, second = both_open(tabs, address)
    assert tabs[0].post(address, first | {"title": "First", "about": ""}).status_code == 302
    late = tabs[1].post(address, second | {"title": "Second", "about": "Why"})
    assert late.status_code in (409, 422)
    assert 'value="Second"' in late.content.decode()
    case.refresh_from_db()
    assert case.title == "First"


def test_two_tabs_at_the_facts(cast, tabs):
    case = posting_to_france(cast.act("ada"))
    address = f"{case_address(case)}facts/edit/dates/"
    first, second = both_open(tabs, address)
    basis = {"basis": "Told by the worker"}
    dates = {"engagement.start": "2027-01-01", "engagement.open_ended": "false"}
    answer = tabs[0].post(address, first | basis | dates | {"engagement.end": "2029-06-30"})
    assert answer.status_code == 302, answer.content.decode()
    late = tabs[1].post(address, second | basis | dates | {"engagement.end": "2028-06-30"})
    assert late.status_code in (409, 422)
    text = late.content.decode()
    assert "2028-06-30" in text, "what was typed is lost"
    newest = case.factversion_set.latest("number")
    assert str(newest.sheet["engagements"][0]["end"]) == "2029-06-30"


def test_two_tabs_at_the_fields_of_a_request(cast, tabs):
    case = walk.decided_case(cast)
    walk.begin_request(actor=cast.act("ada"), case=case, at=NOW)
    address = case_address(case, "request/fields")
    first, second = both_open(tabs, address)
    assert tabs[0].post(address, first | {"place_of_hire": "Boston"}).status_code == 302
    late = tabs[1].post(address, second | {"place_of_hire": "Chicago"})
    assert late.status_code == 409
    assert "Chicago" in late.content.decode()
    assert walk.request_row(case).fields["place_of_hire"]["value"] == "Boston"


# ── one chain ──


def test_eight_writers_make_one_chain(cast, wire):
    """Eight threads keep documents in eight cases at once; the chain has no gap and says each once."""
    ada = cast.act("ada")
    cases = [empty_case(ada) for _number in range(8)]
    who = wire("ada")

    def write(case: Case) -> Any:
        answers = [
            who.send(
                case_address(case, "evidence/add"),
                {"title": f"Paper {number}", "kind": "assignment_letter"},
                file=("letter.txt", f"{case.reference} {number}".encode()),
            )
            for number in range(3)
        ]
        assert {answer.status_code for answer in answers} == {302}, answers[0].text
        return answers[-1]

    before = AuditEntry.objects.filter(organisation=cast.borealis).count()
    at_the_same_moment(*[lambda case=case: write(case) for case in cases])
    after = AuditEntry.objects.filter(organisation=cast.borealis).order_by("number")
    assert after.count() == before + 24
    assert [one.number for one in after] == list(range(1, before + 25))
    assert verify_chain(cast.borealis) == []
