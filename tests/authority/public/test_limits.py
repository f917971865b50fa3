"""Limits count the same in every thread; tickets open one thing, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from altcha import Payload, create_challenge, solve_challenge
from django.db import connections
from django.test import RequestFactory

from tests.authority.cast import NOW
from totalis.webbase.limits.models import SpentTicket, Tries
from totalis.webbase.limits.proof import ALGORITHM, COST, WAIT, accepted, new_ticket
from totalis.webbase.limits.services import Limit, count, counted, network_of
from totalis.webbase.limits.tasks import forget_tries

FIVE = Limit("five", most=5, per=timedelta(minutes=10))
pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_no_try_is_lost_between_threads() -> None:
    def attempt(_number: int) -> int:
        try:
            return count(FIVE, whom="a", at=NOW).tries
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(attempt, range(24)))
    assert sorted(seen) == list(range(1, 25))


def test_a_stretch_ends_and_others_are_counted_apart() -> None:
    last = [count(FIVE, whom="a", at=NOW) for _ in range(6)][-1]
    assert last.too_many
    assert not count(FIVE, whom="b", at=NOW).too_many
    assert not count(FIVE, whom="a", at=last.ends_at).too_many
    assert counted(FIVE, whom="c", at=NOW).tries == 0
    forget_tries(last.ends_at + timedelta(hours=1))
    assert not Tries.objects.exists()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_household_counts_as_one(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_ticket_opens_one_thing_once() -> None:
    after = NOW + WAIT
    sent = {"ticket": new_ticket("send", at=NOW).text}
    assert not accepted(sent, "send", whom="a", at=NOW), "no work, no wait"
    assert not accepted(sent, "other", whom="a", at=after)
    assert not accepted({"ticket": sent["ticket"] + "x"}, "send", whom="a", at=after)
    assert not accepted({}, "send", whom="a", at=after)
    assert not accepted(sent, "send", whom="a", at=NOW + timedelta(hours=25))
    assert accepted(sent, "send", whom="a", at=after)
    assert not accepted(sent, "send", whom="a", at=after)
    assert SpentTicket.objects.count() == 1


def test_a_solution_of_another_challenge_opens_nothing() -> None:
    ticket = new_ticket("send", at=NOW)
    foreign = create_challenge(ALGORITHM, COST, counter=1, hmac_secret="guessed")  # noqa: S106
    solution = solve_challenge(foreign)
    assert solution
    for payload in (Payload(foreign, solution).to_base64(), "!!", "e30=", "x" * 5000):
        sent = {"ticket": ticket.text, "altcha": payload}
        assert not accepted(sent, "send", whom="a", at=NOW)


def test_waiting_counts_so_many_times_an_hour() -> None:
    opened = sum(
        accepted({"ticket": new_ticket("send", at=NOW - WAIT).text}, "send", whom="bot", at=NOW)
        for _ in range(25)
    )
    assert opened == 20
