"""Every address of the house, out of Django's resolver: what it needs stands here, and nobody else gets in.

A view that is missing in `NEEDS`, or asks for something else than is written here, fails: nobody can add or loosen a view
without saying so.
"""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.authority.cast import NOW, PEOPLE, Office, assessed, make_office, sent, too_long
from tests.desk.file.papers import pdf
from tests.desk.whole.addresses import Address, addresses
from totalis.authority.models import (
    Client as Desk,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    Partner,
)
from totalis.authority.services import asking, deciding
from totalis.authority.services.deciding import Given
from totalis.authority.services.registering_second import propose_correction
from totalis.authority.services.submitting import enclosed
from totalis.kernel.digest import digest
from totalis.webbase.accounts.rights import RIGHTS_OF, Right
from totalis.webbase.once.tokens import FIELD, new_token
from totalis.webbase.signed.keys import new_key, public_of

if TYPE_CHECKING:
    from collections.abc import Iterator


ADDRESSES_BY_RIGHT = {
    Right.VIEW: """
        overview queue queue-csv second history history-check request
        register register-certificate partners partner message request-messages
    """,
    Right.READ_NUMBERS: """
        request-attachment request-document request-document-picture register-document register-credential
    """,
    Right.EXAMINE: """
        take assess hand-over priority ask question-close decide reject consent
        register-correct register-replace register-end register-copy
        register-correction-reject
        partner-write message-again request-put
    """,
    Right.CONFIRM: "confirm register-withdraw register-correction-confirm",
    Right.ADMINISTER: """
        policy retention agency partner-new partner-change partner-key partner-use partner-test
        desks desk-new desk desk-key desk-end
    """,
}
NEEDS = {name: right for right, names in ADDRESSES_BY_RIGHT.items() for name in names.split()}
NEEDS_MORE = {
    "message": "answering a message takes the right to examine",
    "request-messages": "writing to a partner takes the right to examine",
}
"""Addresses whose page everybody may see, and whose form asks for more than the page."""
ONE_OF_EACH = ("nora", "petra", "rosa", "silas")
ROUTE = "authority/<slug:organisation>/"
HOUSE = [address for address in addresses() if address.route.startswith(ROUTE)]
METHODS = ("get", "post")
TAKEN = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.BAD_REQUEST}


@pytest.fixture
def numbers(office: Office) -> dict[str, str]:
    """One record of each kind, as the addresses name them."""
    return numbers_of(office, answers={})


def numbers_of(office: Office, answers: dict[str, str]) -> dict[str, str]:
    letter = enclosed(
        agency=office.agency, data=pdf("Assignment letter"), file_name="letter.pdf", at=NOW
    )
    request = too_long(office, answers=answers, attachments=(letter,))
    question = asking.ask(
        actor=office.act("nora"),
        request=request,
        text="How long?",
        fields=[],
        answer_by=NOW.date().replace(month=12),
        at=NOW,
    )
    waiting = deciding.decide(
        actor=office.act("nora"),
        request=request,
        assessment=assessed(request),
        given=Given(kind="issue", covered_by="US", exempt_in="FR", article="6(1)"),
        at=NOW,
    )
    other = {"worker_ssn": "212-48-1234", "worker_full_name": "Ada Long"}
    issued = sent(office, answers={**other, **answers})
    deciding.decide(
        actor=office.act("nora"),
        request=issued,
        assessment=assessed(issued),
        given=Given(kind="issue"),
        at=NOW,
    )
    partner = Partner.objects.create(
        organisation=office.organisation,
        country="FR",
        name="Bureau",
        address="https://bureau.example/service/messages/",
        key=public_of(new_key()),
        added_at=NOW,
    )
    message = ExchangeMessage.objects.create(
        organisation=office.organisation,
        partner=partner,
        outgoing=True,
        identifier=f"m-{office.organisation.pk}",
        conversation="c",
        kind="A005",
        text="{}",
        digest=digest({}),
        state=MessageState.GIVEN_UP,
        made_at=NOW,
    )
    desk = Desk.objects.create(
        organisation=office.organisation,
        name="Borealis",
        key_id=f"k-{office.organisation.pk}",
        key=public_of(new_key()),
        added_at=NOW,
    )
    certificate = IssuedCertificate.objects.get(request=issued)
    correction = propose_correction(
        actor=office.act("nora"),
        certificate=certificate,
        changes={"holder.name": "Bea Short"},
        reason="Papers were mixed up.",
        at=NOW,
    )
    return {
        "correction": str(correction.pk),
        "number": request.control_number,
        "certificate": certificate.number,
        "question": str(question.pk),
        "decision": str(waiting.pk),
        "attachment": str(request.attachments.get().pk),
        "page": "1",
        "partner": str(partner.pk),
        "message": str(message.pk),
        "desk": str(desk.pk),
    }


def arguments(address: Address, numbers: dict[str, str]) -> dict[str, str]:
    """The arguments that lead to a record of those numbers."""
    given = {name: numbers[name] for name in address.converters if name != "organisation"}
    if address.name.startswith("register-"):
        given["number"] = numbers["certificate"]
    if address.name.startswith("desk"):
        given |= {"number": numbers["desk"]} if "number" in given else {}
    return given


def client_of(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask(client: Client, method: str, path: str):
    if method == "post":
        return client.post(path, {FIELD: new_token()})
    return client.get(path)


def test_every_view_of_the_house_says_what_it_needs():
    told = {address.name: address for address in HOUSE}
    assert sorted(told) == sorted(NEEDS), "A view is new or gone: write down what it needs"
    wrong = {
        name: sorted(getattr(address.view, "needs", ["nothing"]))
        for name, address in told.items()
        if getattr(address.view, "needs", None) != frozenset({NEEDS[name]})
    }
    assert not wrong, "These views ask for another right than is written down"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a form does here is undone, so that the next address finds the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_insiders_come_in_by_their_right_and_by_nothing_else(office, numbers):
    wrong, unanswered = [], {address.name for address in HOUSE}
    for address in HOUSE:
        path = address.at(office.organisation.slug, arguments(address, numbers))
        for name in ONE_OF_EACH:
            client, (_full_name, role) = client_of(office, name), PEOPLE[name]
            for method in METHODS:
                with undone():
                    response = ask(client, method, path)
                if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                    continue
                unanswered.discard(address.name)
                may = NEEDS[address.name] in RIGHTS_OF[role]
                expected = TAKEN if may else {HTTPStatus.FORBIDDEN}
                if method == "post" and address.name in NEEDS_MORE:
                    expected = TAKEN | {HTTPStatus.FORBIDDEN}
                kept = "no-store" in response.headers.get("Cache-Control", "")
                if response.status_code not in expected or not kept:
                    wrong.append(f"{name} {method} {path}: {response.status_code}")
    assert not wrong
    assert not unanswered, "Neither method is taken"


def test_outsiders_and_nobody_see_no_house(office, numbers):
    """An employer's administrator finds neither the agency's house nor one at her own organisation's address."""
    wrong = []
    tess, nobody = client_of(office, "tess"), Client()
    for address in HOUSE:
        given = arguments(address, numbers)
        path = address.at(office.organisation.slug, given)
        at_home = address.at("tess-of-office-of-certificates", given)
        for method in METHODS:
            with undone():
                there = ask(tess, method, path).status_code
                home = ask(tess, method, at_home).status_code
                unknown = ask(nobody, method, path)
            if unknown.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                continue
            # Where her roles at home lack the right, she is told so before anything else is looked at.
            hidden = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN)
            fine = there == HTTPStatus.NOT_FOUND and home in hidden
            if not fine or not unknown.headers.get("Location", "").startswith(settings.LOGIN_URL):
                wrong.append(f"{method} {path}: {there} {home} {unknown.status_code}")
    assert not wrong


def test_another_agencys_records_are_not_there(numbers):
    other = make_office(slug="bureau", country="FR", name="Bureau des certificats")
    people = {Right.ADMINISTER: "silas", Right.CONFIRM: "petra"}
    clients = {name: client_of(other, name) for name in ("nora", "petra", "silas")}
    wrong = []
    for address in HOUSE:
        given = arguments(address, numbers)
        if not given:
            continue
        client = clients[people.get(NEEDS[address.name], "nora")]
        for method in METHODS:
            with undone():
                status = ask(client, method, address.at("bureau", given)).status_code
            if status not in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                wrong.append(f"{method} {address}: {status}")
    assert not wrong
