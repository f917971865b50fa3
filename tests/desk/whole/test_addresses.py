"""Who gets which answer at every address of the desk: generated from Django's resolver, for everybody there is.

Whoever adds a view is asked here what it needs (`addresses.NEEDS`), and gets all of these tests for it.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.desk.whole.addresses import (
    NEEDS,
    NEEDS_MORE,
    NO_SUCH,
    OPEN,
    PERSONAL,
    Address,
    addresses,
    of_the_desk,
)
from tests.desk.whole.world import INSIDERS
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk.whole.world import World

pytestmark = pytest.mark.django_db

OUTSIDERS = ("hana", "kim", "otto", "sam", "gia", "wes", "yan", "rex", "tia", "zoe")
"""Signed in, and nothing to look for at Borealis: another employer's people, everything at another house, a stranger,
one who works alone, one whose days are over, one who begins tomorrow, and three whose mandate is gone in three ways."""
METHODS = ("get", "post")
CLERK = "pia"
"""She has every role at once, and walks where the question is not who, but whose record."""
TAKEN = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.METHOD_NOT_ALLOWED}
REFUSED = {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST}
MISSING = "999999999"
NOWHERE = "/desk/no-such-house/cases/new/"
ODD = ("0", "9" * 40, "x", "%00", "'; --")
"""What people and scanners type where a number belongs."""

WORDS = {
    "facts-prove": ("?fact=worker.citizenships", {}),
    "question-answer": ("", {"asked": "worker.citizenships"}),
    "document-read": ("", {"read": "worker.citizenships"}),
    "packet_decide": ("", {"decision": "approve"}),
    "request_exception_decide": ("", {"decision": "approve"}),
}
"""Query and form of the addresses that lead nowhere without a word of what is meant."""

desk = pytest.mark.parametrize("address", of_the_desk(), ids=str)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_of(world: World, name: str) -> Client:
    client = Client(raise_request_exception=True)
    if name:
        client.force_login(world.cast.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask(client: Client, method: str, path: str, data: dict[str, str] | None = None) -> Any:
    with undone():
        response = getattr(client, method)(path, data)
        if response.streaming:
            b"".join(response.streaming_content)
        return response


def body(response: Any, path: str) -> str:
    """The words of an answer, without what every page has of its own."""
    text = str(response.content.decode())
    text = re.sub(r'(name="(csrfmiddlewaretoken|form_token)" value=)"[^"]*"', r"\1", text)
    return text.replace(quote(path, safe=""), "PATH").replace(path, "PATH")


def said(address: Address, method: str, path: str) -> tuple[str, dict[str, str]]:
    """What an address must be asked with, so that it knows what is meant."""
    query, form = WORDS.get(address.name, ("", {}))
    return f"{path}{query}", form if method == "post" else {}


def own(address: Address, world: World) -> str:
    return address.at(address.home, address.arguments(world.houses["borealis"]))


@pytest.fixture(scope="module")
def outsiders(built_world: World) -> dict[str, Client]:
    """Everybody who has nothing to look for there, signed in."""
    return {name: client_of(built_world, name) for name in OUTSIDERS}


@pytest.fixture(scope="module")
def nowhere(outsiders: dict[str, Client]) -> dict[tuple[str, str], Any]:
    """What each of them gets from an organisation that does not exist."""
    return {
        (name, method): ask(client, method, NOWHERE)
        for name, client in outsiders.items()
        for method in METHODS
    }


# ── that nothing is left out ──


def test_every_view_says_what_it_needs():
    told = {address.name: address for address in of_the_desk()}
    assert sorted(told) == sorted(NEEDS), "A view is new or gone: write down what it needs"
    wrong = {
        name: sorted(getattr(address.view, "needs", ["nothing"]))
        for name, address in told.items()
        if getattr(address.view, "needs", None) != frozenset({Right(NEEDS[name])})
    }
    assert not wrong, "These views ask for another right than is written down"


def test_every_other_address_of_the_desk_is_known():
    others = {one.name for one in addresses() if one.route.startswith("desk/")}
    assert others - set(NEEDS) == PERSONAL | OPEN


def test_no_address_holds_a_person():
    words = re.compile(r"ssn|birth|name|email|passport", re.IGNORECASE)
    named = {str(one): list(one.converters) for one in of_the_desk()}
    assert not {name for name, given in named.items() if any(words.search(word) for word in given)}


# ── who gets in ──


@desk
def test_insiders(world, address):
    """Who belongs there: the page where her roles carry the right, else 403 that names the right; nothing else."""
    path, needed = own(address, world), NEEDS[address.name]
    answered = False
    for name, rights in INSIDERS[address.home].items():
        if name == CLERK:
            continue
        client = client_of(world, name)
        for method in METHODS:
            response = ask(client, method, *said(address, method, path))
            says = f"{name} {method} {path}: {response.status_code}"
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                continue
            answered = True
            if needed not in rights:
                assert response.status_code == HTTPStatus.FORBIDDEN, says
                assert f"<strong>{needed}</strong>" in response.content.decode(), says
            elif address.name in NO_SUCH:
                assert response.status_code == HTTPStatus.NOT_FOUND, says
                continue
            elif method == "post" and address.name in NEEDS_MORE:
                assert response.status_code in TAKEN | REFUSED | {HTTPStatus.FORBIDDEN}, says
            else:
                assert response.status_code in TAKEN | REFUSED, says
            assert "no-store" in response.headers.get("Cache-Control", ""), says
    assert answered, "Neither method is taken"


@desk
def test_outsiders(world, address, outsiders, nowhere):
    """Everybody else: the very page that an organisation gives that does not exist."""
    path = own(address, world)
    for name, client in outsiders.items():
        for method in METHODS:
            here = ask(client, method, path)
            says = f"{name} {method} {path}: {here.status_code}"
            if here.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                continue
            there = nowhere[name, method]
            assert here.status_code == there.status_code == HTTPStatus.NOT_FOUND, says
            assert body(here, path) == body(there, NOWHERE), says
            assert here.headers.items() == there.headers.items(), says


@desk
def test_what_no_method_is_taken_for(world, address):
    """Which methods an address takes does not tell whether there is such an organisation."""
    path = own(address, world)
    elsewhere = path.replace(f"/desk/{address.home}/", "/desk/no-such-house/")
    client = client_of(world, "sam")
    for method in METHODS:
        here, there = ask(client, method, path), ask(client, method, elsewhere)
        assert (here.status_code, here.headers.items()) == (
            there.status_code,
            there.headers.items(),
        )


@desk
def test_nobody_in_particular(world, address):
    """Without sign-in: the sign-in page, whether or not there is such an organisation. Una was switched off."""
    path = own(address, world)
    nowhere = path.replace(f"/desk/{address.home}/", "/desk/no-such-house/")
    for client in (client_of(world, ""), client_of(world, "una")):
        for method in METHODS:
            here, there = ask(client, method, path), ask(client, method, nowhere)
            assert here.status_code == there.status_code
            if here.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                assert here.status_code == HTTPStatus.FOUND
                assert here.url.startswith(settings.LOGIN_URL)


@desk
def test_no_form_without_its_token(world, address):
    """A page of another site cannot send a form here."""
    client = Client(enforce_csrf_checks=True)
    name = next(
        one for one, rights in INSIDERS[address.home].items() if NEEDS[address.name] in rights
    )
    client.force_login(world.cast.people[name], backend=settings.AUTHENTICATION_BACKENDS[0])
    response = ask(client, "post", own(address, world))
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "<strong>" not in response.content.decode()


# ── whose records ──


RECORDS = [
    pytest.param(address, argument, id=f"{address}-{argument}")
    for address in of_the_desk()
    for argument in address.names_records()
]


def _clerk(address: Address) -> str:
    """Somebody who may do there what the address is for."""
    return "faye" if address.home == "fathom" else CLERK


@pytest.mark.parametrize(("address", "argument"), RECORDS)
def test_records_of_another_house(world, address, argument):
    """A number that Cobalt has and Borealis has not leads to the page of a number that nobody has."""
    if address.name in NO_SUCH:
        pytest.skip(NO_SUCH[address.name])
    mine, theirs = (address.arguments(world.houses[house]) for house in ("borealis", "cobalt"))
    if argument == "reference":
        theirs["reference"] = world.houses["cobalt"].of["alone"]
    client = client_of(world, _clerk(address))
    if theirs[argument] == mine[argument]:
        assert argument == "number", "Only numbers within a case may be the same in both houses"
        return
    if address.name in ("client", "recall"):
        # The adviser's own numbers on both sides; another adviser's mandate is not hers.
        theirs["mandate"] = str(_mandate_of_another(world))
    foreign = address.at(address.home, mine | {argument: theirs[argument]})
    missing = address.at(address.home, mine | {argument: _nobodys(argument)})
    for method in METHODS:
        here, there = ask(client, method, foreign), ask(client, method, missing)
        assert here.status_code == there.status_code, f"{method} {foreign}"
        if here.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            assert here.status_code == HTTPStatus.NOT_FOUND, f"{method} {foreign}"
            assert body(here, foreign) == body(there, missing)


@pytest.mark.parametrize(("address", "argument"), RECORDS)
def test_records_of_another_case(world, address, argument):
    """In the address of one case, a number of another case of the same house leads nowhere."""
    if "reference" not in address.converters or argument == "reference":
        return
    numbers = world.houses["borealis"]
    arguments = address.arguments(numbers)
    other = {"case": "bare", "bare": "case"}
    arguments["reference"] = next(
        numbers.of[other[key]] for key in other if numbers.of[key] == arguments["reference"]
    )
    client = client_of(world, CLERK)
    for method in METHODS:
        response = ask(client, method, address.at("borealis", arguments))
        assert response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


@pytest.mark.parametrize(("address", "argument"), RECORDS)
def test_odd_numbers(world, address, argument):
    """Whatever stands where a number belongs: a page that is not there, never a fault."""
    client = client_of(world, _clerk(address))
    arguments = address.arguments(world.houses["borealis"]) | {argument: "7777777"}
    path = address.at(address.home, arguments)
    known = ask(client, "get", path).status_code
    method = "post" if known == HTTPStatus.METHOD_NOT_ALLOWED else "get"
    for odd in ODD:
        status = ask(client, method, path.replace("7777777", odd)).status_code
        assert status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST), f"{method} {odd}: {status}"


def _nobodys(argument: str) -> str:
    return "TC-2026-9999" if argument == "reference" else MISSING


def _mandate_of_another(world: World) -> int:
    mandate = world.cast.people["rex"].memberships.exclude(mandate=None).get().mandate
    assert mandate is not None
    return mandate.pk


# ── pages about oneself, and the open ones ──


def test_own_pages_need_a_sign_in(world):
    for one in addresses():
        if one.namespace == "desk" and one.name in PERSONAL:
            path = one.at("", {})
            for method in METHODS:
                answer = ask(client_of(world, ""), method, path)
                assert answer.status_code in (
                    HTTPStatus.FOUND,
                    HTTPStatus.METHOD_NOT_ALLOWED,
                ), path


def test_own_pages_show_nothing_of_others(world):
    """A stranger's pages hold the name of no organisation, case or person but her own."""
    client = client_of(world, "sam")
    foreign = ("Borealis", "Cobalt", "Rivera", "TC-2026", "Okafor")
    for path in ("/desk/", "/desk/me/", "/desk/start/"):
        text = ask(client, "get", path).content.decode()
        assert not [word for word in foreign if word in text], path


def test_calendar_needs_its_secret(world):
    client = client_of(world, "")
    right = ask(client, "get", f"/desk/calendar/{world.secret}.ics")
    assert right.status_code == HTTPStatus.OK
    text = right.content.decode()
    assert "Rivera" not in text
    assert "Maria" not in text
    for wrong in (world.secret[:-1], world.secret + "a", world.secret.swapcase(), "x"):
        answer = ask(client, "get", f"/desk/calendar/{wrong}.ics")
        assert answer.status_code == HTTPStatus.NOT_FOUND
