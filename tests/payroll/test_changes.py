"""Programs hear of an answer that changed: once, for the days that changed, in the transaction of the change."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from tests.desk.cast import NOW, worker_of
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, named, payable
from totalis.casework.services.cases import change_case
from totalis.casework.services.certificates import withdraw_certificate
from totalis.payroll.models import StreamLink
from totalis.payroll.services.changes import CHANGED
from totalis.payroll.services.links import unlink_stream
from totalis.webbase.webhooks.models import Endpoint, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening(cast):
    Endpoint.objects.create(
        organisation=cast.borealis,
        url="https://payroll.example.org/hook",
        kinds=[CHANGED.key],
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",  # noqa: S106 - of a test
        made_by=cast.eve,
        made_at=NOW,
    )
    return cast


def heard():
    return [json.loads(one.body)["data"] for one in Message.objects.order_by("pk")]


def test_a_withdrawal_tells_of_the_days_that_fall(listening):
    case, certificate = payable(listening)
    Message.objects.all().delete()
    withdraw_certificate(
        actor=listening.act("ada"),
        case=case,
        certificate=certificate,
        on=INSIDE,
        reason="Error",
        at=LATER,
    )
    told = [one for one in heard() if one["after"] == "withhold"]
    (one,) = [one for one in told if one["before"] == "exempt"]
    assert (one["worker"], one["stream"], one["case"]) == (NUMBER, STREAM, case.reference)
    assert certificate.end is not None
    assert (one["first"], one["last"]) == (INSIDE.isoformat(), certificate.end.isoformat())
    assert "Error" in one["reason"]
    assert not [one for one in heard() if one["last"] and one["last"] < "2026-01-01"]


def test_only_the_days_of_the_link_are_told(listening):
    case, certificate = payable(listening, first=INSIDE - timedelta(days=9), last=INSIDE)
    Message.objects.all().delete()
    withdraw_certificate(
        actor=listening.act("ada"),
        case=case,
        certificate=certificate,
        on=INSIDE,
        reason="Error",
        at=LATER,
    )
    fell = [one for one in heard() if one["after"] == "withhold"]
    assert [(one["first"], one["last"]) for one in fell] == [(INSIDE.isoformat(),) * 2]


def test_linking_and_unlinking_are_told(listening):
    _case, certificate = payable(listening)
    (linked,) = [one for one in heard() if one["after"] == "exempt"]
    assert certificate.end is not None
    assert (linked["before"], linked["last"]) == ("hold", certificate.end.isoformat())
    Message.objects.all().delete()
    link = StreamLink.objects.get()
    unlink_stream(actor=listening.act("cora"), link=link, reason="Wrong", at=LATER)
    (gone,) = [one for one in heard() if one["before"] == "exempt"]
    assert gone["after"] == "hold"


def test_a_number_that_two_workers_share_is_told_and_so_is_its_end(listening):
    payable(listening)
    Message.objects.all().delete()
    ada = listening.act("ada")
    other = worker_of(ada, staff_number=NUMBER, given_names="Mario", ssn="", at=LATER)
    (shared,) = [one for one in heard() if one["before"] == "exempt"]
    assert shared["after"] == "hold"
    Message.objects.all().delete()
    named(listening, other, "E-2002", at=LATER)
    (again,) = [one for one in heard() if one["after"] == "exempt"]
    assert (again["before"], again["worker"]) == ("hold", NUMBER)


def test_what_changes_nothing_for_payroll_is_not_told(listening):
    case, _certificate = payable(listening)
    Message.objects.all().delete()
    case.refresh_from_db()
    change_case(
        actor=listening.act("ada"),
        case=case,
        seen=case.revision,
        title="Another title",
        about="",
        at=LATER,
    )
    assert not heard()


def test_news_of_a_change_that_was_taken_back_is_not_told(listening):
    case, certificate = payable(listening)
    Message.objects.all().delete()
    with transaction.atomic():
        withdraw_certificate(
            actor=listening.act("ada"),
            case=case,
            certificate=certificate,
            on=date(2027, 1, 1),
            reason="Error",
            at=LATER,
        )
        transaction.set_rollback(True)
    assert not heard()
