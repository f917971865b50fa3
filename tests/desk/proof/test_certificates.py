"""No certificate, no exemption: what must happen before payroll may rely on one, and what takes it away again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW
from tests.desk.proof.walk import (
    INSIDE,
    decided,
    entered,
    fresh,
    paper_of,
    released,
    sent_case,
    typed,
    word,
)
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.certificates import (
    ask_correction,
    enter_certificate,
    release_to_payroll,
    withdraw_certificate,
)
from totalis.kernel.errors import InputError
from totalis.procedure.casefile import PayrollState

pytestmark = pytest.mark.django_db


def test_payroll_may_rely_on_nothing_before_the_release(cast):
    case = sent_case(cast)
    assert word(case) == "hold"
    certificate = entered(cast, case)
    assert word(case) == "hold"
    match = decided(cast, case, certificate)
    assert word(case) == "hold"
    release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=NOW)
    assert word(case) == "exempt"
    assert fresh(case).payroll in (PayrollState.EXEMPT, PayrollState.HOLD, PayrollState.WITHHOLD)


def test_days_outside_the_certificate_are_not_exempt(cast):
    case, certificate = released(cast)
    assert certificate.end is not None
    assert word(case, certificate.start) == "exempt"
    assert word(case, certificate.end) == "exempt"
    assert word(case, certificate.start - timedelta(days=1)) != "exempt"
    assert word(case, certificate.end + timedelta(days=1)) != "exempt"


def test_a_last_day_that_is_too_early_breaks_the_exemption_and_cannot_be_accepted(cast):
    case = sent_case(cast)
    wrong = entered(cast, case, end=date(2027, 12, 31))
    with pytest.raises(InputError) as refused:
        decided(cast, case, wrong)
    assert "break the exemption" in refused.value.diagnostics()
    assert wrong.matches.count() == 0


def test_the_corrected_certificate_takes_its_place_and_settles_the_correction(cast):
    case = sent_case(cast)
    wrong = entered(cast, case, end=date(2027, 12, 31))
    asked = ask_correction(
        actor=cast.act("ada"),
        case=case,
        certificate=wrong,
        asked_on=NOW.date(),
        what="The last day is a year early.",
        channel="mail",
        at=NOW,
    )
    right = entered(cast, case, replaces=wrong)
    asked.refresh_from_db()
    assert asked.settled_by == right
    release_to_payroll(actor=cast.act("cora"), case=case, match=decided(cast, case, right), at=NOW)
    assert word(case) == "exempt"


@pytest.mark.parametrize("who", ["ada", "cora", "dev", "eve"])
def test_only_an_approver_accepts(cast, who):
    case = sent_case(cast)
    certificate = entered(cast, case)
    with pytest.raises(PermissionDenied):
        decided(cast, case, certificate, who)


@pytest.mark.parametrize("who", ["ada", "ben", "dev", "eve"])
def test_only_payroll_releases(cast, who):
    case = sent_case(cast)
    match = decided(cast, case, entered(cast, case))
    with pytest.raises(PermissionDenied):
        release_to_payroll(actor=cast.act(who), case=case, match=match, at=NOW)
    assert word(case) == "hold"


def test_a_decision_is_of_the_differences_that_were_shown(cast):
    case = sent_case(cast)
    certificate = entered(cast, case)
    with pytest.raises(InputError, match="differences"):
        decided(cast, case, certificate, seen="sha256:of-something-else")


def test_every_point_of_the_checklist_that_a_source_asks_for_must_be_seen(cast):
    case = sent_case(cast)
    certificate = entered(cast, case)
    with pytest.raises(InputError, match="checklist"):
        decided(cast, case, certificate, checklist={"names_the_worker": True})


def test_a_refusal_says_why(cast):
    case = sent_case(cast)
    certificate = entered(cast, case)
    with pytest.raises(InputError, match="reason"):
        decided(cast, case, certificate, accepted=False, reason=" ")
    match = decided(cast, case, certificate, accepted=False, reason="It has no signature.")
    with pytest.raises(InputError, match="match"):
        release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=NOW)


def test_a_withdrawn_certificate_no_longer_exempts_and_is_named_changed(cast):
    case, certificate = released(cast)
    withdraw_certificate(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        on=date(2027, 2, 1),
        reason="SSA's letter of 20 January 2027",
        at=NOW,
    )
    assert word(case) == "changed"
    with pytest.raises(InputError, match="certificate"):
        withdraw_certificate(
            actor=cast.act("ada"),
            case=case,
            certificate=certificate,
            on=INSIDE,
            reason="Once more",
            at=NOW,
        )


def test_what_was_known_before_stays_as_it_was_known(cast):
    case, certificate = released(cast)
    later = NOW + timedelta(days=30)
    withdraw_certificate(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        on=date(2027, 2, 1),
        reason="SSA's letter",
        at=later,
    )
    then = case_file(fresh(case), NOW + timedelta(days=1))
    now = case_file(fresh(case))
    assert then.certificates[0].withdrawn_on is None
    assert now.certificates[0].withdrawn_on == date(2027, 2, 1)


def test_a_document_of_another_case_proves_nothing_here(cast):
    case = sent_case(cast)
    other = sent_case(cast)
    with pytest.raises(InputError, match="evidence"):
        enter_certificate(
            actor=cast.act("ada"),
            case=case,
            evidence=paper_of(cast, other),
            typed=typed(case),
            at=NOW,
        )
