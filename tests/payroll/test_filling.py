"""The index of cases that is behind the rules: brought up to them by the worker, case by case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import posting_to_france, worker_of
from tests.desk.proof.walk import fresh
from tests.payroll.walk import LATER, answer, payable
from totalis.casework.models import Case, PayrollSpan
from totalis.casework.selectors.casefile import case_file
from totalis.casework.tasks.payroll import fill_the_index
from totalis.gate.spans import EDITION

pytestmark = pytest.mark.django_db


def test_a_case_that_cannot_be_worked_out_leaves_no_other_with_what_it_said_before(
    cast, monkeypatch
):
    """The oldest case is broken; the one behind it said `exempt` too much by an earlier edition."""
    ada = cast.act("ada")
    broken = posting_to_france(ada, worker=worker_of(ada, staff_number="E-1"))
    case, certificate = payable(cast)
    assert broken.pk < case.pk
    assert certificate.end is not None
    beyond = certificate.end + timedelta(days=1)
    late = PayrollSpan.objects.filter(case=case, known_until=None, first=beyond)
    assert late.update(word="exempt", state="exempt") == 1
    Case.objects.update(payroll_edition=EDITION - 1)
    assert answer(cast, beyond).word == "exempt"

    def unreadable(one):
        if one.pk == broken.pk:
            raise ValueError
        return case_file(one)

    monkeypatch.setattr("totalis.casework.services.payroll_index.case_file", unreadable)
    with pytest.raises(RuntimeError, match=f"1 case.*{broken.pk}"):
        fill_the_index(LATER)
    assert answer(cast, beyond).word != "exempt"
    assert fresh(case).payroll_edition == EDITION
    assert fresh(broken).payroll_edition == EDITION - 1, "the next hour tries again"
