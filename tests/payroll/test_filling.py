"""The index of cases that is behind the rules: brought up to them by the worker, case by case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.desk.cast import NOW, posting_to_france, worker_of
from tests.desk.proof.walk import fresh
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, answer, payable
from totalis.casework.models import Case, PayrollSpan
from totalis.casework.selectors.casefile import case_file
from totalis.casework.tasks.payroll import behind, fill_the_index
from totalis.gate.question import Question
from totalis.gate.spans import EDITION
from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.records import replay
from totalis.payroll.services import asked, asking

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


def _said_too_much(cast):
    """A case of which an earlier edition said `exempt` on the day after its certificate; that day."""
    case, certificate = payable(cast)
    assert certificate.end is not None
    beyond = certificate.end + timedelta(days=1)
    late = PayrollSpan.objects.filter(case=case, known_until=None, first=beyond)
    assert late.update(word="exempt", state="exempt") == 1
    Case.objects.update(payroll_edition=EDITION - 1)
    return case, beyond


def test_a_question_does_not_wait_for_the_hour(cast):
    """Nobody ran the job: whoever asks what is known now has the case worked out on the spot, and once."""
    case, beyond = _said_too_much(cast)
    assert answer(cast, beyond).word != "exempt"
    assert answer(cast).word == "exempt", "inside its certificate"
    assert fresh(case).payroll_edition == EDITION
    count = PayrollSpan.objects.count()
    assert answer(cast, beyond).word != "exempt"
    assert PayrollSpan.objects.count() == count
    assert answer(cast, beyond, known_at=NOW).word == "exempt", "what was said then stays"


def test_where_it_cannot_be_worked_out_it_is_held(cast, monkeypatch):
    case, beyond = _said_too_much(cast)

    def unreadable(_one):
        raise ValueError

    monkeypatch.setattr("totalis.casework.services.payroll_index.case_file", unreadable)
    for day in (beyond, INSIDE):
        found = answer(cast, day)
        assert (found.word, found.certificate, found.case) == ("hold", "", case.reference)
        assert "being worked out" in found.reason
    assert fresh(case).payroll_edition == EDITION - 1


def test_many_cases_of_an_earlier_edition_are_held_and_not_worked_out_in_the_call(
    cast, monkeypatch
):
    case, beyond = _said_too_much(cast)
    monkeypatch.setattr(asking, "FEW", 0)
    question = Question(worker=NUMBER, stream=STREAM, day=beyond)
    inside = Question(worker=NUMBER, stream=STREAM, day=INSIDE)
    given = asked(actor=cast.act("cora"), questions=[question, inside], at=LATER)
    assert [one.word for one in given.answers] == ["hold", "hold"]
    assert fresh(case).payroll_edition == EDITION - 1
    assert given.record is not None
    then = asked(actor=cast.act("cora"), questions=[question], at=LATER, known_at=NOW)
    assert [one.word for one in then.answers] == ["hold"], (
        "it stands still, whatever moment is named"
    )
    for one in replay(given.record, LATER):
        assert one.then.word == one.now.word == "hold", "now is what a question would hear now"
        assert one.drift == ()
    fill_the_index(LATER)
    for record in GateRecord.objects.all():
        for one in replay(record, LATER):
            assert (one.then, one.drift) == (one.again, ()), "it was held then, and is again"
    after = asked(actor=cast.act("cora"), questions=[question, inside], at=LATER)
    assert [one.word == "exempt" for one in after.answers] == [False, True]


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1), LATER - NOW])
def test_no_moment_that_is_named_gets_what_the_old_index_says_still(cast, ago):
    """A client that sends the time of its own clock, a little late, is not told what the old rules said."""
    case, beyond = _said_too_much(cast)
    found = answer(cast, beyond, known_at=LATER - ago)
    assert found.word != "exempt"
    assert fresh(case).payroll_edition == EDITION, "worked out on the spot"
    assert answer(cast, INSIDE, known_at=LATER - ago).word == "exempt", "both editions say so"
    for record in GateRecord.objects.all():
        assert replay(record, LATER)[0].drift == ()


def test_what_was_told_before_the_upgrade_is_replayed_as_it_was(cast):
    case, beyond = _said_too_much(cast)
    Case.objects.update(payroll_edition=EDITION)
    told = answer(cast, beyond)
    assert told.word == "exempt"
    Case.objects.update(payroll_edition=EDITION - 1)
    (found,) = replay(GateRecord.objects.get(), LATER)
    assert (found.again, found.drift, found.now.word) == (told, (), "hold")
    assert found.now.case == case.reference


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=1)])
def test_a_call_that_takes_long_does_not_get_what_was_replaced_meanwhile(cast, ago):
    """It took its moment, read its lines, and meanwhile the hour worked the case out anew."""
    _case, beyond = _said_too_much(cast)
    fill_the_index(LATER + timedelta(seconds=1))
    found = answer(cast, beyond, at=LATER, known_at=LATER - ago)
    assert (found.word, found.certificate) == ("hold", "")
    assert "changed while this was asked" in found.reason
    assert answer(cast, INSIDE, at=LATER).word == "exempt", "what still stands proves"
    for record in GateRecord.objects.all():
        assert replay(record, LATER + timedelta(days=1))[0].drift == ()


def test_the_hourly_look_reads_no_case_that_is_not_behind(cast):
    """PostgreSQL and SQLite alike find them by an index; a scan is 2 GB an hour at a million cases."""
    payable(cast)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "case_payroll_edition" in behind().order_by().explain()
    assert not behind().exists()
    Case.objects.update(payroll_edition=EDITION - 1)
    assert behind().count() == Case.objects.count()
