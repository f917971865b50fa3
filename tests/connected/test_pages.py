"""The pages of connected filing: looked at, used by keyboard and without script, with nothing for axe to find."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.connected.posting import corrected_packet
from totalis.authority.services.clients import add_client
from totalis.casework.models import Certificate
from totalis.connected.models import Asked, Filing, Reply, Service
from totalis.webbase import clock
from totalis.webbase.signed.keys import public_of

pytestmark = pytest.mark.django_db(transaction=True)
CASE = "/desk/borealis/cases/TC-2026-0001"


def fine(axe, shoot, page, name):
    """Nothing for axe, and a picture."""
    axe(page)
    shoot(page, name)


@pytest.mark.slow
def test_the_administrators_of_both_sides_meet(both, page, live_server, sign_in, axe, shoot):
    Service.objects.all().delete()
    sign_in(page, "eve")
    home = f"{live_server.url}/desk/borealis/connected/"
    page.goto(home)
    fine(axe, shoot, page, "connected-none")
    page.get_by_role("link", name="Connect a service").click()
    page.get_by_label("Agency").fill("Office of Certificates")
    page.get_by_label("Country whose certificates it issues").select_option("US")
    page.get_by_label("Address of its interface").fill(both.service.address)
    page.get_by_label("Public key of the service").fill("no key")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("This is no key.").first).to_be_visible()
    fine(axe, shoot, page, "connected-refused")
    page.get_by_label("Public key of the service").fill(json.dumps(both.service.key))
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="Office of Certificates", level=1)).to_be_visible()
    fine(axe, shoot, page, "connected-one")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("The test failed")).to_be_visible()
    made = Service.objects.get()
    add_client(
        actor=both.office.act("silas"),
        name="Borealis (new key)",
        key=public_of(made.own_key),
        at=clock.now(),
    )
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("knows this desk as Borealis (new key)")).to_be_visible()
    page.goto(home)
    fine(axe, shoot, page, "connected-list")


@pytest.mark.slow
def test_one_click_a_question_its_answer_and_the_certificate(
    both, page, narrow_page, live_server, sign_in, axe, shoot
):
    both.packet()
    sign_in(page, "ada")
    page.goto(f"{live_server.url}{CASE}/request/")
    fine(axe, shoot, page, "connected-request")
    page.get_by_role("button", name="File with Office of Certificates").click()
    expect(page.get_by_text("Packet 1 is on its way")).to_be_visible()
    fine(axe, shoot, page, "connected-on-its-way")
    both.work()
    both.asks("Where was she hired, and when did her work abroad begin?", "place_of_hire")
    both.news()
    page.reload()
    fine(axe, shoot, page, "connected-question")
    page.get_by_role("link", name="Answer").click()
    page.wait_for_url("**/answer/")
    fine(axe, shoot, page, "connected-answer")
    page.get_by_role("button", name="Send answer").click()
    page.get_by_label("Answer", exact=True).fill("In Boston; on 1 January 2026.")
    page.get_by_label("Correct: Place or country of hire").fill("Boston, Massachusetts")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("The answer is on its way").first).to_be_visible()
    both.work()
    both.decides()
    page.get_by_role("button", name="Ask now").click()
    page.get_by_text("checked and entered").click()
    fine(axe, shoot, page, "connected-certificate")
    sign_in(narrow_page, "ada")
    narrow_page.goto(f"{live_server.url}{CASE}/tracking/")
    fine(axe, shoot, narrow_page, "connected-narrow")
    assert Certificate.objects.count() == 1


@pytest.mark.slow
def test_a_new_packet_goes_as_a_correction(
    both, page, narrow_page, live_server, sign_in, axe, shoot
):
    both.filed()
    corrected_packet(both.cast, both.case(), place_of_hire="Cambridge, US")
    sign_in(page, "ada")
    page.goto(f"{live_server.url}{CASE}/request/")
    expect(page.get_by_role("button", name="File with")).to_have_count(0)
    page.get_by_role("link", name="Send this packet as a correction").click()
    expect(page.locator("main")).to_contain_text("'Boston, United States' to 'Cambridge, US'")
    fine(axe, shoot, page, "connected-correction")
    page.get_by_role("button", name="Send correction").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    page.get_by_label("Reason").fill("She was hired in Cambridge.")
    page.get_by_role("button", name="Send correction").click()
    expect(page.get_by_text("is on its way to Office of Certificates")).to_be_visible()
    both.work()
    sign_in(narrow_page, "ada")
    narrow_page.goto(f"{live_server.url}{CASE}/tracking/")
    expect(narrow_page.get_by_text("corrected by packet 2")).to_be_visible()
    fine(axe, shoot, narrow_page, "connected-corrected-narrow")


def test_what_a_preparer_may_and_an_auditor_may_not(both, as_user):
    both.packet()
    address = f"/desk/borealis/connected/cases/{both.case().reference}/packets/1/file/"
    assert as_user("dev").post(address).status_code == 403
    shown = as_user("dev").get(f"{CASE}/request/").content.decode()
    assert "File with Office of Certificates" not in shown
    assert as_user("hana").post(address).status_code == 404
    assert not Filing.objects.exists()
    assert as_user("ada").post(address).status_code == 302
    assert as_user("ada").post(address).status_code == 302
    assert Filing.objects.count() == 1


def test_the_answer_page_takes_corrections_of_asked_fields_only(both, as_user):
    both.filed()
    both.asks("Where was she hired?", "place_of_hire")
    both.news()
    address = f"/desk/borealis/connected/questions/{Asked.objects.get().pk}/answer/"
    shown = as_user("ada").get(address).content.decode()
    assert "field_place_of_hire" in shown
    assert "field_end_date" not in shown
    said = {"text": "In Boston.", "field_end_date": "2030-01-01"}
    assert as_user("ada").post(address, said).status_code == 302
    assert Reply.objects.get().body["corrections"] == {}


def test_keys_are_shown_and_secrets_never(both, as_user):
    number = both.service.pk
    shown = as_user("eve").get(f"/desk/borealis/connected/{number}/").content.decode()
    assert both.service.own_key["x"] in shown
    assert both.service.own_key["d"] not in shown
    assert as_user("ada").get(f"/desk/borealis/connected/{number}/").status_code == 403
    assert as_user("lea").get(f"/desk/cobalt/connected/{number}/").status_code == 404


@pytest.mark.parametrize("name", ["connection-key", "connection-acceptance", "connection-end"])
def test_what_an_administrator_switches(both, as_user, name):
    address = reverse(f"connected:{name}", args=["borealis", both.service.pk])
    assert as_user("eve").post(address, {"alike": "1"}).status_code == 302
    both.service.refresh_from_db()
    assert {
        "connection-key": bool(both.service.next_key),
        "connection-acceptance": both.service.accepts_alike,
        "connection-end": not both.service.active,
    }[name]
