"""The gate's answers out of the tables: what exempts, what does not, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW, posting_to_france, worker_of
from tests.desk.proof.walk import fresh, released
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, answer, named, payable
from totalis.casework.models import Case, PayrollSpan
from totalis.casework.services.certificates import withdraw_certificate
from totalis.casework.tasks.payroll import fill_the_index
from totalis.gate.question import Question
from totalis.gate.spans import EDITION
from totalis.kernel.errors import InputError
from totalis.payroll.models import GateRecord, StreamLink
from totalis.payroll.selectors.records import Altered, answers_of, replay
from totalis.payroll.services import ask_many, asked
from totalis.payroll.services.links import link_stream, unlink_stream

pytestmark = pytest.mark.django_db


def without_index() -> None:
    """As cases stood before there was an index."""
    PayrollSpan.objects.all().delete()
    Case.objects.update(payroll_edition=0)


def test_exempt_names_certificate_match_and_who_released_it(cast):
    case, certificate = payable(cast)
    found = answer(cast)
    assert found.word == "exempt"
    assert (found.case, found.certificate) == (case.reference, str(certificate.pk))
    assert found.certificate_number == certificate.number
    assert found.match == str(certificate.matches.get().pk)
    assert found.approval is not None
    assert found.approval.accepted_by == cast.ben.name
    assert (found.approval.released_by, found.approval.released_at) == (cast.cora.name, NOW)
    assert found.valid_until == certificate.end
    assert (found.covered_by, found.exempt_in) == ("US", "FR")
    assert found.known_at == LATER


def test_nothing_on_file_is_withheld_and_says_what_to_do(cast):
    payable(cast)
    nobody = answer(cast, worker="E-9999")
    assert (nobody.word, nobody.case) == ("withhold", "")
    assert "Nobody has the staff number 'E-9999'" in nobody.reason
    elsewhere = answer(cast, worker=NUMBER.lower())
    assert elsewhere.word == "withhold"


def test_a_stream_that_is_not_linked_holds_where_a_case_may_concern_it(cast):
    case, certificate = payable(cast)
    other = answer(cast, stream="board fees")
    assert other.word == "hold"
    assert f"Link it if it is of {case.reference}" in other.reason
    outside = answer(cast, certificate.start - timedelta(days=1), stream="board fees")
    assert outside.word == "withhold"


def test_a_link_counts_on_its_days_alone(cast):
    case, _certificate = payable(cast, first=INSIDE, last=INSIDE)
    assert answer(cast, INSIDE).word == "exempt"
    for day in (INSIDE - timedelta(days=1), INSIDE + timedelta(days=1)):
        found = answer(cast, day)
        assert found.word == "hold"
        assert case.reference in found.reason


def test_two_workers_with_one_number_are_a_doubt(cast):
    payable(cast)
    worker_of(cast.act("ada"), staff_number=NUMBER, given_names="Mario", at=LATER)
    assert answer(cast, known_at=NOW).word == "exempt"
    found = answer(cast)
    assert found.word == "hold"
    assert "2 workers have the staff number" in found.reason


def test_a_number_that_went_to_another_worker_does_not_take_the_exemption_along(cast):
    case, _certificate = payable(cast)
    named(cast, case.worker, "E-2002", at=LATER)
    worker_of(cast.act("ada"), staff_number=NUMBER, given_names="Mario", at=LATER)
    found = answer(cast)
    assert found.word == "hold"
    assert "about another worker" in found.reason


def test_a_day_before_and_after_the_certificate_is_withheld(cast):
    _case, certificate = payable(cast)
    assert certificate.end is not None
    assert answer(cast, certificate.start).word == "exempt"
    assert answer(cast, certificate.end).word == "exempt"
    for day in (certificate.start - timedelta(days=1), certificate.end + timedelta(days=1)):
        assert answer(cast, day).word == "withhold"
    for day in (date.min, date.max):
        assert answer(cast, day).word == "withhold"


def test_another_house_has_nothing_here(cast):
    payable(cast)
    question = Question(worker=NUMBER, stream=STREAM, day=INSIDE)
    (found,) = ask_many(actor=cast.act("jo"), questions=[question], at=LATER)
    assert found.word == "withhold"
    assert "Nobody has the staff number" in found.reason


def test_the_past_is_answered_as_it_was_known(cast):
    case, certificate = payable(cast)
    gone = LATER + timedelta(hours=1)
    withdraw_certificate(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        on=INSIDE,
        reason="Error",
        at=gone,
    )
    now = answer(cast, at=gone)
    assert (now.word, now.changed, now.approval) == ("withhold", True, None)
    assert "Error" in now.reason
    then = answer(cast, at=gone, known_at=gone - timedelta(microseconds=1))
    assert (then.word, then.known_at) == ("exempt", gone - timedelta(microseconds=1))
    assert answer(cast, INSIDE - timedelta(days=1), at=gone).word == "exempt"
    before = answer(cast, at=gone, known_at=NOW - timedelta(days=1))
    assert before.word == "withhold"


def test_no_row_of_the_index_says_two_things_of_a_day(cast):
    case, certificate = payable(cast)
    withdraw_certificate(
        actor=cast.act("ada"), case=case, certificate=certificate, on=INSIDE, reason="x", at=LATER
    )
    for moment in (NOW, LATER):
        rows = [
            row
            for row in PayrollSpan.objects.filter(case=case, known_from__lte=moment)
            if row.known_until is None or row.known_until > moment
        ]
        rows.sort(key=lambda row: row.first)
        assert (rows[0].first, rows[-1].last) == (date.min, date.max)
        ends = [row.last + timedelta(days=1) for row in rows[:-1]]
        assert ends == [row.first for row in rows[1:]]


def test_every_answer_is_kept_and_replayed(cast):
    case, certificate = payable(cast)
    given = answer(cast)
    (record,) = GateRecord.objects.all()
    assert (record.word, record.case, record.count) == ("exempt", case, 1)
    assert (record.asked_by, record.asked_as) == (cast.cora, cast.cora.name)
    gone = LATER + timedelta(hours=1)
    withdraw_certificate(
        actor=cast.act("ada"), case=case, certificate=certificate, on=INSIDE, reason="x", at=gone
    )
    record.refresh_from_db()
    (replayed,) = replay(record, gone)
    assert replayed.then == replayed.again == given
    assert replayed.drift == ()
    assert replayed.now.word == "withhold"
    assert set(replayed.differences) >= {"word", "valid_until", "changed"}


def test_many_are_kept_as_one_record_that_gives_each_of_them_back(cast):
    payable(cast)
    questions = [
        Question(worker=NUMBER, stream=STREAM, day=INSIDE + timedelta(days=day))
        for day in range(50)
    ] + [Question(worker="nobody", stream="ß/; --", day=INSIDE)]
    answers, record = asked(actor=cast.act("cora"), questions=questions, at=LATER)
    assert record is not None
    assert GateRecord.objects.count() == 1
    assert record.words == {"exempt": 50, "withhold": 1}
    assert answers_of(GateRecord.objects.get()) == answers
    assert [one.then for one in replay(record, LATER)] == answers
    assert not any(one.differences for one in replay(record, LATER))


def test_what_was_altered_is_not_shown_as_given(cast):
    payable(cast)
    answer(cast, INSIDE - timedelta(days=9000))
    record = GateRecord.objects.get()
    record.answer = {**record.answer, "word": "exempt"} if record.answer else None
    record.save()
    with pytest.raises(Altered):
        answers_of(record)


def test_nothing_is_kept_where_nothing_is_to_be_kept(cast):
    question = Question(worker=NUMBER, stream=STREAM, day=INSIDE)
    ask_many(actor=cast.act("cora"), questions=[question], at=LATER, record=False)
    assert not GateRecord.objects.exists()


@pytest.mark.parametrize(
    ("questions", "known_at", "path"),
    [
        ([], None, "questions"),
        ([Question(worker=" ", stream="a", day=INSIDE)], None, "questions[0].worker"),
        ([Question(worker="a", stream="a" * 121, day=INSIDE)], None, "questions[0].stream"),
        ([Question(worker="a", stream="a\0", day=INSIDE)], None, "questions[0].stream"),
        ([Question(worker="a", stream="a", day=INSIDE)], LATER + timedelta(days=1), "known_at"),
    ],
)
def test_what_cannot_be_asked(cast, questions, known_at, path):
    with pytest.raises(InputError) as refusal:
        ask_many(actor=cast.act("cora"), questions=questions, at=LATER, known_at=known_at)
    assert refusal.value.problems[0].path == path
    assert not GateRecord.objects.exists()


def test_links(cast):
    case, _certificate = payable(cast, first=date(2027, 1, 1), last=date(2027, 12, 31))
    with pytest.raises(InputError, match="at stream"):
        link_stream(
            actor=cast.act("ada"), case=case, stream=STREAM, first=date(2027, 12, 31), at=LATER
        )
    link_stream(actor=cast.act("ada"), case=case, stream=STREAM, first=date(2028, 1, 1), at=LATER)
    with pytest.raises(PermissionDenied):
        link_stream(actor=cast.act("dev"), case=case, stream="other", at=LATER)
    link = StreamLink.objects.earliest("pk")
    with pytest.raises(InputError):
        unlink_stream(actor=cast.act("ada"), link=link, reason=" ", at=LATER)
    with pytest.raises(PermissionDenied):
        unlink_stream(actor=cast.act("ben"), link=link, reason="wrong", at=LATER)
    unlink_stream(actor=cast.act("cora"), link=link, reason="wrong", at=LATER)
    assert answer(cast).word == "hold"
    assert answer(cast, known_at=NOW).word == "exempt"
    with pytest.raises(InputError):
        unlink_stream(actor=cast.act("cora"), link=link, reason="again", at=LATER)


def test_a_worker_without_a_staff_number_cannot_be_linked(cast):
    case, _certificate = released(cast)
    with pytest.raises(InputError, match="at case"):
        link_stream(actor=cast.act("cora"), case=fresh(case), stream=STREAM, at=NOW)


def test_a_case_from_before_the_index_is_worked_out_when_it_is_linked(cast):
    case, _certificate = released(cast)
    named(cast, case.worker)
    without_index()
    link_stream(actor=cast.act("cora"), case=fresh(case), stream=STREAM, at=LATER)
    assert answer(cast).word == "exempt"


def test_cases_from_before_the_index_are_worked_out_in_the_background(cast):
    released(cast)
    names = ("first", "last", "word", "reason", "certificate", "match", "valid_until")
    written = list(PayrollSpan.objects.filter(known_until=None).values_list(*names))
    without_index()
    fill_the_index(LATER)
    again = PayrollSpan.objects.order_by("pk")
    assert sorted(again.values_list(*names), key=str) == sorted(written, key=str)
    assert {one.known_from for one in again} == {NOW}
    fill_the_index(LATER)
    assert PayrollSpan.objects.count() == len(written)


def test_what_an_earlier_edition_said_is_worked_out_anew_and_stays_as_known_then(cast):
    case, certificate = payable(cast)
    standing = PayrollSpan.objects.filter(case=case, known_until=None)
    # As an edition that knew less of the rules had it: exempt on the day after the certificate, too.
    beyond = (certificate.end or INSIDE) + timedelta(days=1)
    late = standing.get(first=beyond)
    PayrollSpan.objects.filter(pk=late.pk).update(word="exempt", state="exempt")
    Case.objects.update(payroll_edition=EDITION - 1)
    fill_the_index(LATER)
    assert answer(cast, beyond, known_at=NOW).word == "exempt"
    assert answer(cast, beyond).word != "exempt"
    assert fresh(case).payroll_edition == EDITION
    count = PayrollSpan.objects.count()
    fill_the_index(LATER + timedelta(hours=1))
    assert PayrollSpan.objects.count() == count


def test_who_may_not_view_does_not_ask(cast):
    nobody = replace(cast.act("cora"), rights=frozenset())
    question = Question(worker=NUMBER, stream=STREAM, day=INSIDE)
    with pytest.raises(PermissionDenied):
        ask_many(actor=nobody, questions=[question], at=LATER)
    assert not GateRecord.objects.exists()


def test_a_case_without_an_index_is_a_doubt(cast):
    payable(cast)
    PayrollSpan.objects.all().delete()
    assert answer(cast).word == "hold"


def test_two_links_that_came_about_somehow_are_a_doubt(cast):
    case, _certificate = payable(cast)
    other = posting_to_france(cast.act("ada"), worker=case.worker)
    StreamLink.objects.create(
        organisation=cast.borealis, staff_number=NUMBER, stream=STREAM, case=other, made_at=NOW
    )
    found = answer(cast)
    assert found.word == "hold"
    assert "linked more than once" in found.reason
