"""The pages about keys, without and with a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.desk.cast import NOW
from tests.web.conftest import NARROW, WIDE
from tests.web.settling import fits
from totalis.webbase.tokens.models import MachineKey
from totalis.webbase.tokens.selectors import key_for

KEYS = "/desk/borealis/keys/"
GIVEN = {"name": "Payroll run", "scopes": ["gate.ask"], "last_day": "2027-06-30"}


def secret_in(answer):
    return re.findall(r"tot_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", answer.content.decode())


def test_the_secret_is_shown_once(as_user):
    eve = as_user("eve")
    token = re.search(r'form_token" value="([^"]+)"', eve.get(f"{KEYS}new/").content.decode())
    assert token
    sent = GIVEN | {"form_token": token[1]}
    first = eve.post(f"{KEYS}new/", sent)
    (secret,) = secret_in(first)
    assert key_for(secret, NOW) is not None
    assert "no-store" in first["Cache-Control"]
    assert not secret_in(eve.get(KEYS))
    again = eve.post(f"{KEYS}new/", sent)  # the page loaded anew
    assert again.status_code == 409
    assert not secret_in(again)
    assert MachineKey.objects.count() == 1


def test_what_is_missing_is_said_beside_the_field(as_user):
    answer = as_user("eve").post(f"{KEYS}new/", GIVEN | {"last_day": "2020-01-01", "scopes": []})
    assert answer.status_code == 422
    assert "Choose what the program may do." in answer.content.decode()
    answer = as_user("eve").post(f"{KEYS}new/", GIVEN | {"last_day": "2020-01-01"})
    assert "Choose a day within two years" in answer.content.decode()
    assert not MachineKey.objects.exists()


def test_a_key_is_revoked_by_its_button(as_user, made):
    key, secret = made()
    answer = as_user("eve").post(f"{KEYS}{key.pk}/revoke/")
    assert answer.url == KEYS
    assert key_for(secret, NOW) is None
    assert "revoked on 22 November 2026" in as_user("eve").get(KEYS).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_looked_at(page, sign_in, axe, shoot, made):
    sign_in(page, "eve")
    page.goto(KEYS)
    axe(page)
    shoot(page, "keys-none")
    made(name="Payroll run Lyon")
    key, _secret = made(name="Reports")
    page.goto(f"{KEYS}new/")
    shoot(page, "keys-new")
    axe(page)
    page.fill("[name=name]", "Payroll run Boston")
    page.click("text=Ask the payroll question")
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="Key made: Payroll run Boston")).to_be_visible()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        fits(page)
        axe(page)
    shoot(page, "keys-made")
    page.click("text=I have copied it")
    page.click(f"[action='{KEYS}{key.pk}/revoke/'] button")
    expect(page.get_by_text("revoked on 22 November 2026")).to_be_visible()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        fits(page)
        axe(page)
    shoot(page, "keys-list")
