"""Where a case stands, step by step, and whose turn it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tests.procedure.file.acme import (
    APPROVER,
    CLERK,
    LODGED,
    PREPARER,
    TODAY,
    acme,
    at,
    certificate,
    decided,
    exempted,
    match,
    packet,
    read,
    sheet_of,
)
from totalis.procedure.casefile import (
    Approval,
    Closure,
    Correction,
    DeliveryRecord,
    Difference,
    Direction,
    Lane,
    ReturnAttachment,
    StatusCheck,
)
from totalis.procedure.deadlines import deadlines, next_due
from totalis.procedure.deadlines_certificate import ask_by, retained_from, retention_until
from totalis.procedure.delivery import contradictions, lines, outstanding
from totalis.procedure.escalation import flags
from totalis.procedure.marking import marking_of, yearly_attachments
from totalis.procedure.standing import standing_of
from totalis.procedure.waiting import is_business_day

COMPLETED = StatusCheck(
    at=at("2026-11-01"), by=PREPARER, channel="online", verbatim="Completed", label="Completed"
)
SAID = Approval(packet=1, packet_digest="d", approved=True, by=APPROVER, at=at("2026-10-03"))
RECEIVED = DeliveryRecord(
    certificate="c1",
    recipient="us_employer",
    recipient_name="Example Corporation",
    sent_on=date(2026, 11, 5),
    receipt_on=date(2026, 11, 6),
    by=CLERK,
)
EARLY = Difference(field="end", rank="breaks", expected="a", found="b", says="It ends early.")
ASKED = Correction(
    certificate="c1", asked_on=TODAY, what="end", channel="mail", by=PREPARER, at=at("2026-11-05")
)


@pytest.mark.parametrize(
    ("file", "stage", "right", "action"),
    [
        (acme(facts=(), determinations=(), request=None), "facts", "prepare", "State the facts"),
        (acme(determinations=()), "facts", "prepare", "Decide again"),
        (acme({"sent_by_employer": None}), "facts", "prepare", "Find out: Did an employer send"),
        (acme({"end": "2032-12-31"}), "review", "prepare", ""),
        (acme(), "evidence", "prepare", "Fill in the request"),
        (acme(packets=(packet(),)), "approval", "approve", "Approve or refuse"),
        (
            acme(packets=(packet(approvals=(replace(SAID, approved=False, reason="No letter"),)),)),
            "evidence",
            "prepare",
            "Mend what the approver refused and build a new packet: No letter",
        ),
        (acme(packets=(packet(approvals=(SAID,)),)), "lodging", "lodge", "Send the request"),
        (
            acme(packets=(packet(approvals=(SAID,)),), lodgements=(LODGED,)),
            "waiting",
            "lodge",
            "Look up the status",
        ),
        (
            acme(lodgements=(LODGED,), checks=(COMPLETED,)),
            "receiving",
            "prepare",
            "Enter the certificate",
        ),
        (acme(certificates=(certificate(),)), "matching", "approve", "Compare the certificate"),
        (
            exempted(matches=(match(accepted=False, differences=(EARLY,)),)),
            "matching",
            "prepare",
            "Ask the issuer",
        ),
        (
            exempted(matches=(match(accepted=False, differences=(EARLY,)),), corrections=(ASKED,)),
            "matching",
            "prepare",
            "Enter the corrected",
        ),
        (
            exempted(matches=(match(released_at=None, released_by=None),)),
            "delivery",
            "release",
            "Tell payroll",
        ),
        (exempted(), "delivery", "prepare", "Hand the certificate to Example Corporation"),
        (
            exempted(deliveries=(replace(RECEIVED, receipt_on=None),)),
            "delivery",
            "prepare",
            "Get the confirmation",
        ),
        (exempted(deliveries=(RECEIVED,)), "in_force", "", "Keep the certificate"),
        (exempted(determinations=()), "review", "prepare", "Decide again and tell payroll"),
        (acme(direction=Direction.NONE), "ended", "prepare", ""),
        (exempted(closed_at=at("2026-11-20")), "closed", "", "Nothing is left"),
    ],
)
def test_every_stage_follows_from_the_records(file, stage, right, action):
    standing = standing_of(file, TODAY)
    assert (standing.stage, standing.next_right) == (stage, right)
    assert standing.next_action.startswith(action)
    assert standing.waits_for or stage in ("closed", "in_force")


def test_no_agreement_is_for_a_person_until_she_has_closed_it():
    file = acme({"work_country": ["IN"]}, partner="IN", direction=Direction.NONE, request=None)
    standing = standing_of(file, TODAY)
    assert (standing.stage, len(standing.flags)) == ("review", 1)
    assert standing.payroll == "withhold"
    closure = Closure(
        key=flags(file, TODAY)[0].key, by=PREPARER, at=at("2026-11-01"), reason="Both"
    )
    assert standing_of(replace(file, closures=(closure,)), TODAY).stage == "ended"


def test_waiting_ends_with_the_window():
    file = acme(lodgements=(LODGED,))
    assert standing_of(file, TODAY).waits_for == "Social Security Administration"
    later = standing_of(file, date(2027, 6, 1))
    assert later.next_action.startswith("Ask the agency")


def test_an_ended_certificate_ends_the_case_and_an_approaching_end_asks_for_more():
    file = exempted(deliveries=(RECEIVED,))
    assert standing_of(file, date(2029, 1, 1)).stage == "ended"
    near = standing_of(file, ask_by(date(2028, 12, 31)))
    assert (near.stage, near.expires_on) == ("in_force", date(2028, 12, 31))
    assert near.next_action.startswith("Ask for an extension")


def test_holds_name_every_reason():
    file = acme({"sent_by_employer": None})
    file = replace(file, request=replace(file.request, lane=Lane.HOLD, lane_reason="contractor"))
    standing = standing_of(file, TODAY)
    assert standing.hold_count == 3
    assert any("No lane fits" in item for item in standing.holds)


# -- dates ----------------------------------------------------------------------------------------


def kinds(file, today=TODAY):
    return {item.kind: item for item in deadlines(file, today)}


def test_the_dates_of_a_case_follow_its_records():
    before = kinds(acme())
    assert set(before) == {"limit", "filing"}
    assert (before["filing"].day, before["filing"].must) == (date(2025, 12, 31), True)
    sent = kinds(acme(lodgements=(LODGED,), checks=(COMPLETED,)))
    assert sent["mail"].day == date(2026, 11, 15)
    assert set(sent) == {"limit", "mail", "follow_up"}
    held = kinds(exempted())
    assert set(held) == {
        "limit",
        "expiry",
        "extension_window",
        "extension_latest",
        "delivery",
        "retention",
    }
    assert held["retention"].day == date(2033, 4, 15)
    closed = kinds(exempted(closed_at=at("2026-11-20")))
    assert set(closed) == {"retention"}


def test_how_long_proofs_are_kept_does_not_end_with_the_certificate():
    """26 U.S.C. 6072: the return of a year is due on 15 April after it; the IRS wants four years of what stands behind it."""
    gone, day = certificate(withdrawn_on=date(2026, 11, 10)), date(2033, 4, 15)
    for closed in ({}, {"closed_at": at("2026-11-20")}):
        withdrawn = kinds(exempted(certificates=(gone,), **closed))
        assert withdrawn["retention"].day == day
        assert not {"expiry", "extension_window", "extension_latest", "delivery"} & set(withdrawn)
    without_end = kinds(exempted(certificates=(replace(gone, end=None),)))
    assert without_end["retention"].day == date(2031, 4, 15)
    assert "retention" not in kinds(exempted(certificates=(certificate(end=None),)))
    never = match(accepted=False, released_at=None, released_by=None)
    assert "retention" not in kinds(exempted(certificates=(gone,), matches=(never,)))
    assert kinds(exempted(certificates=(gone,), matches=(match(), never)))["retention"].day == day


def test_a_replaced_certificate_and_its_successor_are_each_kept():
    first = certificate(end=date(2026, 12, 31))
    second = certificate(id="c2", replaces="c1", start=date(2026, 6, 1), end=date(2028, 12, 31))
    file = exempted(certificates=(first, second), matches=(match(), match(certificate="c2")))
    days = {one.uid: one.day for one in deadlines(file, TODAY) if one.kind == "retention"}
    assert {uid.rsplit(":", 1)[1]: day for uid, day in days.items()} == {
        "c1": date(2031, 4, 15),
        "c2": date(2033, 4, 15),
    }
    assert not [one for one in deadlines(file, TODAY) if one.kind == "expiry" and "c1" in one.uid]


def test_the_first_day_still_to_be_proved_is_the_oldest_that_is_kept():
    for day in (date(2031, 1, 1) + timedelta(days=n) for n in range(800)):
        first = retained_from(day)
        assert retention_until(first) >= day > retention_until(first - timedelta(days=1))


def test_what_had_to_be_done_stays_due():
    assert next_due(acme(), TODAY) == date(2025, 12, 31)
    later = next_due(acme(lodgements=(LODGED,)), TODAY)
    assert later is not None
    assert later > TODAY


def test_uids_stay_when_a_day_moves():
    one = kinds(exempted())["expiry"]
    other = kinds(exempted(certificates=(certificate(end=date(2027, 12, 31)),)))["expiry"]
    assert one.uid == other.uid
    assert one.day != other.day


def test_asking_that_day_leaves_the_window_and_the_mail_before_the_end():
    ends = date(2028, 12, 31)
    day = ask_by(ends)
    passed = sum(
        is_business_day(date.fromordinal(n)) for n in range(day.toordinal(), ends.toordinal() - 13)
    )
    assert passed == 90


def test_an_election_is_due_within_its_months():
    days = {"start": "2026-11-01", "end": "2028-12-31", "elected": "none"}
    sheet = sheet_of({"work_country": ["IT"], **days}, {"citizenships": ["US", "IT"]})
    facts, record = decided(read(sheet))
    file = acme(partner="IT", request=None, facts=(facts,), determinations=(record,))
    assert record.document["engagements"][0]["outcome"] == "election"
    found = kinds(file)
    assert found["election"].day == date(2027, 2, 28)
    assert "limit" not in found
    assert standing_of(file, TODAY).stage == "review"


# -- deliveries and returns -----------------------------------------------------------------------


def test_ireland_asks_for_three_receipts_and_france_for_one():
    irish = exempted(partner="IE")
    required = {line.duty.recipient for line in lines(irish, certificate()) if line.duty.required}
    assert required == {"us_employer", "worker", "foreign_employer"}
    french = {
        line.duty.recipient for line in lines(exempted(), certificate()) if line.duty.required
    }
    assert french == {"us_employer"}
    assert all(line.duty.source for line in lines(irish, certificate()))


def test_sent_is_not_confirmed():
    sent = replace(RECEIVED, receipt_on=None)
    (line,) = [
        item for item in lines(exempted(deliveries=(sent,)), certificate()) if item.duty.required
    ]
    assert line.state == "sent"
    assert outstanding(exempted(deliveries=(sent,)), certificate())
    assert not outstanding(exempted(deliveries=(RECEIVED,)), certificate())


def test_contradicting_sources_are_shown_for_their_countries():
    assert {item.key for item in contradictions("IE")} == {"employee_copies", "partner_copy"}
    assert {item.key for item in contradictions("JP")} == {"employee_copies"}


def self_employed(**more):
    file = exempted(
        direction=Direction.FOREIGN_CERTIFICATE,
        organisation_kind="self_employed",
        partner="DE",
        certificates=(certificate(issuer_country="DE", covered_by="DE", exempt_in="US"),),
        **more,
    )
    return replace(file, request=replace(file.request, lane=Lane.SELF_EMPLOYED))


def test_a_self_employed_person_attaches_a_copy_to_every_year():
    found = yearly_attachments(self_employed(), date(2028, 2, 1))
    assert [(item.year, item.due) for item in found] == [
        (2026, date(2027, 4, 15)),
        (2027, date(2028, 4, 15)),
        (2028, date(2029, 4, 15)),
    ]
    done = ReturnAttachment(
        certificate="c1", tax_year=2026, marking="m", marking_source="s", attached_on=TODAY
    )
    assert [
        item.attached for item in yearly_attachments(self_employed(attachments=(done,)), TODAY)
    ] == [True]
    assert yearly_attachments(exempted(), TODAY) == ()


def test_living_abroad_the_return_is_due_in_june():
    file = self_employed()
    worker = replace(file.worker, address=replace(file.worker.address, country="DE"))
    (found,) = yearly_attachments(replace(file, worker=worker), TODAY)
    assert (found.due, found.source[-1]) == (date(2027, 6, 15), "irs_abroad_june")


@pytest.mark.parametrize(
    ("year", "where", "source"),
    [
        (2016, "Form 1040 line 57", "intuit_se"),
        (2018, "Schedule 4 line 57", "taxact_2018"),
        (2024, "Schedule 2 line 4", "repo_ca_tax"),
        (2025, "Schedule 2 line 4", "repo_se_2025"),
        (2020, "", "taxact_2018"),
        (2027, "", "taxact_2018"),
    ],
)
def test_the_marking_of_a_year_names_its_source_and_unknown_stays_unknown(year, where, source):
    marking = marking_of(year)
    assert (marking.where, marking.source[0]) == (where, source)
    assert marking.weak
    assert len(marking.contradiction.readings) == 2
