"""From one click to the open gate, without a word typed twice; and what may go otherwise on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.desk.proof.walk import decided, word
from totalis.authority.models import Client, CoverageRequest, IssuedCertificate
from totalis.authority.services.clients import replace_key
from totalis.authority.services.registering import (
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.casework.models import (
    Certificate,
    Communication,
    EvidenceVersion,
    Lodgement,
    Match,
    StatusCheck,
)
from totalis.casework.selectors.casefile import case_file
from totalis.casework.selectors.certificates import compared
from totalis.casework.services.certificates import release_to_payroll
from totalis.casework.services.closing import close_case
from totalis.connected.models import Asked, Filing, Received
from totalis.connected.services import connecting, sent
from totalis.connected.services.connecting import make_next_key, set_acceptance
from totalis.connected.services.replying import answer
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.files.selectors import content
from totalis.webbase.signed.keys import new_key, public_of, thumbprint
from totalis.webbase.signed.proof import proof_holds

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_click_and_the_control_number_and_its_proof_are_on_record(both):
    packet = both.packet()
    filing = both.click(packet)
    assert Lodgement.objects.get().control_number == ""
    both.work()
    filing.refresh_from_db()
    theirs, sent = both.theirs(), Lodgement.objects.get()
    assert filing.state == "taken"
    assert sent.control_number == filing.control_number == theirs.control_number
    assert sent.channel == "connected"
    proof = EvidenceVersion.objects.get(evidence=sent.confirmation)
    assert content(proof.blob).startswith(b"%PDF-")
    assert StatusCheck.objects.get().label in ("Received", "Pending")
    kept = filing.proof
    assert proof_holds(kept["signed"]["response"], both.service.key, kept["answer"].encode())


def test_what_arrives_is_what_was_approved(both):
    filing = both.filed()
    theirs = both.theirs()
    approved = {item["field"]: item["value"] for item in filing.packet.snapshot["fields"]}
    for key, value in theirs.answers.items():
        if approved.get(key):
            assert value == approved[key], key
    assert set(filter(approved.get, approved)) <= set(theirs.answers)
    assert theirs.facts == filing.packet.facts.sheet
    assert [one.name for one in theirs.attachments.all()] == ["assignment-letter.txt"]
    assert theirs.client_reference == filing.reference
    points = theirs.assessments.get(is_newest=True).points
    # The fact sheet of an approved packet and its fields are of one mind.
    assert [point for point in points if point["key"].startswith("contradicted:")] == []


def test_issued_received_accepted_released_and_payroll_may_rely_on_it(both):
    both.filed()
    case = both.case()
    assert word(case) in ("hold", "withhold")
    both.decides()
    assert both.news() == 1
    certificate = Certificate.objects.get()
    issued = IssuedCertificate.objects.get()
    assert certificate.number == issued.number
    assert certificate.made_by is None
    assert (certificate.start, certificate.end) == (issued.start, issued.end)
    kept = EvidenceVersion.objects.get(evidence=certificate.evidence)
    assert content(kept.blob) == content(issued.paper)
    received = Received.objects.get()
    assert {step["status"] for step in received.steps} == {"passed"}, received.steps
    assert word(case) == "hold"
    match = decided(both.cast, case, certificate)
    assert word(case) == "hold"
    release_to_payroll(actor=both.cast.act("cora"), case=case, match=match, at=clock.now())
    assert word(case) == "exempt"


def test_news_that_comes_twice_is_written_once(both):
    both.filed()
    both.decides()
    both.news()
    counts = [one.objects.count() for one in (Certificate, StatusCheck, Received, Communication)]
    both.service.cursor = 0
    both.service.save()
    both.news()
    after = [one.objects.count() for one in (Certificate, StatusCheck, Received, Communication)]
    assert counts == after


def test_a_question_becomes_a_contact_and_a_notice_and_its_answer_goes_back(both):
    both.filed()
    question = both.asks("Where was she hired?", "place_of_hire")
    both.news()
    asked = Asked.objects.get()
    said = Communication.objects.get(direction="in")
    assert "Where was she hired?" in said.verbatim
    notices = both.cast.ada.notices.values_list("subject", flat=True)
    assert any("asks for information" in one for one in notices)
    answer(
        actor=both.cast.act("ada"),
        question=asked,
        text="In Boston.",
        corrections={"place_of_hire": "Boston, Massachusetts"},
        documents=[],
        labels={"place_of_hire": "Place of hire"},
        at=clock.now(),
    )
    both.work()
    question.refresh_from_db()
    assert question.answer == "In Boston."
    assert both.theirs().answers["place_of_hire"] == "Boston, Massachusetts"
    asked.refresh_from_db()
    assert asked.closed_at is not None
    assert "Corrected: Place of hire." in Communication.objects.get(direction="out").verbatim


def test_a_refusal_stands_with_its_reasons_and_exempts_nobody(both):
    filing = both.filed()
    both.decides(
        "refuse",
        reasons="Article 6: she was hired in France.",
        override_reason="Shown.",
        article="6",
    )
    both.news()
    filing.refresh_from_db()
    assert (filing.state, filing.outcome) == ("completed", "refused")
    assert "she was hired in France" in StatusCheck.objects.latest("pk").verbatim
    assert not Certificate.objects.exists()
    assert word(both.case()) != "exempt"


def exempt(both):
    both.filed()
    both.decides()
    both.news()
    certificate = Certificate.objects.get()
    match = decided(both.cast, both.case(), certificate)
    release_to_payroll(actor=both.cast.act("cora"), case=both.case(), match=match, at=clock.now())
    assert word(both.case()) == "exempt"
    return certificate


def test_a_withdrawal_by_the_agency_closes_the_gate_at_once(both):
    exempt(both)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        withdraw_certificate(
            actor=both.office.act("petra"),
            certificate=IssuedCertificate.objects.get(),
            reason="It was obtained by false statements.",
            at=clock.now(),
        )
        both.news()
        certificate = Certificate.objects.get()
        assert certificate.withdrawn_on == certificate.start
        assert "false statements" in certificate.withdrawn_reason
        assert word(both.case()) == "changed"


def test_an_early_end_closes_the_gate_from_the_day_after(both):
    certificate = exempt(both)
    last = certificate.start + timedelta(days=30)
    end_early(
        actor=both.office.act("nora"),
        certificate=IssuedCertificate.objects.get(),
        last_day=last,
        reason="She came home.",
        at=clock.now(),
    )
    both.news()
    assert word(both.case(), last) == "exempt"
    assert word(both.case(), last + timedelta(days=1)) == "changed"


def test_a_replacement_takes_the_place_and_must_be_accepted_anew(both):
    exempt(both)
    replace_certificate(
        actor=both.office.act("nora"),
        certificate=IssuedCertificate.objects.get(),
        reason="The paper was lost.",
        at=clock.now(),
    )
    both.news()
    first, second = Certificate.objects.order_by("pk")
    assert second.replaces == first
    assert word(both.case()) != "exempt"
    match = decided(both.cast, both.case(), second)
    release_to_payroll(actor=both.cast.act("cora"), case=both.case(), match=match, at=clock.now())
    assert word(both.case()) == "exempt"


def test_news_of_a_closed_case_opens_it_again(both):
    exempt(both)
    close_case(actor=both.cast.act("ada"), case=both.case(), reason="All done.", at=clock.now())
    withdraw_certificate(
        actor=both.office.act("petra"),
        certificate=IssuedCertificate.objects.get(),
        reason="Obtained by mistake.",
        at=clock.now(),
    )
    both.news()
    assert both.case().closed_at is None
    assert Certificate.objects.get().withdrawn_at is not None


# ── what differs, and who accepts ──


def named_as_expected(both):
    """The law book names one issuer; in these tests alone the made-up office calls itself so."""
    both.office.agency.name = "Social Security Administration"
    both.office.agency.save()


def test_nothing_is_accepted_by_itself_unless_an_administrator_says_so(both):
    named_as_expected(both)
    both.filed()
    both.decides()
    both.news()
    assert not compared(case_file(both.case()), str(Certificate.objects.get().pk))
    assert not Match.objects.exists()


def test_with_the_setting_what_differs_in_nothing_is_accepted_and_never_released(both):
    named_as_expected(both)
    set_acceptance(actor=both.cast.act("eve"), service=both.service, alike=True, at=clock.now())
    both.filed()
    both.decides()
    both.news()
    match = Match.objects.get()
    assert match.accepted
    assert match.made_by is None
    assert match.released_at is None
    assert word(both.case()) == "hold"


def test_with_the_setting_what_differs_still_waits_for_a_person(both):
    set_acceptance(actor=both.cast.act("eve"), service=both.service, alike=True, at=clock.now())
    filing = both.filed()
    asked = filing.packet.snapshot["assignment"]
    assert asked
    start = both.theirs().answers["begin_date"]
    later = date.fromisoformat(start) + timedelta(days=40)
    end = date.fromisoformat(both.theirs().answers["end_date"])
    both.decides(start=later, end=end, override_reason="Later than asked.")
    both.news()
    assert Certificate.objects.get().start == later
    assert compared(case_file(both.case()), str(Certificate.objects.get().pk))
    assert not Match.objects.exists()


# ── faults on the way ──


def test_a_service_that_is_away_is_tried_again_and_has_it_once(both):
    packet = both.packet()
    address = both.service.address
    both.service.address = "http://127.0.0.1:9/service/api/v1/"
    both.service.save()
    filing = both.click(packet)
    both.work()
    filing.refresh_from_db()
    assert (filing.state, filing.tries) == ("due", 1)
    assert filing.due_at > clock.now()
    both.service.address = address
    both.service.save()
    both.work()
    filing.refresh_from_db()
    assert filing.state == "due", "it is not due yet"
    with clock.stopped_at(filing.due_at):
        both.work()
    filing.refresh_from_db()
    assert filing.state == "taken"
    assert CoverageRequest.objects.count() == Lodgement.objects.count() == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_acts_once(both, monkeypatch):
    filing = both.click(both.packet())

    def lost(*_anything):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(sent, "taken", lost)
        with pytest.raises(KeyboardInterrupt):
            both.work()
    filing.refresh_from_db()
    assert (filing.state, CoverageRequest.objects.count()) == ("due", 1)
    with clock.stopped_at(filing.due_at):
        both.work()
    filing.refresh_from_db()
    assert filing.control_number == CoverageRequest.objects.get().control_number
    assert Lodgement.objects.count() == StatusCheck.objects.count() == 1


def test_the_feed_heals_an_answer_that_was_lost(both, monkeypatch):
    filing = both.click(both.packet())
    with monkeypatch.context() as cut:
        cut.setattr(sent, "taken", lambda *_anything: None)
        both.work()
    both.news()
    filing.refresh_from_db()
    assert filing.state == "taken"
    assert filing.control_number == CoverageRequest.objects.get().control_number
    assert Lodgement.objects.get().control_number == filing.control_number


def test_what_the_service_does_not_take_is_said_in_its_words(both):
    packet = both.packet()
    filing = both.click(packet)
    packet.refresh_from_db()
    packet.snapshot["fields"] = [
        item for item in packet.snapshot["fields"] if item["field"] != "worker_full_name"
    ]
    packet.save()
    both.work()
    filing.refresh_from_db()
    assert filing.state == "refused"
    check = StatusCheck.objects.get()
    assert check.label == "Not taken"
    assert "worker_full_name" in check.verbatim
    assert not CoverageRequest.objects.exists()


def test_a_nervous_click_files_once(both):
    packet = both.packet()
    both.click(packet)
    with pytest.raises(InputError):
        both.click(packet)
    assert Filing.objects.count() == Lodgement.objects.count() == 1


def test_a_forged_answer_is_not_believed(both):
    both.service.key = public_of(new_key())
    both.service.save()
    filing = both.click(both.packet())
    both.work()
    filing.refresh_from_db()
    assert filing.state == "due"
    assert filing.control_number == ""


def test_both_sides_change_their_keys_without_a_gap(both):
    row = make_next_key(actor=both.cast.act("eve"), service=both.service, at=clock.now())
    assert connecting.test(row).client == "Borealis Instruments"
    replace_key(
        actor=both.office.act("silas"),
        client=Client.objects.get(),
        key=public_of(row.next_key),
        at=clock.now(),
    )
    expected = thumbprint(row.next_key)
    assert connecting.test(row).client == "Borealis Instruments"
    row.refresh_from_db()
    assert row.next_key is None
    assert thumbprint(row.own_key) == expected
