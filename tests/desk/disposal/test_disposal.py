"""Disposal of closed cases: nothing early, nothing of the person left, and everything that was told still proves.

The world of the desk's tests has one of every record. Its worker's name, numbers, birth and address are looked for in every
column of every table, decrypted, and in every file that is kept.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.desk.cast import NOW, employer_of, posting_to_france
from tests.desk.proof.walk import fresh, released
from tests.desk.request.walk import decided_case
from tests.desk.whole.world import make_world
from tests.payroll.walk import INSIDE, STREAM, answer, payable
from totalis.casework.models import (
    Case,
    CaseHold,
    Certificate,
    DisposalPolicy,
    Employer,
    PayrollSpan,
    RecordRevision,
    Worker,
)
from totalis.casework.selectors.disposal import disposal_page, why_kept
from totalis.casework.services import disposing
from totalis.casework.services.cases import add_party
from totalis.casework.services.closing import close_case, reopen_case
from totalis.casework.services.disposing import dispose_due, of_case, staying
from totalis.casework.services.keeping import hold_case, lift_hold, set_disposal
from totalis.casework.services.payroll_index import fill
from totalis.casework.tasks.nightly import turn_the_day
from totalis.casework.tasks.payroll import fill_the_index
from totalis.exposure.models import ContributionLine
from totalis.gate.spans import EDITION
from totalis.kernel.errors import InputError
from totalis.payroll.models import GateRecord
from totalis.payroll.selectors.records import replay
from totalis.procedure.casefile import PartyRole
from totalis.webbase import clock
from totalis.webbase.accounts.actor import MissingRightError
from totalis.webbase.audit import services as audit
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.tasks import let_go_unused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.webbase.accounts.models import Organisation

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=366 * 12)
LATER = NOW + YEARS
"""Longer after than seven years, and after every last day."""
NEEDLES = (
    *("maria", "rivera", "536904399", "536-90-4399", "1988-03-14", "14 march 1988"),
    *("light street", "baltimore"),
)


def policy(cast: Any, *, allowed: bool = True, at: Any = NOW) -> DisposalPolicy:
    """Eve sets it."""
    return set_disposal(actor=cast.act("eve"), allowed=allowed, reason="Schedule 12.", at=at)


def closed(cast: Any, case: Case, who: str = "ada") -> Case:
    return close_case(actor=cast.act(who), case=case, reason="It is over.", at=NOW)


def everything(house: Organisation) -> Iterator[tuple[str, str]]:
    """Every value of every row of an organisation, as text, decrypted, and every file; rows of nobody's as well."""
    for model in apps.get_models():
        rows = model._base_manager.all()
        if any(field.name == "organisation" for field in model._meta.concrete_fields):
            rows = rows.filter(organisation=house)
        for row in rows:
            for field in model._meta.local_concrete_fields:
                value = getattr(row, field.attname)
                text = json.dumps(value, default=str, ensure_ascii=False)
                yield f"{model._meta.label}.{field.name}", text
    for blob in Blob.objects.of(house):
        yield f"file {blob.media_type}", content(blob).decode("utf-8", "replace")


def where_named(house: Organisation) -> set[str]:
    """Where the worker is still named."""
    return {
        place
        for place, text in everything(house)
        if any(needle in text.lower() for needle in NEEDLES)
    }


def test_nothing_of_the_person_is_left_and_everything_still_proves():
    cast = (world := make_world()).cast
    house = cast.borealis
    case = world.houses["borealis"].case
    kept = GateRecord.objects.get(organisation=house)
    before = list(PayrollSpan.objects.filter(case=case).values_list("pk", "first", "word"))
    assert len(where_named(house)) > 15, "the world names her in too few places"
    others = where_named(cast.cobalt)
    for one in Case.objects.of(house).filter(closed_at=None):
        closed(cast, fresh(one))
    policy(cast)
    assert why_kept(fresh(case), LATER.date()) == "It is held: An audit"
    lift_hold(actor=cast.act("eve"), hold=CaseHold.objects.get(case=case), because="Over", at=NOW)
    assert "day of payment is not known" in why_kept(fresh(case), LATER.date())
    ContributionLine.objects.update(paid_on=NOW.date())
    assert dispose_due(LATER) == Case.objects.of(house).count() >= 2
    connection.check_constraints()
    let_go_unused(LATER + timedelta(days=8))
    assert where_named(house) == set()
    assert where_named(cast.cobalt) == others, "another organisation's are not touched"
    assert verify_chain(house) == []
    # What payroll was told, and what it rested on.
    after = list(PayrollSpan.objects.filter(case=case).values_list("pk", "first", "word"))
    assert after == before
    (replayed,) = replay(GateRecord.objects.get(pk=kept.pk), LATER)
    assert replayed.then == replayed.again
    assert replayed.drift == ()
    assert replayed.now.word == "withhold"
    assert Certificate.objects.get(case=case).number == "US-FR-1"
    entry = AuditEntry.objects.of(house).filter(case_reference=case.reference).latest("number")
    assert (entry.verb, entry.who) == ("disposed of case", "Disposal of closed cases")


def test_an_exempt_answer_is_proved_for_its_day_after_the_case_is_gone(cast):
    case, certificate = payable(cast)
    told = answer(cast)
    assert told.word == "exempt"
    record = GateRecord.objects.get()
    closed(cast, case)
    policy(cast)
    assert dispose_due(LATER) == 1
    (found,) = replay(GateRecord.objects.get(pk=record.pk), LATER)
    assert found.then == found.again == told
    assert (found.again.certificate_number, found.again.match) == (certificate.number, told.match)
    assert found.again.approval is not None
    assert found.now.word == "withhold", "nobody has the staff number any more"
    Case.objects.update(payroll_edition=EDITION - 1)
    assert not fill(case.pk, LATER), "another edition of the rules does not rewrite it from nothing"
    assert replay(record, LATER)[0].again == told


DAY = NOW.date() + timedelta(days=4000)
near = st.integers(-3, 3)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    closed_at=st.booleans(),
    kept=near,
    end=st.none() | near | st.integers(-5 * 366, -4 * 365),
    withdrawn=st.booleans(),
    dated=st.none() | near,
    hold=st.sampled_from(["none", "stands", "lifted"]),
    allowed=st.booleans(),
    begins=near,
)
def test_nothing_goes_early_and_nothing_stays_for_no_reason(
    life, closed_at, kept, end, withdrawn, dated, hold, allowed, begins
):
    """An oracle in one line beside whatever columns may say, three days to each side."""
    case, cast = life
    at = NOW + timedelta(days=4000)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            closed_at=NOW if closed_at else None,
            keep_until=DAY + timedelta(days=kept) if closed_at else None,
            dates=[]
            if dated is None
            else [{"day": (DAY + timedelta(days=dated)).isoformat(), "says": "x"}],
        )
        Certificate.objects.filter(case=case).update(
            end=None if end is None else DAY + timedelta(days=end),
            withdrawn_on=NOW.date() if withdrawn else None,
        )
        if hold != "none":
            CaseHold.objects.create(
                organisation=case.organisation,
                case=case,
                why="Audit",
                made_at=NOW,
                lifted_at=NOW if hold == "lifted" else None,
            )
        DisposalPolicy.objects.create(
            organisation=case.organisation,
            allowed=allowed,
            reason="x",
            begins_on=DAY + timedelta(days=begins),
            made_by=cast.eve,
            made_at=NOW,
        )
        may_go = (
            (closed_at and kept < 0)
            and (withdrawn or (end is not None and end < 0))
            and (end is None or date((DAY + timedelta(days=end)).year + 5, 4, 15) < DAY)
            and (dated is None or dated < 0)
            and hold != "stands"
            and (allowed and begins <= 0)
        )
        assert dispose_due(at) == int(may_go)
        row = Case.objects.get(pk=case.pk)
        assert (row.disposed_at is not None) is may_go
        assert (row.factversion_set.count() == 0) is may_go
        assert (Worker.objects.get(pk=row.worker_id).family_names == "") is may_go
        transaction.set_rollback(True)


@pytest.fixture
def life(cast):
    case, _certificate = released(cast)
    return case, cast


def test_a_crash_in_the_middle_leaves_the_case_whole_and_the_next_night_goes_on(cast, monkeypatch):
    first, _certificate = released(cast)
    closed(cast, first)
    second = closed(cast, fresh(decided_case(cast)))
    policy(cast)
    counted = _rows_of(first)
    real = audit.record

    def dies(**given: Any) -> AuditEntry:
        if given["subject"] == first.reference:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(disposing, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        dispose_due(LATER)
    assert fresh(first).disposed_at is None
    assert _rows_of(first) == counted
    assert verify_chain(cast.borealis) == []

    def fails(**given: Any) -> AuditEntry:
        if given["subject"] == first.reference:
            raise RuntimeError
        return real(**given)

    monkeypatch.setattr(disposing, "record", fails)
    assert dispose_due(LATER) == 1, "one that fails keeps no other waiting"
    assert _rows_of(first) == counted
    assert fresh(second).disposed_at == LATER
    monkeypatch.setattr(disposing, "record", real)
    assert dispose_due(LATER + timedelta(days=1)) == 1
    assert dispose_due(LATER + timedelta(days=2)) == 0


def _rows_of(case: Case) -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.filter(**{way: case}).count()
        for model, way in of_case()
    }


def test_every_kind_of_record_of_a_case_was_decided_on():
    """A new one is deleted unless somebody writes down that it stays; this list is what was decided."""
    found = {model for model, _way in of_case()}
    assert set(staying) <= found
    assert len(found) == len(list(of_case())), "each names its case once"
    assert {model._meta.label for model in staying} == {
        "casework.CaseHold",
        "casework.Certificate",
        "casework.Evidence",
        "casework.Match",
        "casework.PayrollSpan",
        "payroll.GateRecord",
        "payroll.StreamLink",
        "population.ScreenedRow",
    }


def test_a_worker_stays_while_a_case_of_hers_does(cast):
    case, _certificate = released(cast)
    other = posting_to_france(cast.act("ada"), worker=case.worker)
    closed(cast, case)
    policy(cast)
    assert dispose_due(LATER) == 1
    assert Worker.objects.get(pk=case.worker_id).ssn == "536904399"
    closed(cast, fresh(other))
    assert dispose_due(LATER) == 1
    row = Worker.objects.get(pk=case.worker_id)
    assert (row.ssn, row.family_names, row.disposed_at) == ("", "", LATER)


def test_her_own_business_goes_with_the_last_case_that_names_it(cast):
    """A sole trader's business bears her name; an employer is nobody's and stays."""
    ada = cast.act("ada")
    business = employer_of(ada, name="Rivera Translations")
    cases = [posting_to_france(ada), posting_to_france(ada)]
    for case in cases:
        add_party(actor=ada, case=case, role=PartyRole.OWN_BUSINESS_US, employer=business, at=NOW)
    others = set(Employer.objects.values_list("pk", flat=True)) - {business.pk}
    policy(cast)
    for left, case in zip((1, 0), cases, strict=True):
        closed(cast, fresh(case))
        assert dispose_due(LATER) == 1
        assert Employer.objects.filter(pk=business.pk).count() == left
    assert set(Employer.objects.values_list("pk", flat=True)) == others
    assert not RecordRevision.objects.filter(kind="employer", record_id=business.pk).exists()
    assert where_named(cast.borealis) == set()


def test_pages_of_a_case_that_was_disposed_of(cast, as_user):
    case, certificate = payable(cast)
    closed(cast, case)
    policy(cast)
    with clock.stopped_at(LATER):
        dispose_due(LATER)
        ada = as_user("ada")
        base = f"/desk/borealis/cases/{case.reference}/"
        page = ada.get(base)
        assert page.status_code == 410
        shown = page.content.decode()
        assert "Disposed of on" in shown
        assert certificate.number in shown
        assert "disposed of case" in shown
        for path in ("facts/", "certificate/", "history/", "export/", "delivery/", "holds/"):
            answered = ada.get(base + path)
            assert answered.status_code == 410, path
            assert "Disposed of on" in answered.content.decode(), path
            assert "no-store" in answered["Cache-Control"], path
        assert ada.post(f"{base}holds/new/", {"why": "Too late"}).status_code == 410
        assert as_user("gia").get(f"{base}facts/").status_code == 404, "another organisation's"
        for path in ("", "cases/", "workers/", "history/", "payroll/streams/", "exposure/late/"):
            answered = ada.get(f"/desk/borealis/{path}")
            assert answered.status_code == 200, path
            assert "Rivera" not in answered.content.decode(), path
        assert ada.get(f"/desk/borealis/workers/{case.worker_id}/").status_code == 404
        row = fresh(case)
        assert (row.payroll, row.title) == ("withhold", "Disposed of")
        assert row.search_text == case.reference.lower(), "it is still found by its reference"
        with pytest.raises(InputError):
            reopen_case(actor=cast.act("ada"), case=fresh(case), reason="Again", at=LATER)
        with pytest.raises(InputError):
            hold_case(actor=cast.act("ada"), case=fresh(case), why="Too late", at=LATER)


def test_a_hold_says_who_and_why_and_only_an_administrator_lifts_it(cast, as_user):
    case, _certificate = released(cast)
    closed(cast, case)
    policy(cast)
    base = f"/desk/borealis/cases/{case.reference}/holds/"
    ada, eve = as_user("ada"), as_user("eve")
    assert ada.post(f"{base}new/", {"why": ""}).status_code == 422
    assert ada.post(f"{base}new/", {"why": "Audit of 2027"}).status_code == 302
    hold = CaseHold.objects.get()
    assert (hold.made_by, hold.why) == (cast.ada, "Audit of 2027")
    assert dispose_due(LATER) == 0
    assert disposal_page(cast.borealis, LATER.date()).kept[0].why == "It is held: Audit of 2027"
    with clock.stopped_at(LATER):
        listed = as_user("eve").get("/desk/borealis/disposal/").content.decode()
    assert "It is held: Audit of 2027" in listed
    assert as_user("ada").post(f"{base}{hold.pk}/lift/", {"because": "x"}).status_code == 403
    with pytest.raises(MissingRightError):
        lift_hold(actor=cast.act("ada"), hold=hold, because="x", at=NOW)
    assert "Audit of 2027" in eve.get(base).content.decode()
    assert eve.post(f"{base}{hold.pk}/lift/", {"because": "The audit is over"}).status_code == 302
    with pytest.raises(InputError):
        lift_hold(actor=cast.act("eve"), hold=hold, because="again", at=NOW)
    verbs = AuditEntry.objects.filter(case_reference=case.reference).values_list("verb", flat=True)
    assert {"held case", "lifted hold"} <= set(verbs)
    assert dispose_due(LATER) == 1


def test_the_policy_is_off_until_an_administrator_sets_it_and_begins_a_week_later(cast, as_user):
    case, _certificate = released(cast)
    closed(cast, case)
    assert dispose_due(LATER) == 0
    policy(cast, allowed=False)
    assert dispose_due(LATER) == 0
    with clock.stopped_at(LATER):
        address = "/desk/borealis/disposal/"
        assert as_user("ada").get(address).status_code == 403
        eve = as_user("eve")
        for wrong in ({"reason": ""}, {"allowed": ""}):
            given = {"allowed": "yes", "reason": "Schedule 12."} | wrong
            assert eve.post(address, given).status_code == 422
        assert case.reference in eve.get(address).content.decode()
        done = eve.post(address, {"allowed": "yes", "reason": "Schedule 12."})
        assert done.status_code == 302
    assert dispose_due(LATER + timedelta(days=6)) == 0
    assert dispose_due(LATER + timedelta(days=7)) == 1


def test_switching_it_off_stops_a_night_that_runs(cast, monkeypatch):
    case, _certificate = released(cast)
    closed(cast, case)
    standing = policy(cast)
    real = disposing.dispose

    def switched_off(**more):
        policy(cast, allowed=False, at=LATER)
        return real(**more)

    monkeypatch.setattr(disposing, "dispose", switched_off)
    assert dispose_due(LATER) == 0
    assert not real(number=case.pk, policy=standing, at=LATER)
    assert fresh(case).disposed_at is None


def test_the_other_work_of_the_night_passes_it_by(cast):
    case, _certificate = payable(cast)
    closed(cast, case)
    policy(cast)
    assert dispose_due(LATER) == 1
    Case.objects.update(payroll_edition=EDITION - 1)
    before = list(PayrollSpan.objects.values_list())
    with clock.stopped_at(LATER):
        fill_the_index(LATER)
        for night in range(7):  # each case is looked at once a week, whatever its dates say
            turn_the_day(LATER + timedelta(days=night))
    assert list(PayrollSpan.objects.values_list()) == before
    row = fresh(case)
    assert (row.payroll_edition, row.dates, row.next_action) == (EDITION, [], "")
    assert verify_chain(cast.borealis) == []


def test_the_case_is_held_before_it_is_asked_what_keeps_it(cast):
    """A hold or a reopening of this very moment is seen: its case waits for whoever acts on it."""
    case, _certificate = released(cast)
    closed(cast, case)
    standing = policy(cast)
    with CaptureQueriesContext(connection) as asked:
        assert disposing.dispose(number=case.pk, policy=standing, at=LATER)
    read = [
        one["sql"]
        for one in asked
        if 'SELECT "casework_case"."id"' in one["sql"] or 'FROM "casework_casehold"' in one["sql"]
    ]
    assert 'SELECT "casework_case"."id"' in read[0]
    assert ("FOR UPDATE" in read[0]) is connection.features.has_select_for_update
    assert 'FROM "casework_casehold"' in read[1]


def test_the_chain_names_no_worker_and_no_document(cast):
    """What is written into the chain from a case's first fact to payroll's first answer."""
    payable(cast)
    answer(cast, INSIDE, stream=STREAM)
    texts = [
        f"{one.subject} {json.dumps(one.details)}".lower()
        for one in AuditEntry.objects.of(cast.borealis)
    ]
    assert len(texts) > 10
    for needle in (*NEEDLES, "certificate as received"):
        assert not [text for text in texts if needle in text], needle
