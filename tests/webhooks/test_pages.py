"""The pages about webhooks, without and with a browser."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from playwright.sync_api import expect

from tests.web.conftest import NARROW, WIDE
from tests.web.settling import fits
from tests.webhooks.conftest import CHANGED
from totalis.cli.work import drain
from totalis.webbase import clock
from totalis.webbase.webhooks.models import Delivery, Endpoint
from totalis.webbase.webhooks.services import (
    announce_all,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
    switch,
)

WEBHOOKS = "/desk/borealis/webhooks/"
pytestmark = pytest.mark.django_db(transaction=True)


def secrets_in(answer):
    return re.findall(r"whsec_[A-Za-z0-9+/=]{40,}", answer.content.decode())


def test_the_secret_is_shown_once(as_user, receiver):
    eve = as_user("eve")
    given = {"url": receiver.url, "kinds": [CHANGED], "note": "Payroll run"}
    first = eve.post(f"{WEBHOOKS}new/", given)
    row = Endpoint.objects.get()
    assert secrets_in(first) == [row.secret]
    for page in (WEBHOOKS, f"{WEBHOOKS}{row.pk}/", f"{WEBHOOKS}{row.pk}/change/"):
        assert not secrets_in(eve.get(page))
    replaced = eve.post(f"{WEBHOOKS}{row.pk}/secret/")
    row.refresh_from_db()
    assert secrets_in(replaced) == [row.secret] != secrets_in(first)
    assert "two signatures" in replaced.content.decode()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"url": "http://payroll.example.org/"}, "anybody on the way can read"),
        ({"url": "http://10.0.0.1/"}, "anybody on the way can read"),
        ({"kinds": []}, "Choose what the program shall be told."),
        ({"kinds": ["no.such"]}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(as_user, receiver, more, says):
    given = {"url": receiver.url, "kinds": [CHANGED]} | more
    answer = as_user("eve").post(f"{WEBHOOKS}new/", given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_buttons_do_what_they_say(as_user, endpoint, receiver, cast):
    row = endpoint().endpoint
    eve, page = as_user("eve"), f"{WEBHOOKS}{row.pk}/"
    assert eve.post(f"{page}test/").url == page
    drain()
    assert len(receiver.got) == 1
    sent = Delivery.objects.get()
    shown = eve.get(f"{page}messages/{sent.pk}/").content.decode()
    assert "webhook.test" in shown
    assert "204" in shown
    eve.post(f"{page}messages/{sent.pk}/again/")
    drain()
    assert len(receiver.got) == 2
    eve.post(f"{page}switch/", {"off": "1"})
    announce_all(cast.borealis, CHANGED, [{"n": 1}], clock.now())
    drain()
    assert len(receiver.got) == 2
    eve.post(f"{page}switch/")
    drain()
    assert len(receiver.got) == 3
    changed = {"url": f"{receiver.url}/else", "kinds": [CHANGED], "note": ""}
    eve.post(f"{page}change/", changed)
    announce_all(cast.borealis, CHANGED, [{"n": 2}], clock.now())
    drain()
    assert receiver.got[-1].path == "/take/else"
    assert eve.post(f"{page}remove/").url == WEBHOOKS
    assert eve.get(page).status_code == 404


def test_only_administrators_of_the_house(cast, endpoint, receiver):
    row, at = endpoint().endpoint, clock.now()
    send_test(actor=cast.act("eve"), endpoint=row, at=at)
    sent = Delivery.objects.get()
    acts = [
        lambda who: rotate_secret(actor=who, endpoint=row, at=at),
        lambda who: switch(actor=who, endpoint=row, on=False, at=at),
        lambda who: remove_endpoint(actor=who, endpoint=row, at=at),
        lambda who: send_test(actor=who, endpoint=row, at=at),
        lambda who: send_again(actor=who, delivery=sent, at=at),
        lambda who: change_endpoint(
            actor=who, endpoint=row, url=receiver.url, chosen=[CHANGED], note="", at=at
        ),
    ]
    before = Endpoint.objects.values().get()
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(cast.act("ada"))
        with pytest.raises(Endpoint.DoesNotExist):
            act(cast.act("lea"))
    with pytest.raises(PermissionDenied):
        endpoint("cora")
    assert Endpoint.objects.values().get() == before


@pytest.mark.browser
def test_the_pages_are_looked_at(page, sign_in, axe, shoot, endpoint, receiver, cast):
    sign_in(page, "eve")
    page.goto(WEBHOOKS)
    axe(page)
    shoot(page, "webhooks-none")
    page.goto(f"{WEBHOOKS}new/")
    axe(page)
    shoot(page, "webhooks-new")
    row = endpoint(note="Payroll run Boston, looked after by Mara").endpoint
    receiver.status, receiver.says = 500, b"Traceback (most recent call last): no table named pay"
    announce_all(cast.borealis, CHANGED, [{"n": 1}], clock.now())
    drain()
    receiver.status = 200
    announce_all(cast.borealis, CHANGED, [{"n": 2}], clock.now())
    drain()
    sent = Delivery.objects.earliest("pk")
    for name, address in {
        "webhooks-list": WEBHOOKS,
        "webhooks-one": f"{WEBHOOKS}{row.pk}/",
        "webhooks-message": f"{WEBHOOKS}{row.pk}/messages/{sent.pk}/",
    }.items():
        page.goto(address)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            fits(page)
            axe(page)
        shoot(page, name)
    page.goto(f"{WEBHOOKS}{row.pk}/")
    page.click("text=Replace secret")
    expect(page.get_by_role("heading", name="Secret replaced")).to_be_visible()
    axe(page)
    shoot(page, "webhooks-secret")
