"""The pages about partners and messages: what administrators enter, what examiners read and answer, in a browser too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.authority.cast import NOW
from tests.authority.exchange.partner import ANSWERS, asks, replies
from tests.web.settling import fits
from totalis.authority.exchange.shapes import (
    Coverage,
    Determined,
    InformationRequest,
    Period,
    Worker,
)
from totalis.authority.models import CoverageRequest, ExchangeMessage, MessageState, Partner
from totalis.cli.work import drain
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.signed.keys import new_key, public_of, thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.authority.cast import Office
    from tests.authority.exchange.partner import France


@pytest.fixture
def office(house: Office) -> Office:
    """The people of the pages are those of the house."""
    return house


def at(name: str, **parts: Any) -> str:
    """An address of the house."""
    return reverse(f"authority:{name}", kwargs={"organisation": "office-of-certificates", **parts})


def test_an_administrator_adds_a_partner_and_tests_the_way(
    as_person: Callable[[str], Client], france: France
) -> None:
    silas = as_person("silas")
    page = silas.get(at("partners"))
    assert b"What a partner must know of us" in page.content
    assert b'"d"' not in page.content
    given = {
        "country": "FR",
        "name": "Centre of Liaison",
        "address": france.url,
        "key": json.dumps(france.public),
    }
    done = silas.post(at("partner-new"), given)
    partner = Partner.objects.get()
    assert done.headers["Location"] == at("partner", partner=partner.pk)
    silas.post(at("partner-test", partner=partner.pk))
    drain()
    assert [one.kind for one in france.got] == ["TEST"]
    assert b"Delivered, with receipt" in silas.get(done.headers["Location"]).content


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"country": "US"}, "the other country of an agreement"),
        ({"address": "ftp://example.org"}, "https"),
        ({"key": json.dumps(new_key())}, "secret key"),
        ({"key": "abc"}, "no key"),
        ({"name": " "}, "required"),
    ],
)
def test_what_cannot_be_a_partner_is_refused_beside_its_field(
    as_person: Callable[[str], Client], france: France, wrong: dict[str, str], says: str
) -> None:
    given = {
        "country": "FR",
        "name": "Centre of Liaison",
        "address": france.url,
        "key": json.dumps(france.public),
    }
    answer = as_person("silas").post(at("partner-new"), given | wrong)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Partner.objects.exists()


def test_a_partner_changes_its_key(
    as_person: Callable[[str], Client], france: France, partner: Partner
) -> None:
    former, france.key = france.key, new_key()
    given = {"key": json.dumps(france.public), "former_until": "2026-12-01"}
    as_person("silas").post(at("partner-key", partner=partner.pk), given)
    partner.refresh_from_db()
    assert partner.key == france.public
    assert partner.former_key == public_of(former)
    page = as_person("rosa").get(at("partner", partner=partner.pk)).content.decode()
    assert thumbprint(former) in page
    assert "Enter new key" not in page
    late = {"key": json.dumps(public_of(new_key())), "former_until": "2027-12-01"}
    answer = as_person("silas").post(at("partner-key", partner=partner.pk), late)
    assert answer.status_code == 422


@pytest.mark.usefixtures("partner")
def test_a_question_of_the_partner_is_answered_on_its_page(
    as_person: Callable[[str], Client], france: France
) -> None:
    question = france.message(InformationRequest(text="Since when is she insured?"))
    france.leave(question)
    row = ExchangeMessage.objects.get()
    page = at("message", message=row.pk)
    assert b"Since when is she insured?" in as_person("nora").get(page).content
    assert as_person("rosa").post(page, {"text": "x"}).status_code == 403
    assert as_person("nora").post(page, {"text": " "}).status_code == 422
    as_person("nora").post(page, {"text": "Since 3 May 2021."})
    drain()
    assert france.got[-1].answers == question.identifier
    # Answered once: the page offers no second answer.
    assert b"Send answer" not in as_person("nora").get(page).content


@pytest.mark.usefixtures("partner")
def test_a_determination_of_the_partner_is_objected_to(
    as_person: Callable[[str], Client], france: France
) -> None:
    content = Determined(
        worker=Worker(name="Maria Rivera"),
        coverage=Coverage(
            covered_by="FR", exempt_in="US", period=Period(first=NOW.date()), article="6(1)"
        ),
    )
    france.leave(france.message(content))
    page = at("message", message=ExchangeMessage.objects.get().pk)
    assert as_person("nora").post(page, {"agrees": "no"}).status_code == 422
    as_person("nora").post(page, {"agrees": "no", "reasons": "She works in Lyon."})
    drain()
    assert france.got[-1].kind == "A004"


@pytest.mark.usefixtures("partner")
def test_examiners_write_about_a_request(
    as_person: Callable[[str], Client],
    france: France,
    exception: Callable[..., CoverageRequest],
    granted: Callable[..., Any],
) -> None:
    row = exception()
    granted(row)
    page = at("request-messages", number=row.control_number)
    nora = as_person("nora")
    assert b"it has not answered yet" in nora.get(page).content
    nora.post(page, {"kind": "A005", "text": "Do you know her?"})
    nora.post(page, {"kind": "A003"})
    drain()
    assert [one.kind for one in france.got] == ["A001", "A005", "A003"]
    assert len({one.conversation for one in france.got}) == 1
    assert nora.post(page, {"kind": "A008"}).status_code == 422


@pytest.mark.usefixtures("partner")
def test_numbers_are_shown_to_whom_may_read_them_and_only_on_demand(
    as_person: Callable[[str], Client], france: France
) -> None:
    france.leave(france.message(asks()))
    page = at("message", message=ExchangeMessage.objects.get().pk)
    number = ANSWERS["worker_ssn"]
    assert number not in as_person("nora").get(page).content.decode()
    assert number in as_person("nora").get(f"{page}?numbers=whole").content.decode()
    assert number not in as_person("silas").get(f"{page}?numbers=whole").content.decode()
    entry = AuditEntry.objects.get(verb="read numbers in message")
    assert "Nora" in entry.who
    assert number not in str(entry.details)


@pytest.mark.usefixtures("partner")
def test_what_did_not_arrive_is_seen_and_sent_again(
    as_person: Callable[[str], Client],
    france: France,
    exception: Callable[..., CoverageRequest],
    granted: Callable[..., Any],
) -> None:
    france.rejects = True
    granted(exception())
    drain()
    row = ExchangeMessage.objects.get()
    assert row.state == MessageState.REJECTED
    assert b"Did not arrive (1)" in as_person("rosa").get(at("partners")).content
    france.rejects = False
    as_person("nora").post(at("message-again", message=row.pk))
    drain()
    assert b"Did not arrive" not in as_person("rosa").get(at("partners")).content
    assert [one.identifier for one in france.got] == [row.identifier] * 2


def test_a_stranger_finds_nothing(as_person: Callable[[str], Client], partner: Partner) -> None:
    for name, parts in (
        ("partners", {}),
        ("partner", {"partner": partner.pk}),
        ("partner-new", {}),
        ("request-messages", {"number": "T-0001"}),
    ):
        assert as_person("tess").get(at(name, **parts)).status_code == 404
    assert as_person("nora").get(at("partner-new")).status_code == 403


@pytest.mark.browser
@pytest.mark.usefixtures("partner")
def test_the_pages_in_a_browser(
    france: France,
    exception: Callable[..., CoverageRequest],
    granted: Callable[..., Any],
    live_server: LiveServer,
    page: Page,
    sign_in: Callable[[Page, str], None],
    axe: Callable[[Page], Any],
    shoot: Callable[..., Any],
) -> None:
    row = exception()
    granted(row)
    drain()
    asked = france.got[0]
    question = InformationRequest(text="Since when does she work for the affiliate in Lyon?")
    france.leave(france.message(question, conversation=asked.conversation))
    france.leave(france.message(asks()))
    reply = replies(agrees=False, reasons="Somebody else can do the work.")
    france.leave(france.message(reply, conversation=asked.conversation, answers=asked.identifier))
    open_question = ExchangeMessage.objects.get(kind="A005")
    partner = Partner.objects.get()
    looks = (
        ("petra", "partners", at("partners")),
        ("petra", "message", at("message", message=open_question.pk)),
        ("petra", "request", at("request-messages", number=row.control_number)),
        ("silas", "partner", at("partner", partner=partner.pk)),
        ("silas", "new", at("partner-new")),
    )
    for who, name, address in looks:
        sign_in(page, who)
        page.goto(live_server.url + address)
        shoot(page, f"exchange-{name}")
        axe(page)
        page.set_viewport_size({"width": 390, "height": 844})
        axe(page)
        fits(page)
        page.set_viewport_size({"width": 1280, "height": 800})
