"""The administrator's pages about desks: who may file, by which key; examiners do not see them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.authority.filing.signing import Desk
from totalis.authority.keys import jwk
from totalis.authority.models import Client

pytestmark = pytest.mark.django_db


def test_a_desk_is_let_in_gets_another_key_and_ends(office, as_person):
    silas, desk = as_person("silas"), Desk()
    said = {"name": "Borealis", "key": json.dumps(desk.public), "contact_email": ""}
    assert silas.post(f"{office.house}desks/new/", said).status_code == 302
    assert desk.get("service").json()["client"] == "Borealis"
    number = Client.objects.get().pk
    other = Desk()
    changed = silas.post(f"{office.house}desks/{number}/key/", {"key": json.dumps(other.public)})
    assert changed.status_code == 302
    assert desk.get("service").status_code == 401
    assert other.get("service").status_code == 200
    assert silas.post(f"{office.house}desks/{number}/end/", {"reason": "Closed"}).status_code == 302
    assert other.get("service").status_code == 401


def test_what_is_no_public_key_is_refused_beside_the_field(office, as_person):
    silas = as_person("silas")
    for key in ("", "{", "[]", "{}", json.dumps(Desk().key), '{"kty": "OKP", "crv": "Ed25519"}'):
        answer = silas.post(f"{office.house}desks/new/", {"name": "Borealis", "key": key})
        assert answer.status_code == 422, key
    assert not Client.objects.exists()


def test_the_page_shows_what_a_desk_must_know_and_no_secret(office, as_person):
    shown = as_person("silas").get(f"{office.house}desks/").content.decode()
    assert "/service/api/v1/" in shown
    assert jwk()["x"] in shown
    assert jwk()["d"] not in shown


@pytest.mark.parametrize("name", ["nora", "petra", "rosa"])
def test_only_an_administrator_sees_it(office, as_person, name):
    assert as_person(name).get(f"{office.house}desks/").status_code == 403
    assert as_person(name).post(f"{office.house}desks/new/", {}).status_code == 403


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_pages_as_people_see_them(office, page, live_server, sign_in, axe, shoot):
    sign_in(page, "silas")
    home = f"{live_server.url}{office.house}desks/"
    page.goto(home)
    axe(page)
    shoot(page, "desks-none")
    page.get_by_role("link", name="Add desk").click()
    page.wait_for_url("**/desks/new/")
    page.get_by_label("Organisation that files").fill("Borealis Instruments")
    page.get_by_label("Public key of the desk").fill(json.dumps(Desk().public))
    axe(page)
    page.get_by_role("button", name="Add desk").click()
    expect(page.get_by_role("heading", name="Borealis Instruments", level=1)).to_be_visible()
    axe(page)
    shoot(page, "desks-one")
    page.get_by_role("link", name="Replace key").click()
    page.wait_for_url("**/key/")
    axe(page)
    page.goto(home)
    axe(page)
    shoot(page, "desks-list")
