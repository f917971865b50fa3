"""What keeps a case after its last day, and a night that looks at each in its turn."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.desk.cast import NOW
from tests.desk.proof.walk import fresh, released
from totalis.casework.models import Case, Certificate, DisposalPolicy, Match
from totalis.casework.selectors import disposal
from totalis.casework.selectors.disposal import (
    due_by,
    kept_until,
    of_tonight,
    over_by,
    policy_of,
    why_kept,
)
from totalis.casework.services import disposing
from totalis.casework.services.certificates import withdraw_certificate
from totalis.casework.services.closing import close_case
from totalis.casework.services.disposing import dispose_due
from totalis.casework.services.keeping import set_disposal
from totalis.webbase import clock
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.members.services.settings import change_settings

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=366 * 12)


@pytest.fixture
def closed(cast):
    """A released case, closed now, kept for seven years."""
    case, _certificate = released(cast)
    case = close_case(actor=cast.act("ada"), case=case, reason="It is over.", at=NOW)
    set_disposal(actor=cast.act("eve"), allowed=True, reason="Schedule 12.", at=NOW)
    return fresh(case)


def years(cast, number: int) -> None:
    change_settings(actor=cast.act("eve"), name="Borealis", retention_years=number, at=NOW)
    cast.borealis.refresh_from_db()


def test_more_years_protect_the_cases_that_were_closed_before(cast, closed):
    assert kept_until(closed) == NOW.date().replace(year=NOW.year + 7)
    years(cast, 20)
    last = NOW.date().replace(year=NOW.year + 20)
    assert kept_until(fresh(closed)) == last
    assert why_kept(fresh(closed), LATER.date()) == "It is kept until its last day."
    for day, goes in ((LATER.date(), 0), (last, 0), (last + timedelta(days=1), 1)):
        assert over_by(cast.borealis, day).count() == goes
        assert dispose_due(datetime.combine(day, time(3), tzinfo=UTC)) == goes
    assert fresh(closed).keep_until == last, "what is left says until when it was kept"


def test_fewer_years_shorten_nothing_that_was_promised(cast, closed):
    years(cast, 1)
    assert kept_until(fresh(closed)) == NOW.date().replace(year=NOW.year + 7)
    assert not over_by(cast.borealis, NOW.date().replace(year=NOW.year + 2)).exists()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    closing=st.dates(date(2019, 12, 25), date(2020, 3, 5)) | st.just(date(2020, 2, 29)),
    span=st.integers(1, 12),
    off=st.integers(-2, 2),
)
def test_the_statement_and_the_sentence_draw_the_line_on_the_same_day(closed, closing, span, off):
    """Closed at the last minute of a day, 29 February among them."""
    moment = datetime.combine(closing, time(23, 59, 59), tzinfo=UTC)
    Case.objects.update(closed_at=moment, keep_until=closing)
    Organisation.objects.update(retention_years=span)
    row = fresh(closed)
    last = kept_until(row)
    assert last is not None
    leap = (closing.month, closing.day) == (2, 29) and span % 4 != 0
    assert last == (
        date(closing.year + span, 3, 1) if leap else closing.replace(year=closing.year + span)
    )
    day = last + timedelta(days=off)
    assert over_by(row.organisation, day).exists() is (off > 0)


def test_a_withdrawal_that_lies_ahead_keeps_the_case_as_payroll_exempts_until_then(cast, closed):
    day = LATER.date()
    Certificate.objects.update(end=day + timedelta(days=9), withdrawn_on=day + timedelta(days=1))
    Case.objects.update(dates=[], next_due=None)
    assert "in force" in why_kept(fresh(closed), day)
    assert not due_by(cast.borealis, day).exists()
    Match.objects.update(accepted=False)
    Certificate.objects.update(withdrawn_on=day)
    assert why_kept(fresh(closed), day) == ""
    assert due_by(cast.borealis, day).exists()


@pytest.mark.parametrize(
    ("columns", "year"),
    [
        ({"end": date(2030, 6, 30)}, 2030),
        ({"end": date(2030, 6, 30), "withdrawn_on": date(2027, 1, 1)}, 2030),
        ({"end": None, "withdrawn_on": date(2029, 5, 1)}, 2029),
        (
            {
                "end": date(2028, 6, 30),
                "withdrawn_on": date(2027, 1, 1),
                "withdrawn_at": datetime(2031, 2, 1, tzinfo=UTC),
            },
            2031,
        ),
    ],
)
def test_what_payroll_relied_on_is_proved_four_years_after_the_return(cast, closed, columns, year):
    """Whatever the dates of a case that an earlier version closed leave out: 15 April of the fifth year after."""
    Certificate.objects.update(**columns)
    Case.objects.update(dates=[], next_due=None, keep_until=date(2027, 1, 1), closed_at=NOW)
    Organisation.objects.update(retention_years=1)
    cast.borealis.refresh_from_db()
    last = date(year + 5, 4, 15)
    assert "four years" in why_kept(fresh(closed), last)
    assert not due_by(cast.borealis, last).exists()
    assert why_kept(fresh(closed), last + timedelta(days=1)) == ""
    assert due_by(cast.borealis, last + timedelta(days=1)).exists()


def test_the_dates_of_a_case_whose_certificate_ended_early_say_so(cast):
    case, certificate = released(cast)
    withdraw_certificate(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        on=NOW.date(),
        reason="She came home.",
        at=NOW,
    )
    case = close_case(actor=cast.act("ada"), case=fresh(case), reason="Over", at=NOW)
    assert certificate.end is not None
    kept = [one["day"] for one in fresh(case).dates if one["kind"] == "retention"]
    assert kept == [f"{certificate.end.year + 5}-04-15"]


def test_a_case_that_cannot_be_decrypted_stops_neither_the_night_nor_the_page(
    cast, closed, as_user
):
    other, _certificate = released(cast)
    close_case(actor=cast.act("ada"), case=other, reason="It is over.", at=NOW)
    spoil(closed)
    with clock.stopped_at(LATER):
        page = as_user("eve").get("/desk/borealis/disposal/")
    assert closed.reference in page.content.decode()
    assert dispose_due(LATER) == 1
    assert fresh(other).disposed_at == LATER
    assert Case.objects.only("disposed_at").get(pk=closed.pk).disposed_at is None


def spoil(case: Case) -> None:
    with connection.cursor() as cursor:
        sql = "UPDATE casework_worker SET ssn = %s WHERE id = %s"
        cursor.execute(sql, ["v1:spoiled", case.worker_id])
        sql = "UPDATE casework_certificate SET worker_number = %s WHERE case_id = %s"
        cursor.execute(sql, ["v1:spoiled", case.pk])


@pytest.mark.usefixtures("closed")
def test_what_fails_in_one_organisation_keeps_no_other_waiting(monkeypatch):
    """One that comes before hers cannot be asked for its policy."""
    first = Organisation.objects.create(pk=0, name="First", slug="first", created_at=NOW)

    def fails(house: Organisation) -> DisposalPolicy | None:
        if house == first:
            raise RuntimeError
        return policy_of(house)

    monkeypatch.setattr(disposing, "policy_of", fails)
    assert dispose_due(LATER) == 1


def copies(case: Case, number: int) -> None:
    row = Case.objects.get(pk=case.pk)
    for place in range(number):
        row.pk, row.reference = None, f"TC-2026-9{place:03}"
        row.save(force_insert=True)


def test_a_night_looks_at_so_many_and_each_has_its_turn(cast, closed, monkeypatch):
    copies(closed, 49)
    monkeypatch.setattr(disposal, "A_NIGHT", 20)
    monkeypatch.setattr(disposal, "BATCH", 4)
    nights = [
        [
            pk
            for batch in of_tonight(cast.borealis, LATER.date() + timedelta(days=n))
            for pk in batch
        ]
        for n in range(3)
    ]
    assert [len(night) for night in nights] != [50, 50, 50]
    assert max(len(night) for night in nights) <= 20
    assert sorted(pk for night in nights for pk in night) == sorted(
        Case.objects.filter(closed_at__isnull=False).values_list("pk", flat=True)
    )


def test_what_stays_is_asked_without_being_locked(cast, closed, monkeypatch):
    """A keeper of an app above keeps it, which no statement can tell: nothing is locked for it, night after night."""
    monkeypatch.setattr(disposal, "keepers", [lambda _case, _day: "It is kept."])
    locked: list[int] = []
    monkeypatch.setattr(disposing, "dispose", lambda **given: locked.append(given["number"]))
    assert dispose_due(LATER) == 0
    assert locked == []
    assert due_by(cast.borealis, LATER.date()).count() == 1
    Case.objects.filter(pk=closed.pk).update(next_due=LATER.date())
    assert not due_by(cast.borealis, LATER.date()).exists()
