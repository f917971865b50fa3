"""A new packet of a pending request goes to the service as a correction: one request there, once, with what changed."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.connected.posting import corrected_packet
from totalis.authority.models import CoverageRequest
from totalis.authority.selectors.request_page import request_page
from totalis.casework.models import CertificateRequest, Communication, Lodgement, StatusCheck
from totalis.casework.services.requests import fill_fields
from totalis.connected.models import Filing, Reply
from totalis.connected.selectors.corrections import changes_for, pending_for
from totalis.connected.services import replied
from totalis.connected.services.correction import correct
from totalis.connected.services.filing import file_packet
from totalis.connected.services.replying import answer, withdraw
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.selectors import content

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "She was hired in Cambridge."


def sends(both, filing, packet, reason=WHY):
    """Ada sends it as a correction."""
    ada = both.cast.act("ada")
    return correct(actor=ada, filing=filing, packet=packet, reason=reason, at=clock.now())


@contextmanager
def refused(found: str) -> Iterator[None]:
    """It is refused, for that reason."""
    with pytest.raises(InputError) as stopped:
        yield
    assert found in stopped.value.problems[0].found


def a_correction(both, **fields):
    """A request that the service has, and a packet of the same that is approved and says something else."""
    filing = both.filed()
    return filing, corrected_packet(
        both.cast, both.case(), **(fields or {"place_of_hire": "Cambridge, US"})
    )


def test_the_service_reads_what_the_new_packet_says_and_has_one_request(both):
    filing, packet = a_correction(both)
    before = both.theirs().answers
    sends(both, filing, packet)
    both.work()
    theirs = both.theirs()
    assert CoverageRequest.objects.count() == 1
    assert {key for key in theirs.answers if theirs.answers[key] != before.get(key)} == {
        "place_of_hire"
    }
    assert theirs.answers["place_of_hire"] == "Cambridge, US"
    first, second = theirs.requestversions.order_by("number")
    assert (second.number, second.reason) == (2, WHY)
    assert first.answers == before
    assert theirs.facts == packet.facts.sheet
    assert theirs.assessments.get(is_newest=True).version_digest == second.digest


@pytest.mark.slow
def test_the_examiner_sees_what_changed_and_why(both):
    filing, packet = a_correction(both)
    sends(both, filing, packet)
    both.work()
    page = request_page(both.theirs(), clock.today(), whole_numbers=False)
    newest = page.versions[0]
    assert newest.version.reason == WHY
    assert [(one.before, one.after) for one in newest.changes] == [
        ("Boston, United States", "Cambridge, US")
    ]


@pytest.mark.slow
def test_the_desk_has_sending_words_and_control_number_on_record(both):
    filing, packet = a_correction(both)
    sends(both, filing, packet)
    both.work()
    filing.refresh_from_db()
    first, second = Lodgement.objects.order_by("pk")
    assert (second.packet, second.control_number) == (packet, first.control_number)
    assert filing.state == "taken"
    said = Communication.objects.get(direction="out")
    assert WHY in said.verbatim
    assert "changed from 'Boston, United States' to 'Cambridge, US'" in said.verbatim
    assert verify_chain(both.cast.borealis) == []
    verbs = AuditEntry.objects.of(both.cast.borealis).values_list("verb", flat=True)
    assert list(verbs).count("sent packet") == 2
    theirs = AuditEntry.objects.of(both.office.organisation).get(verb="corrected request")
    assert theirs.details["fields"] == ["place_of_hire"]


@pytest.mark.slow
def test_the_certificate_that_follows_is_compared_with_the_corrected_request(both):
    filing, packet = a_correction(both)
    sends(both, filing, packet)
    both.work()
    both.decides()
    both.news()
    filing.refresh_from_db()
    assert (filing.state, filing.outcome) == ("completed", "issued")
    assert filing.received.count() == 1
    assert pending_for(both.case(), both.service, packet) is None


# ── once ──


def test_a_nervous_click_corrects_once(both):
    filing, packet = a_correction(both)
    sends(both, filing, packet)
    with pytest.raises(InputError):
        sends(both, filing, packet)
    assert Reply.objects.count() == 1
    assert Lodgement.objects.count() == 2


@pytest.mark.slow
def test_an_answer_that_was_lost_is_asked_for_again_and_corrects_once(both, monkeypatch):
    filing, packet = a_correction(both)
    made = sends(both, filing, packet)

    def lost(*_anything):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(replied, "taken", lost)
        with pytest.raises(KeyboardInterrupt):
            both.work()
    made.refresh_from_db()
    assert (made.state, both.theirs().requestversions.count()) == ("due", 2)
    with clock.stopped_at(made.due_at):
        both.work()
    made.refresh_from_db()
    assert made.state == "taken"
    assert both.theirs().requestversions.count() == 2
    assert StatusCheck.objects.count() == 2


def test_a_new_document_goes_along_and_an_old_one_does_not_go_twice(both, monkeypatch):
    filing, packet = a_correction(both, letter="The assignment letter of 3 March 2026.")
    made = sends(both, filing, packet)

    def lost(*_anything):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(replied, "taken", lost)
        with pytest.raises(KeyboardInterrupt):
            both.work()
    made.refresh_from_db()
    with clock.stopped_at(made.due_at):
        both.work()
    kept = [content(one.blob).decode() for one in both.theirs().attachments.order_by("pk")]
    assert len(kept) == 2
    assert kept[1] == "The assignment letter of 3 March 2026."
    assert both.theirs().requestversions.count() == 2


@pytest.mark.slow
def test_filing_the_new_packet_as_another_request_must_be_meant(both):
    _filing, packet = a_correction(both)
    told = {"actor": both.cast.act("ada"), "case": both.case(), "packet": packet}
    with refused("about the same thing that is not decided"):
        file_packet(service=both.service, at=clock.now(), **told)
    assert Lodgement.objects.count() == 1
    file_packet(service=both.service, at=clock.now(), anew=True, **told)
    both.work()
    assert CoverageRequest.objects.count() == 2


# ── not now ──


def test_nothing_is_corrected_before_the_service_has_it_or_while_it_is_taken_back(both):
    filing = both.click(both.packet())
    packet = corrected_packet(both.cast, both.case(), place_of_hire="Cambridge, US")
    pending = pending_for(both.case(), both.service, packet)
    assert pending is not None
    assert "has not answered yet" in pending.waits
    with pytest.raises(InputError):
        sends(both, filing, packet)
    both.work()
    withdraw(actor=both.cast.act("ada"), filing=filing, reason="Not going.", at=clock.now())
    with pytest.raises(InputError):
        sends(both, filing, packet)
    assert Lodgement.objects.count() == 1


@pytest.mark.slow
def test_a_packet_that_is_not_approved_corrects_nothing(both):
    filing = both.filed()
    packet = corrected_packet(both.cast, both.case(), approves=False, place_of_hire="Cambridge, US")
    with refused("not approved"):
        sends(both, filing, packet)
    assert not Reply.objects.exists()


@pytest.mark.slow
def test_what_the_service_does_not_take_may_be_sent_again_or_filed_anew(both):
    filing, packet = a_correction(both)
    made = both.decides(
        "refuse", reasons="Article 6.", override_reason="Shown.", article="6", only=True
    )
    assert made.confirmed_at is None
    first = sends(both, filing, packet)
    both.work()
    first.refresh_from_db()
    assert first.state == "refused"
    assert "being decided" in first.last_error
    assert both.theirs().requestversions.count() == 1
    both.rejects(made)
    again = sends(both, filing, packet)
    both.work()
    again.refresh_from_db()
    assert again.state == "taken"
    assert both.theirs().requestversions.count() == 2
    assert Lodgement.objects.count() == 2


@pytest.mark.slow
def test_a_correction_that_came_too_late_becomes_a_request_of_its_own(both):
    filing, packet = a_correction(both)
    both.decides("refuse", reasons="Article 6.", override_reason="Shown.", article="6")
    sends(both, filing, packet)
    both.work()
    both.news()
    told = {"actor": both.cast.act("ada"), "case": both.case(), "packet": packet}
    file_packet(service=both.service, at=clock.now(), **told)
    both.work()
    assert CoverageRequest.objects.count() == 2
    assert Lodgement.objects.count() == 2
    assert Filing.objects.get(packet=packet).state == "taken"


# ── what is shown before it is sent ──


@pytest.mark.slow
def test_what_an_answer_corrected_counts_as_known(both):
    filing = both.filed()
    both.asks("Where was she hired?", "place_of_hire")
    both.news()
    answer(
        actor=both.cast.act("ada"),
        question=filing.questions.get(),
        text="In Cambridge.",
        corrections={"place_of_hire": "Cambridge, US"},
        documents=[],
        labels={},
        at=clock.now(),
    )
    both.work()
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        packet = corrected_packet(both.cast, both.case(), place_of_hire="Cambridge, US")
        assert changes_for(filing, packet) == []
        with refused("changes nothing"):
            sends(both, filing, packet)


@pytest.mark.slow
def test_an_emptied_field_is_emptied_there_too(both):
    filing = both.filed()
    request = CertificateRequest.objects.get(case=both.case())
    optional = "requester_email"
    fill_fields(
        actor=both.cast.act("ada"),
        case=both.case(),
        values={optional: ("ada@borealis.example", "")},
        seen_revision=request.revision,
        at=clock.now(),
    )
    packet = corrected_packet(both.cast, both.case())
    sends(both, filing, packet)
    both.work()
    assert both.theirs().answers[optional] == "ada@borealis.example"
    later = corrected_packet(both.cast, both.case(), requester_email="")
    sends(both, filing, later, "The address is no more.")
    both.work()
    assert both.theirs().answers[optional] == ""
    assert both.theirs().requestversions.count() == 3
