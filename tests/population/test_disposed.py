"""A row of a screening whose case was disposed of: its answer stays, and nothing is said of it that is not known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW
from tests.desk.proof.walk import fresh
from tests.population import samples
from totalis.casework.services.closing import close_case
from totalis.casework.services.disposing import dispose_due
from totalis.casework.services.keeping import set_disposal
from totalis.population.selectors.runs import answer_of, row_of, summary_of
from totalis.population.services.opening import open_cases

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=366 * 12)


def test_the_row_keeps_its_answer_and_the_summary_says_what_is_gone(cast, as_user):
    ada = cast.act("ada")
    run = samples.screened(ada, samples.LOCAL)
    open_cases(actor=ada, run=run, chosen=run.screened.all(), at=NOW)
    row = run.screened.get()
    assert answer_of(row_of(run, row.pk)) is not None
    assert row.case is not None
    (money,) = summary_of(run).money
    assert money.amount == "1,224.00 USD a month"
    outcomes = summary_of(run).outcomes
    close_case(actor=ada, case=fresh(row.case), reason="Over", at=NOW)
    set_disposal(actor=cast.act("eve"), allowed=True, reason="Schedule 12.", at=NOW)
    assert dispose_due(AFTER) == 1
    found = row_of(run, row.pk)
    assert (found.outcome, answer_of(found)) == ("assigned", None)
    (money,) = summary_of(run).money
    assert (money.rows, money.amount) == (
        1,
        "not kept: the cases of these rows were disposed of",
    )
    assert summary_of(run).outcomes == outcomes
    page = as_user("ada").get(f"/desk/borealis/screening/{run.pk}/rows/{row.pk}/").content.decode()
    assert "went with its case" in page
    assert "What is missing" not in page
    assert "No fact." not in page
