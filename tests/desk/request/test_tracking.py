"""After the sending: sent once, said verbatim, asked not too early; the clock stands still on both sides of the window."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.cast import NOW, case_address
from tests.desk.request import walk
from totalis.casework.models import Communication, Lodgement, RecordRevision, StatusCheck
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.alternate import record_attempt, record_outcome
from totalis.casework.services.lodging import record_control_number, record_sending
from totalis.casework.services.tracking import (
    record_check,
    record_communication,
    set_waiting_instruction,
)
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry

# Sent on Tuesday 1 September 2026. The federal holidays after it follow from 5 U.S.C. 6103(a), which OPM's list repeats
# (the text was read as okep.uscourts.gov/office-holidays gives it; OPM's own pages for 2026 and 2027 could not be read):
# Labor Day 7 September, Columbus Day 12 October, Veterans Day 11 November, Thanksgiving 26 November, Christmas
# 25 December, New Year's Day 1 January. Counted by hand, 90 business days end on 13 January 2027.
SENT = datetime(2026, 9, 1, 15, tzinfo=UTC)
LAST_DAY_OF_WAITING = date(2027, 1, 13)
FIRST_DAY = date(2027, 1, 14)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def refused(act) -> str:
    with pytest.raises(InputError) as caught:
        act()
    return " ".join(problem.found for problem in caught.value.problems)


def follow_up(cast, case, at, who="ada", **more):
    return record_communication(
        **{
            "actor": cast.act(who),
            "case": case,
            "direction": "out",
            "channel": "phone",
            "counterpart": "Office of Earnings and International Operations",
            "verbatim": "Asked what became of the request.",
            "is_follow_up": True,
            "happened_at": at,
            "at": at,
            **more,
        }
    )


def test_the_days_were_counted_without_the_library():
    days, day = 0, SENT.date()
    holidays = {
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2027, 1, 1),
    }
    while day < LAST_DAY_OF_WAITING:
        day += timedelta(days=1)
        days += day.weekday() < 5 and day not in holidays
    assert days == 90


def test_nothing_is_sent_that_is_not_approved(cast):
    packet = walk.built(cast)
    send = {"actor": cast.act("ada"), "case": packet.case, "packet": packet, "at": NOW}
    assert "not approved" in refused(lambda: record_sending(**send, sent_at=NOW))
    walk.approve(cast, packet)
    early = NOW - timedelta(hours=1)
    assert "before the packet was approved" in refused(
        lambda: record_sending(**send, sent_at=early)
    )
    ahead = NOW + timedelta(hours=1)
    assert "has not come yet" in refused(lambda: record_sending(**send, sent_at=ahead))
    assert "fax" in refused(lambda: record_sending(**send, sent_at=NOW, channel="fax"))
    assert not Lodgement.objects.exists()


def test_nothing_is_sent_twice(cast, as_user):
    sent = walk.sent(cast)
    found = refused(
        lambda: record_sending(
            actor=cast.act("ada"),
            case=sent.case,
            packet=sent.packet,
            sent_at=NOW,
            at=NOW,
        )
    )
    assert "was sent on 22 November 2026" in found
    page = as_user("ada").get(case_address(sent.case, "request/packets/1/send"))
    assert "Nothing is sent twice" in page.content.decode()


def test_only_who_may_lodge_sends(cast):
    packet = walk.approved(cast)
    for name in ("ben", "cora", "dev", "eve"):
        with pytest.raises(PermissionDenied):
            record_sending(
                actor=cast.act(name), case=packet.case, packet=packet, sent_at=NOW, at=NOW
            )


def test_the_sending_is_recorded_with_its_confirmation_in_one_form(cast, as_user):
    packet = walk.approved(cast)

    answer = as_user("ada").post(
        case_address(packet.case, "request/packets/1/send"),
        {
            "sent_at": "2026-11-22T12:00",
            "control_number": "C-77 4711",
            "file": SimpleUploadedFile("confirmation.txt", b"Control number C-77 4711"),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    sent = Lodgement.objects.get()
    assert sent.confirmation is not None
    assert (sent.control_number, sent.confirmation.kind) == ("C-77 4711", "confirmation")
    packet.case.refresh_from_db()
    assert packet.case.stage == "waiting"


def test_a_corrected_control_number_leaves_the_earlier_moment_as_it_was(cast):
    sent = walk.sent(cast)
    later = NOW + timedelta(hours=2)
    record_control_number(
        actor=cast.act("ada"), case=sent.case, lodgement=sent, control_number="C-77 4712", at=later
    )
    now, then = case_file(sent.case), case_file(sent.case, NOW + timedelta(hours=1))
    assert now.lodgements[0].control_number == "C-77 4712"
    assert then.lodgements[0].control_number == "C-77 4711"


def test_what_the_channel_says_is_kept_verbatim(cast, as_user):
    sent = walk.sent(cast)
    text = "  RECEIVED / pending review.\n\tRef <b>A&B</b>  "
    record_check(
        actor=cast.act("ada"),
        case=sent.case,
        verbatim=text,
        label="Rec'd / Pending",
        checked_at=NOW,
        at=NOW,
    )
    check = StatusCheck.objects.get()
    assert (check.verbatim, check.label) == (text, "Rec'd / Pending")
    page = as_user("dev").get(case_address(sent.case, "tracking")).content.decode()
    assert "Rec&#x27;d / Pending" in page
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in page


def test_a_form_keeps_the_blanks_of_the_channel(cast, as_user):
    sent = walk.sent(cast)
    answer = as_user("ada").post(
        case_address(sent.case, "tracking/check"),
        {
            "checked_at": "2026-11-22T11:00",
            "channel": "online",
            "label": "",
            "verbatim": " two  blanks ",
        },
    )
    assert answer.status_code == 302
    assert StatusCheck.objects.get().verbatim == " two  blanks "


def test_no_status_without_a_sending(cast):
    case = walk.ready(cast)
    found = refused(
        lambda: record_check(
            actor=cast.act("ada"), case=case, verbatim="Received", checked_at=NOW, at=NOW
        )
    )
    assert "nothing was sent" in found


def test_a_follow_up_waits_ninety_business_days(cast):
    case = walk.sent(cast, SENT).case
    with clock.stopped_at(noon(LAST_DAY_OF_WAITING)):
        found = refused(lambda: follow_up(cast, case, clock.now()))
        assert "Not before 14 January 2027" in found
        assert not Communication.objects.exists()
    with clock.stopped_at(noon(FIRST_DAY)):
        row = follow_up(cast, case, clock.now())
        assert (row.is_follow_up, row.override_reason) == (True, "")


def test_the_page_blocks_the_button_and_says_why(cast, as_user):
    case = walk.sent(cast, SENT).case
    with clock.stopped_at(noon(LAST_DAY_OF_WAITING)):
        page = as_user("ada").get(case_address(case, "tracking")).content.decode()
        assert "No follow-up before 14 January 2027" in page
        assert "disabled>Record follow-up" in page
        address = case_address(case, "tracking/follow-up")
        form = {
            "channel": "phone",
            "counterpart": "The office",
            "verbatim": "Where is it?",
            "happened_at": "2027-01-13T11:00",
            "override_reason": "I want to know",
        }
        assert as_user("ada").post(address, form).status_code == 422
        assert not Communication.objects.exists()
    with clock.stopped_at(noon(FIRST_DAY)):
        page = as_user("ada").get(case_address(case, "tracking")).content.decode()
        assert "A follow-up is in order." in page


def test_an_override_takes_the_right_to_approve_and_is_recorded(cast, as_user):
    case = walk.sent(cast, SENT).case
    at = noon(date(2026, 10, 1))
    reason = "The plant in Lyon needs the certificate for an audit on 5 October."
    with pytest.raises(PermissionDenied):
        follow_up(cast, case, at, override_reason=reason)
    row = follow_up(cast, case, at, "ben", override_reason=reason)
    assert row.override_reason == reason
    entry = AuditEntry.objects.get(verb="recorded follow-up")
    assert entry.details["override"] == reason
    assert any("14 January 2027" in text for text in entry.details["overridden"])
    page = as_user("dev").get(case_address(case, "tracking")).content.decode()
    assert reason in page


def test_an_override_may_bring_its_proof(cast, as_user):
    case = walk.sent(cast, SENT).case
    form = {
        "channel": "phone",
        "counterpart": "The office",
        "verbatim": "Where is it?",
        "happened_at": "2026-10-01T11:00",
        "override_reason": "The plant needs it.",
        "file": SimpleUploadedFile("call.txt", b"Notes of the call."),
    }
    with clock.stopped_at(noon(date(2026, 10, 1))):
        answer = as_user("ben").post(case_address(case, "tracking/follow-up"), form)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    row = Communication.objects.get()
    assert row.evidence is not None
    assert row.evidence.made_by == cast.people["ben"]


def test_one_owner_one_message(cast):
    case = walk.sent(cast, SENT).case
    at = noon(FIRST_DAY)
    found = refused(
        lambda: record_communication(
            actor=cast.act("finn", cast.borealis),
            case=case,
            direction="out",
            channel="phone",
            counterpart="The office",
            verbatim="Where is it?",
            is_follow_up=True,
            happened_at=at,
            at=at,
        )
    )
    assert "Ada Okafor owns this case" in found
    follow_up(cast, case, at)
    again = refused(lambda: follow_up(cast, case, at + timedelta(days=1), verbatim="Once more."))
    assert "a follow-up went out" in again
    assert "on record for that day already" in refused(lambda: follow_up(cast, case, at))


def test_the_current_instruction_moves_the_window(cast):
    case = walk.sent(cast, SENT).case
    row = walk.request_row(case)
    given = {
        "actor": cast.act("ada"),
        "case": case,
        "source": "Recorded message of 410-965-7306",
        "read_on": date(2026, 9, 2),
        "at": noon(date(2026, 9, 2)),
    }
    with pytest.raises(InputError):
        set_waiting_instruction(**given, business_days=0, seen_revision=row.revision)
    set_waiting_instruction(**given, business_days=30, seen_revision=row.revision)
    with pytest.raises(InputError):
        set_waiting_instruction(**given, business_days=40, seen_revision=row.revision)
    # 30 business days after 1 September without Labor Day and Columbus Day end on 15 October.
    assert "Not before 16 October 2026" in refused(
        lambda: follow_up(cast, case, noon(date(2026, 10, 15)))
    )
    follow_up(cast, case, noon(date(2026, 10, 16)))
    entry = AuditEntry.objects.get(verb="set waiting instruction")
    assert entry.details["before"] is None


def test_completed_is_not_received(cast, as_user):
    case = walk.sent(cast, SENT).case
    at = noon(date(2026, 10, 1))
    record_check(
        actor=cast.act("ada"),
        case=case,
        verbatim="Completed",
        label="Completed",
        checked_at=at,
        at=at,
    )
    with clock.stopped_at(noon(date(2026, 10, 2))):
        page = as_user("ada").get(case_address(case, "tracking")).content.decode()
    assert "Completed is not received" in page
    assert "15 October 2026" in page
    case.refresh_from_db()
    assert (case.stage, case.payroll) == ("receiving", "hold")


def test_the_alternate_procedure_keeps_its_steps_and_each_answer_once(cast):
    case = walk.ready(cast)
    row = record_attempt(
        actor=cast.act("ada"),
        case=case,
        addressee="SSA",
        asked_for="A statement that the earnings are not covered.",
        happened_at=NOW,
        at=NOW,
    )
    later = NOW + timedelta(days=1)
    record_outcome(
        actor=cast.act("ada"), case=case, attempt=row, outcome="No answer by mail.", at=later
    )
    assert "recorded already" in refused(
        lambda: record_outcome(
            actor=cast.act("ada"), case=case, attempt=row, outcome="Something else", at=later
        )
    )
    assert case_file(case).attempts[0].outcome == "No answer by mail."
    assert case_file(case, NOW).attempts[0].outcome == ""
    assert RecordRevision.objects.filter(kind="attempt").count() == 2
