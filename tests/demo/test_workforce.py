"""The story of payroll and of the whole workforce: every word is the gate's and the engine's own."""

from __future__ import annotations

import pytest

from tests.demo.conftest import NOW
from totalis.gate.question import Question
from totalis.gate.words import Word
from totalis.payroll.models import StreamLink
from totalis.payroll.services.asking import asked
from totalis.population.models import ScreeningRun
from totalis.site.demo.stories.borealis import MAYA, NORA
from totalis.webbase.accounts.models import Organisation, User
from totalis.webbase.accounts.selectors import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("played")]


@pytest.fixture
def cora():
    house = Organisation.objects.get(slug="borealis")
    found = actor_for(User.objects.get(name__startswith="Cora"), house.slug, NOW.date())
    assert found is not None
    return found


def test_payroll_hears_exempt_for_what_the_certificate_reaches_and_for_nothing_else(cora):
    assert StreamLink.objects.get().stream == "salary"
    questions = [
        Question(worker=MAYA, stream="salary", day=NOW.date()),
        Question(worker=MAYA, stream="salary", day=NOW.date(), charge="CRDS"),
        Question(worker=MAYA, stream="bonus", day=NOW.date()),
        Question(worker=NORA, stream="salary", day=NOW.date()),
    ]
    answers = asked(actor=cora, questions=questions, at=NOW).answers
    words = [answer.word for answer in answers]
    assert words[0] is Word.EXEMPT
    assert words[1] is Word.HOLD  # French law ends it, the certificate does not
    assert Word.EXEMPT not in words[2:]


def test_the_workforce_is_screened_whole():
    run = ScreeningRun.objects.get()
    assert run.finished_at is not None
    rows = {row.worker_id: row for row in run.screened.all()}
    assert len(rows) == run.rows == 13
    assert (rows["B-3100"].outcome, rows["B-3100"].covered_by) == ("assigned", "US")
    assert (rows["B-3200"].covered_by, rows["B-3200"].exempt_in) == ("DE", "US")
    assert rows["B-3200"].at_risk == 113220  # 15.3 percent of 7,400.00, both shares
    assert "affiliate_3121l" in rows["B-3300"].missing
    assert rows["B-3302"].outcome == "no_agreement"
    assert rows["B-3303"].outcome == "invalid"
