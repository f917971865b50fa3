"""Every service of exposure: without the right, and with another house's records, nothing happens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from tests.desk.cast import NOW
from tests.exposure_web.samples import CONTRIBUTIONS, slip_csv, taken, typed_run, unknown_line
from totalis.exposure import tasks
from totalis.exposure.models import ChargeResolution, ChargeRun, Classification, ContributionRun
from totalis.exposure.services.contributions import take_contributions
from totalis.exposure.services.resolutions import confirm, resolve, withdraw
from totalis.exposure.services.runs import (
    classify_again,
    say_agreement,
    take_charges,
    type_lines,
)
from totalis.kernel.errors import InputError
from totalis.webbase.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
LINE = {"label": "CSG", "amount": Decimal(5), "currency": "EUR"}


@pytest.fixture
def calls(cast):
    """Each service with records of Borealis, to be called as anybody."""
    ada = cast.act("ada")
    run = typed_run(ada)
    line = unknown_line(run)
    other = typed_run(ada)
    given = resolve(actor=ada, run=other, line=unknown_line(other), category="csg", why="A", at=NOW)
    charges = taken(ada, "charges", slip_csv(), "slip.csv")
    tested = taken(ada, "contributions", CONTRIBUTIONS, "both.csv")
    waiting = ChargeRun.objects.get(register=charges)
    return {
        "take_charges": (lambda who: take_charges(actor=who, register=charges, at=NOW), "ada"),
        "take_contributions": (
            lambda who: take_contributions(actor=who, register=tested, at=NOW),
            "ada",
        ),
        "type_lines": (
            lambda who: type_lines(actor=who, title="S", agreement="FR", lines=[LINE], at=NOW),
            "ada",
        ),
        "say_agreement": (
            lambda who: say_agreement(actor=who, run=waiting, agreement="FR", at=NOW),
            "ada",
        ),
        "classify_again": (lambda who: classify_again(actor=who, run=run, at=NOW), "ada"),
        "resolve": (
            lambda who: resolve(actor=who, run=run, line=line, category="csg", why="B", at=NOW),
            "ada",
        ),
        "confirm": (lambda who: confirm(actor=who, resolution=given.resolution, at=NOW), "ben"),
        "withdraw": (
            lambda who: withdraw(actor=who, resolution=given.resolution, reason="C", at=NOW),
            "ada",
        ),
    }


def test_without_the_right_nothing_happens(calls, cast):
    entries = AuditEntry.objects.count()
    for name, (call, may) in calls.items():
        for who in {"ada", "ben", "cora", "dev", "eve"} - {may}:
            with pytest.raises(PermissionDenied):
                call(cast.act(who))
            assert AuditEntry.objects.count() == entries, f"{name} as {who}"


def test_another_house_has_no_such_records(calls, cast):
    """Hana and Ivan may do at Cobalt what Ada and Ben may at Borealis; of its records they reach none."""
    before = ChargeResolution.objects.values_list("pk", "confirmed_at", "withdrawn_at")
    stood = list(before)
    for name in set(calls) - {"type_lines"}:
        call, may = calls[name]
        with pytest.raises((ObjectDoesNotExist, InputError)):
            call(cast.act({"ada": "hana", "ben": "ivan"}[may]))
    assert list(before.all()) == stood
    assert not ChargeRun.objects.of(cast.cobalt).exists()
    assert not ContributionRun.objects.of(cast.cobalt).exists()


def test_who_may_does(calls, cast):
    call, may = calls["confirm"]
    assert call(cast.act(may)).confirmed_at == NOW
    call, may = calls["withdraw"]
    assert call(cast.act(may)).withdrawn_at == NOW
    call, may = calls["say_agreement"]
    assert call(cast.act(may)).current is not None


def test_what_a_stopped_worker_left_is_asked_for_again(cast, monkeypatch):
    run = typed_run(cast.act("ada"))
    left = Classification.objects.create(
        organisation=run.organisation,
        run=run,
        number=2,
        catalogue="sha256:former",
        working_since=NOW - timedelta(hours=1),
        made_as="Ada",
        made_at=NOW,
    )
    asked: list[int] = []

    class Queue:
        enqueue = asked.append

    monkeypatch.setattr(tasks, "classify_lines", Queue)
    assert tasks.wake_classifications(NOW) == 1
    assert asked == [left.pk]
    assert tasks.wake_classifications(NOW) == 0
