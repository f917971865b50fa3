"""A case that was disposed of while its worker has another: it proves nothing any more, and names her nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.cast import NOW, posting_to_france, worker_of
from tests.desk.proof.walk import fresh
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, answer, payable
from totalis.casework.models import Case, Worker
from totalis.casework.selectors import records
from totalis.casework.selectors.lists import Shown, chosen, csv_lines, in_order, lines_of
from totalis.casework.selectors.people import cases_of_worker
from totalis.casework.services.cases import open_case
from totalis.casework.services.closing import close_case
from totalis.casework.services.disposing import dispose_due
from totalis.casework.services.keeping import set_disposal
from totalis.casework.services.people import update_worker
from totalis.casework.tasks.payroll import fill_the_index
from totalis.exposure.selectors.people import cases_by_number
from totalis.gate.spans import EDITION
from totalis.kernel.errors import InputError
from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.records import replay
from totalis.payroll.services.links import link_stream

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=366 * 12)


def disposed_of(cast, case: Case) -> Case:
    """Closed, kept for its years, and disposed of one night."""
    close_case(actor=cast.act("ada"), case=fresh(case), reason="It is over.", at=LATER)
    set_disposal(actor=cast.act("eve"), allowed=True, reason="Schedule 12.", at=LATER)
    assert dispose_due(AFTER) == 1
    return fresh(case)


@pytest.fixture
def one_of_two(cast):
    """A case that exempted, disposed of, beside another of the same worker; what was told of it."""
    case, _certificate = payable(cast)
    told = answer(cast)
    assert told.word == "exempt"
    other = posting_to_france(cast.act("ada"), worker=case.worker)
    return disposed_of(cast, case), other, told


def test_it_proves_nothing_from_that_moment_on_and_is_replayed_for_before(cast, one_of_two):
    case, _other, told = one_of_two
    for edition in (EDITION, EDITION - 1):
        Case.objects.filter(pk=case.pk).update(payroll_edition=edition)
        found = answer(cast, at=AFTER)
        assert (found.word, found.case, found.certificate) == ("withhold", case.reference, "")
        assert "disposed of" in found.reason
        assert answer(cast, at=AFTER, known_at=LATER).word == "exempt", "as it was known then"
        (again,) = replay(GateRecord.objects.earliest("pk"), AFTER)
        assert (again.again, again.drift, again.now.word) == (told, (), "withhold")
    fill_the_index(AFTER)
    assert fresh(case).payroll_edition == EDITION, "the hour does not come back to it"
    assert answer(cast, at=AFTER).word == "withhold"
    assert case.reference not in answer(cast, stream="board fees", at=AFTER).reason


def test_a_call_that_began_before_the_disposal_is_held(cast, one_of_two):
    _case, _other, _told = one_of_two
    found = answer(cast, at=AFTER - timedelta(seconds=1))
    assert found.word == "hold"
    assert "changed while this was asked" in found.reason


def test_no_stream_is_linked_to_it(cast, one_of_two):
    case, other, _told = one_of_two
    for stream in (STREAM, "bonus"):
        with pytest.raises(InputError) as refused:
            link_stream(actor=cast.act("cora"), case=case, stream=stream, at=AFTER)
        assert "disposed of" in refused.value.problems[0].found
    link_stream(actor=cast.act("cora"), case=fresh(other), stream="bonus", at=AFTER)


def test_lists_do_not_say_whose_it_was(cast, one_of_two, as_user):
    case, other, _told = one_of_two
    ada = cast.act("ada")
    rows = in_order(chosen(ada, Shown(), AFTER.date()), "new")
    named = {one.case.pk: one.worker for one in lines_of(ada, rows, AFTER.date())}
    assert (named[case.pk], named[other.pk]) == ("", str(other.worker))
    written = {line.split(",")[0]: line for line in csv_lines(ada, rows, AFTER.date())}
    assert "Rivera" not in written[case.reference]
    assert "Rivera" in written[other.reference]
    assert [one.pk for one in cases_of_worker(ada, other.worker)] == [other.pk]
    assert [one.pk for one in cases_by_number(ada, NUMBER)] == [other.pk]
    shown = as_user("ada").get("/desk/borealis/payroll/streams/").content.decode()
    assert case.reference in shown
    assert "Rivera" not in shown


def test_a_record_that_was_read_before_its_disposal_is_neither_filled_nor_used_again(cast):
    ada = cast.act("ada")
    stale = worker_of(ada, staff_number="E-7")
    case = posting_to_france(ada, worker=stale)
    stale = Worker.objects.get(pk=stale.pk)
    before = records.worker(stale)
    disposed_of(cast, case)
    row = Worker.objects.get(pk=stale.pk)
    assert (row.family_names, row.revision) == ("", stale.revision + 1)
    for seen in (stale.revision, row.revision):
        with pytest.raises(InputError):
            update_worker(actor=ada, worker=stale, seen=seen, given=before, at=AFTER)
    with pytest.raises(InputError):
        open_case(actor=ada, title="Again", worker=stale, at=AFTER)
    assert Worker.objects.get(pk=stale.pk).family_names == ""
    assert Case.objects.count() == 1
    assert answer(cast, INSIDE, worker="E-7", at=AFTER).word == "withhold"
