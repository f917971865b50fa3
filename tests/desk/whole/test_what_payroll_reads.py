"""What payroll reads in a case whose first certificate was wrong: the one that came in its place, and nothing of the first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.desk.cast import NOW
from tests.desk.proof import walk
from totalis.casework.services.certificates import release_to_payroll

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("refused", [False, True])
def test_a_replaced_certificate_holds_nothing_up(cast, refused):
    case = walk.sent_case(cast)
    wrong = walk.entered(cast, case, number="US-FR-1", end=date(2028, 12, 31))
    if refused:
        walk.decided(cast, case, wrong, accepted=False, reason="It ends too early.")
    assert walk.word(case, NOW.date()) == "hold"
    right = walk.entered(cast, case, number="US-FR-2", replaces=wrong)
    match = walk.decided(cast, case, right)
    release_to_payroll(actor=cast.act("cora"), case=case, match=match, at=NOW)
    assert walk.word(case) == "exempt"
    assert walk.word(case, right.start - timedelta(days=1)) == "withhold"
    assert right.end is not None
    assert walk.word(case, right.end + timedelta(days=1)) == "withhold"
