"""The way of a message: with its change or not at all, signed, again and again under one id, and given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult
from standardwebhooks import Webhook, WebhookVerificationError

from tests import databases
from tests.webhooks.conftest import CHANGED, OTHER
from totalis.cli.work import drain
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.notices.models import Notice
from totalis.webbase.webhooks import outbox
from totalis.webbase.webhooks.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Message,
)
from totalis.webbase.webhooks.services import (
    announce_all,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
    switch,
)
from totalis.webbase.webhooks.tasks import forget_old_messages, wake_webhooks

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@contextmanager
def later(**by):
    """The clock stands so much later."""
    with clock.stopped_at(clock.now() + timedelta(**by)):
        yield clock.now()


def say(organisation, n=1, kind=CHANGED):
    return announce_all(organisation, kind, [{"n": n}], clock.now())


def work(endpoint):
    """One round for an endpoint."""
    return outbox.send_waiting.func(endpoint.pk)


def verified(receiver, secret, number=-1):
    got = receiver.got[number]
    return Webhook(secret).verify(got.body, got.headers)


# ── a message ──


def test_a_message_arrives_signed(cast, endpoint, receiver):
    made = endpoint()
    data = {"answer": 7, "day": date(2026, 3, 14), "amount": Decimal("12.30"), "was": None}
    announce_all(cast.borealis, CHANGED, [data], clock.now())
    drain()
    told = verified(receiver, made.secret)
    assert told["type"] == CHANGED
    assert told["timestamp"] == clock.now().isoformat()
    assert told["data"] == {"answer": 7, "day": "2026-03-14", "amount": "12.30", "was": None}
    (delivery,) = Delivery.objects.all()
    assert delivery.state == DeliveryState.DELIVERED
    assert delivery.attempts.get().status == 204
    assert receiver.ids == [delivery.message.identifier]


def test_the_signature_is_that_of_the_specification(cast, endpoint, receiver):
    """By hand: HMAC-SHA256 over id, timestamp and body, joined by full stops, under the secret's bytes."""
    made = endpoint()
    say(cast.borealis)
    work(made.endpoint)
    (got,) = receiver.got
    signed = b".".join(
        [got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body]
    )
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    assert 24 <= len(key) <= 64
    by_hand = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{by_hand}"


def test_a_changed_body_or_another_secret_does_not_verify(cast, endpoint, receiver):
    made, other = endpoint(), endpoint(chosen=[OTHER])
    say(cast.borealis)
    work(made.endpoint)
    with pytest.raises(WebhookVerificationError):
        verified(receiver, other.secret)
    receiver.got[0].body = receiver.got[0].body.replace(b"1", b"2")
    with pytest.raises(WebhookVerificationError):
        verified(receiver, made.secret)


def test_personal_numbers_are_masked(cast, endpoint):
    endpoint()
    announce_all(cast.borealis, CHANGED, [{"note": "her number is 536-90-4399"}], clock.now())
    assert "536-90-4399" not in Message.objects.get().body


def test_secrets_lie_encrypted(endpoint):
    made = endpoint()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpoint")
        assert made.secret not in str(cursor.fetchall())


# ── to whom ──


def test_it_goes_to_those_who_chose_its_kind_in_that_house(cast, endpoint, receiver):
    made = endpoint()
    endpoint(chosen=[OTHER])
    endpoint("lea")
    assert say(cast.borealis) == 1
    drain()
    assert len(receiver.got) == 1
    assert Delivery.objects.get().endpoint == made.endpoint


def test_where_nobody_listens_nothing_is_kept(cast, endpoint):
    endpoint(chosen=[OTHER])
    assert say(cast.borealis) == 0
    assert not Message.objects.exists()


def test_a_kind_that_nobody_registered_is_a_fault(cast):
    with pytest.raises(LookupError, match="register it first"):
        say(cast.borealis, kind="no.such")


def test_news_stands_or_falls_with_its_change(cast, endpoint, receiver):
    endpoint()

    class ChangeFailedError(Exception):
        pass

    def change():
        with transaction.atomic():
            say(cast.borealis)
            raise ChangeFailedError

    with pytest.raises(ChangeFailedError):
        change()
    drain()
    assert not Message.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not receiver.got


def test_many_at_once_wake_one_worker_and_all_arrive(cast, endpoint, receiver, monkeypatch):
    monkeypatch.setattr(outbox, "ROUND", 20)
    endpoint()
    assert announce_all(cast.borealis, CHANGED, [{"n": n} for n in range(50)], clock.now()) == 50
    assert DBTaskResult.objects.count() == 1
    drain()
    assert sorted(json.loads(one.body)["data"]["n"] for one in receiver.got) == list(range(50))
    assert len(set(receiver.ids)) == 50


# ── again and again ──


def test_a_refused_message_comes_again_under_its_id_for_three_days(cast, endpoint, receiver):
    made = endpoint()
    receiver.status, receiver.says = 503, b"busy"
    say(cast.borealis)
    began = clock.now()
    waits = []
    for _ in range(20):
        delivery = Delivery.objects.get()
        if delivery.state != DeliveryState.DUE:
            break
        waits.append(delivery.due_at - began)
        with clock.stopped_at(delivery.due_at):
            assert work(made.endpoint) == 1
            assert work(made.endpoint) == 0, "it is not due before its time"
    assert len(receiver.got) == 10
    assert len(set(receiver.ids)) == 1
    assert len({one.headers["webhook-timestamp"] for one in receiver.got}) == 10
    assert [wait.total_seconds() for wait in waits[:4]] == [0, 5, 305, 2105]
    assert timedelta(days=3) < waits[-1] < timedelta(days=4)
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP
    assert {one.answer for one in Attempt.objects.all()} == {"busy"}


def test_an_endpoint_that_took_nothing_for_days_is_switched_off_and_people_told(
    cast, endpoint, nobody
):
    made = endpoint(url=nobody)
    say(cast.borealis)
    while (delivery := Delivery.objects.get()).state == DeliveryState.DUE:
        with clock.stopped_at(delivery.due_at):
            work(made.endpoint)
    row = Endpoint.objects.get()
    assert row.state == EndpointState.FAILED
    notice = Notice.objects.get()
    assert notice.user == cast.eve
    assert nobody in notice.subject
    assert AuditEntry.objects.filter(verb="switched webhook off", who="Totalis").count() == 1


def test_one_bad_message_does_not_switch_off_who_takes_others(cast, endpoint, receiver):
    made = endpoint()
    say(cast.borealis, 1)
    receiver.status = 400
    while (delivery := Delivery.objects.earliest("pk")).state == DeliveryState.DUE:
        with clock.stopped_at(delivery.due_at):
            receiver.status = 400
            work(made.endpoint)
            if delivery.tries == 4:
                say(cast.borealis, 2)
                receiver.status = 200
                work(made.endpoint)
    assert Delivery.objects.latest("pk").state == DeliveryState.DELIVERED
    assert Endpoint.objects.get().state == EndpointState.ON
    assert not Notice.objects.exists()


def test_gone_switches_off_at_once(cast, endpoint, receiver):
    """410: the receiver wants nothing more, says the specification."""
    made = endpoint()
    receiver.status = 410
    say(cast.borealis)
    work(made.endpoint)
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP
    assert Endpoint.objects.get().state == EndpointState.FAILED
    assert Notice.objects.count() == 1


def test_who_is_away_costs_one_attempt_a_round(cast, endpoint, nobody):
    made = endpoint(url=nobody)
    announce_all(cast.borealis, CHANGED, [{"n": n} for n in range(100)], clock.now())
    assert work(made.endpoint) == 1
    assert Attempt.objects.count() == 1


def test_what_waits_while_it_is_off_is_sent_when_it_is_on(cast, endpoint, receiver):
    made = endpoint()
    eve = cast.act("eve")
    switch(actor=eve, endpoint=made.endpoint, on=False, at=clock.now())
    assert say(cast.borealis) == 1
    assert work(made.endpoint) == 0
    wake_webhooks(clock.now())
    drain()
    assert not receiver.got
    with later(days=5):
        switch(actor=eve, endpoint=made.endpoint, on=True, at=clock.now())
        drain()
    assert len(receiver.got) == 1


# ── workers that are killed, and two at once ──


def test_a_lost_order_to_send_is_found_again(cast, endpoint, receiver):
    endpoint()
    say(cast.borealis)
    DBTaskResult.objects.all().delete()
    drain()
    assert not receiver.got
    wake_webhooks(clock.now())
    drain()
    assert len(receiver.got) == 1


def test_a_killed_worker_loses_nothing(cast, endpoint, receiver):
    """SIGKILL while the receiver has the message and has not answered: it comes again, under the same id."""
    made = endpoint()
    receiver.hold = threading.Event()
    say(cast.borealis)
    program = (
        "import django, sys; django.setup()\n"
        "from totalis.webbase.webhooks.outbox import send_waiting\n"
        "send_waiting.func(int(sys.argv[1]))"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATABASE_URL": databases.address(),
        "TOTALIS_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "TOTALIS_ENCRYPTION_KEYS": ",".join(django_settings.ENCRYPTION_KEYS),
        "TOTALIS_DATA_DIR": str(django_settings.DATA_DIR),
    }
    worker = subprocess.Popen(  # noqa: S603 - this environment's own Python
        [sys.executable, "-c", program, str(made.endpoint.pk)], env=environment
    )
    until = time.monotonic() + 60
    while not receiver.got and time.monotonic() < until:
        time.sleep(0.05)
        assert worker.poll() is None, "the worker ended by itself"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert Delivery.objects.get().state == DeliveryState.DUE
    assert not Attempt.objects.exists()
    receiver.hold.set()
    receiver.hold = None
    assert work(made.endpoint) == 0, "for a while it may still be on its way"
    with later(minutes=6):
        wake_webhooks(clock.now())
        drain()
    assert len(receiver.got) == 2
    assert len(set(receiver.ids)) == 1
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_two_workers_send_each_message_once(cast, endpoint, receiver):
    made = endpoint()
    announce_all(cast.borealis, CHANGED, [{"n": n} for n in range(40)], clock.now())

    def run():
        try:
            work(made.endpoint)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    drain()
    assert len(receiver.ids) == len(set(receiver.ids)) == 40


# ── secrets, and what people do ──


def test_while_a_secret_is_replaced_both_verify_and_afterwards_the_new_one(
    cast, endpoint, receiver
):
    made = endpoint()
    eve = cast.act("eve")
    with clock.stopped_at(clock.now() - timedelta(hours=25)):
        first = rotate_secret(actor=eve, endpoint=made.endpoint, at=clock.now())
    with clock.stopped_at(clock.now() - timedelta(hours=1)):
        second = rotate_secret(actor=eve, endpoint=made.endpoint, at=clock.now())
    say(cast.borealis)
    work(made.endpoint)
    assert receiver.got[0].headers["webhook-signature"].count("v1,") == 2
    for good in (first.secret, second.secret):
        assert verified(receiver, good)
    with pytest.raises(WebhookVerificationError):
        verified(receiver, made.secret)
    with later(days=1):
        forget_old_messages(clock.now())
    assert Endpoint.objects.get().former_secret == ""
    say(cast.borealis)
    work(made.endpoint)
    assert receiver.got[-1].headers["webhook-signature"].count("v1,") == 1
    assert verified(receiver, second.secret)


def test_a_test_is_sent_on_the_way_of_every_message(cast, endpoint, receiver):
    made = endpoint()
    endpoint()
    assert send_test(actor=cast.act("eve"), endpoint=made.endpoint, at=clock.now()) == 1
    drain()
    assert len(receiver.got) == 1
    assert verified(receiver, made.secret)["type"] == "webhook.test"


def test_what_was_given_up_can_be_sent_again_under_its_id(cast, endpoint, receiver):
    made = endpoint()
    receiver.status = 410
    say(cast.borealis)
    work(made.endpoint)
    eve = cast.act("eve")
    receiver.status = 200
    switch(actor=eve, endpoint=made.endpoint, on=True, at=clock.now())
    send_again(actor=eve, delivery=Delivery.objects.get(), at=clock.now())
    drain()
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert [one.status for one in Attempt.objects.order_by("pk")] == [410, 200]
    assert len(set(receiver.ids)) == 1


def test_to_a_removed_endpoint_nothing_goes_and_its_secret_is_forgotten(cast, endpoint, receiver):
    made = endpoint()
    say(cast.borealis)
    remove_endpoint(actor=cast.act("eve"), endpoint=made.endpoint, at=clock.now())
    assert say(cast.borealis) == 0
    drain()
    assert not receiver.got
    assert Endpoint.objects.get().secret == ""
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP


def test_messages_are_let_go_after_ninety_days(cast, endpoint, receiver):
    made = endpoint()
    say(cast.borealis)
    work(made.endpoint)
    forget_old_messages(clock.now() + 90 * DAY)
    assert Message.objects.count() == 1
    forget_old_messages(clock.now() + 91 * DAY)
    assert not Message.objects.exists()
    assert not Attempt.objects.exists()
    assert len(receiver.got) == 1
