"""Whatever a file holds: no exemption without an accepted, released certificate in force that day."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.procedure.strategies import case_files, days
from totalis.gate import payroll_state
from totalis.procedure.casefile import PayrollState, Stage
from totalis.procedure.standing import standing_of

anything = settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)


@anything
@given(case_files(), days)
def test_exempt_rests_on_an_accepted_and_released_certificate_that_covers_the_day(file, day):
    answer = payroll_state(file, day)
    assert answer.reason
    if answer.state is not PayrollState.EXEMPT:
        return
    certificate = next(item for item in file.certificates if item.id == answer.certificate)
    match = file.match_of(certificate.id)
    assert match.accepted
    assert match.released_by is not None
    assert certificate.start <= day
    assert certificate.end is None or day <= certificate.end
    assert certificate.withdrawn_on is None or day < certificate.withdrawn_on
    assert file.current_determination is not None


@anything
@given(case_files(), days)
def test_standing_says_of_payroll_what_the_gate_says(file, day):
    standing = standing_of(file, day)
    answer = payroll_state(file, day)
    assert (standing.payroll, standing.payroll_reason) == (answer.state, answer.reason)
    assert standing.next_action
    if standing.stage is Stage.IN_FORCE:
        assert standing.payroll is not PayrollState.CHANGED
