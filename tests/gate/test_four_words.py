"""The four words for payroll, one situation each."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tests.procedure.file.acme import (
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
from totalis.gate import payroll_state, spans
from totalis.procedure.casefile import (
    CertificateRecord,
    Correction,
    Difference,
    Direction,
    Reopening,
    Request,
    StatusCheck,
)

EARLY = Difference(field="end", rank="breaks", expected="a", found="b", says="It ends early.")
ASKED = Correction(
    certificate="c1", asked_on=TODAY, what="end", channel="mail", by=PREPARER, at=at("2026-11-05")
)
FELL = Reopening(
    at=at("2026-11-10"),
    by=None,
    cause="law",
    before="a",
    after="b",
    changed=("The law changed.",),
    certificates=("c1",),
    pay_from=date(2026, 7, 1),
)
COMPLETED = StatusCheck(
    at=at("2026-11-01"), by=PREPARER, channel="online", verbatim="Completed", label="Completed"
)


def word(file, day=TODAY):
    return payroll_state(file, day).state.value


def test_an_accepted_and_released_certificate_exempts_and_names_its_proof():
    answer = payroll_state(exempted(), TODAY)
    assert answer.state == "exempt"
    assert (answer.certificate, answer.valid_until) == ("c1", date(2028, 12, 31))
    assert answer.released_by is not None
    assert answer.match is not None
    assert (answer.match.by.name, answer.released_by.name) == ("Aron Approver", "Clara Clerk")
    assert "accepted by Aron Approver, released by Clara Clerk" in answer.reason
    assert (answer.covered_by, answer.exempt_in) == ("US", "FR")


@pytest.mark.parametrize(
    ("file", "expected", "because"),
    [
        (acme(facts=(), determinations=()), "withhold", "Nothing is decided"),
        (acme(), "withhold", "No certificate was asked for"),
        (acme({"work_country": ["IN"]}, partner="IN"), "withhold", "nothing to claim"),
        (acme({"sent_by_employer": None}), "hold", "not settled"),
        (acme(lodgements=(LODGED,)), "hold", "Pending is not approved"),
        (acme(lodgements=(LODGED,), checks=(COMPLETED,)), "hold", "not in hand"),
        (acme(certificates=(certificate(),)), "hold", "not compared"),
        (exempted(matches=(match(accepted=False),)), "hold", "not accepted"),
        (exempted(matches=(match(released_at=None, released_by=None),)), "hold", "not told"),
        (exempted(direction=Direction.FOREIGN_CERTIFICATE), "hold", "not the proof"),
        (
            exempted(matches=(match(differences=(EARLY,)),), corrections=(ASKED,)),
            "hold",
            "correction",
        ),
        (
            exempted(matches=(match(differences=(replace(EARLY, field="covered_by"),)),)),
            "hold",
            "differs",
        ),
        (
            exempted(certificates=(certificate(withdrawn_on=TODAY, withdrawn_reason="ended"),)),
            "changed",
            "no longer holds",
        ),
        (exempted(reopenings=(FELL,)), "changed", "The law changed. It falls from 1 July 2026"),
        (exempted(determinations=()), "changed", "not decided again"),
    ],
)
def test_each_doubt_ends_the_exemption(file, expected, because):
    answer = payroll_state(file, TODAY)
    assert answer.state == expected
    assert because in answer.reason


def test_the_certificate_ends_on_its_last_day():
    assert word(exempted(), date(2028, 12, 31)) == "exempt"
    assert word(exempted(), date(2029, 1, 1)) == "withhold"
    assert word(exempted(), date(2025, 12, 31)) == "withhold"


def test_a_certificate_without_a_last_day_holds_as_long_as_the_work_that_was_decided():
    file = exempted(certificates=(certificate(end=None),))
    assert word(file, date(2028, 12, 31)) == "exempt"
    assert word(file, date(2029, 1, 1)) == "hold"


def test_a_request_for_an_extension_is_a_hold_after_the_end():
    later = replace(LODGED, at=at("2026-11-20"))
    assert word(exempted(lodgements=(LODGED, later)), date(2029, 1, 1)) == "hold"


def test_a_reopening_falls_from_its_day_on_and_a_new_release_ends_it():
    assert word(exempted(reopenings=(FELL,)), date(2026, 6, 30)) == "exempt"
    again = match(at=at("2026-11-11"), released_at=at("2026-11-12"))
    assert word(exempted(reopenings=(FELL,), matches=(match(), again))) == "exempt"


def test_a_replacement_exempts_and_what_it_replaced_no_longer_does():
    other = certificate(id="c2", replaces="c1", start=date(2026, 6, 1))
    both = exempted(certificates=(certificate(), other))
    assert word(both) == "exempt"
    file = replace(both, matches=(match(), match(certificate="c2")))
    assert payroll_state(file, TODAY).certificate == "c2"
    assert word(file, date(2026, 5, 31)) == "changed"


def test_another_decision_takes_the_exemption_away():
    file = exempted()
    facts, record = decided(read(sheet_of({"affiliate_3121l": False})), number=2)
    moved = replace(file, facts=(*file.facts, facts))
    assert word(moved) == "changed"
    assert word(replace(moved, determinations=(*file.determinations, record))) == "changed"


def test_beyond_the_limit_only_an_exception_that_was_asked_for_exempts():
    changes = {"end": "2032-12-31"}
    rest = {
        "packets": (packet(),),
        "lodgements": (LODGED,),
        "certificates": (certificate(end=date(2032, 12, 31)),),
        "matches": (match(),),
    }
    file = acme(changes, **rest)
    assert word(file) == "changed"
    asked = replace(file, request=replace(file.request, product="exception"))
    assert word(asked) == "exempt"
    assert isinstance(asked.request, Request)


def test_a_foreign_certificate_exempts_in_the_united_states():
    changes = {
        "work_country": ["US"],
        "employer": {"name": "Exemple SA", "country": "FR", "american": False},
        "sent_from": "FR",
        "hired_in": "FR",
        "works_for": "sending_employer",
    }
    foreign = certificate(issuer_country="FR", issuer="CLEISS", covered_by="FR", exempt_in="US")
    file = acme(
        changes,
        direction=Direction.FOREIGN_CERTIFICATE,
        certificates=(foreign,),
        matches=(match(),),
    )
    answer = payroll_state(file, TODAY)
    assert (answer.state, answer.exempt_in) == ("exempt", "US")
    statement = replace(foreign, issuer_country="US", product="ssa_statement")
    assert word(replace(file, certificates=(statement,))) == "exempt"
    affidavit: CertificateRecord = replace(foreign, issuer_country="US")
    assert word(replace(file, certificates=(affidavit,))) == "hold"


LOCAL = {
    "id": "evenings-in-lyon",
    "kind": "employment",
    "category": "ordinary",
    "work_country": ["FR"],
    "start": "2026-06-01",
    "end": "2026-12-31",
    "employer": {"name": "Cours du soir SARL", "country": "FR"},
    "sent_by_employer": False,
}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 31), "exempt"),
        (date(2026, 6, 1), "hold"),
        (date(2026, 12, 31), "hold"),
        (date(2027, 1, 1), "exempt"),
    ],
)
def test_other_work_in_the_same_case_is_not_carried_along(day, expected):
    """The certificate is for the posting. Pay of the local job, linked to the same case, must not be exempt by it."""
    sheet = sheet_of()
    sheet["engagements"].append(LOCAL)
    facts, record = decided(read(sheet))
    answers = {item["id"]: item for item in record.document["engagements"]}
    assert answers["evenings-in-lyon"]["covered_by"] != "US"
    file = exempted(facts=(facts,), determinations=(record,))
    assert word(file, day) == expected
    (span,) = [one for one in spans(file) if one.holds_on(day)]
    assert span.word.value == expected
    if expected == "hold":
        assert "does not carry" in span.reason
