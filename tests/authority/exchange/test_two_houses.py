"""Two installations, each with a database, keys and a server of its own, that know of each other only what they send."""

from __future__ import annotations

import base64
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
START_SECONDS = 90
NAMES = {"US": "Office of Certificates", "FR": "Centre of Liaison"}
KILLS = 4
A_ROUND = 6


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """The houses are processes of their own with the clock of the world."""


@dataclass
class House:
    """One installation: its folder, its address, its people and its server."""

    country: str
    folder: Path
    port: int
    people: subprocess.Popen[str] | None = None
    server: subprocess.Popen[bytes] | None = None
    key: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self.port}/service/messages/"

    @property
    def environment(self) -> dict[str, str]:
        """Its own settings; nothing of the test run's."""
        own = {name: value for name, value in os.environ.items() if "TOTALIS" not in name}
        return own | {
            "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
            "TOTALIS_DATA_DIR": str(self.folder),
            "TOTALIS_ENCRYPTION_KEYS": base64.b64encode(self.country.encode() * 16).decode(),
            "TOTALIS_SECRET_KEY": f"only for tests, of {self.country}, and long enough for that",
            "TOTALIS_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }

    def do(self, order: str, **how: Any) -> Any:
        """Let its people do something."""
        assert self.people is not None
        assert self.people.stdin is not None
        assert self.people.stdout is not None
        self.people.stdin.write(json.dumps({"do": order, **how}) + "\n")
        self.people.stdin.flush()
        line = self.people.stdout.readline()
        assert line, f"The people of {self.country} ended in the middle of {order}"
        return json.loads(line)

    def serve(self) -> None:
        """Start its server, in a group of its own."""
        command = [sys.executable, "-m", "gunicorn", "tests.authority.exchange.mortal:application"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4"]
        self.server = subprocess.Popen(  # noqa: S603 - our own server
            command,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                requests.get(self.address, timeout=START_SECONDS)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"The server of {self.country} did not start")

    def kill(self) -> None:
        """Kill the server without a word."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def people_at_work(self) -> None:
        """Make its database and start its people."""
        migrate = [sys.executable, "-m", "totalis.cli.main", "manage", "migrate", "-v0"]
        subprocess.run(migrate, env=self.environment, check=True)  # noqa: S603 - our own program
        self.people = subprocess.Popen(
            [sys.executable, "-m", "tests.authority.exchange.hands"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.people.stdout is not None
        while (line := self.people.stdout.readline()) != "ready\n":
            assert line, f"The people of {self.country} did not come"

    def close(self) -> None:
        """End everything."""
        self.kill()
        if self.people is not None:
            self.people.kill()
            self.people.communicate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def two_houses(folder: Path) -> Iterator[tuple[House, House]]:
    """Both, acquainted."""
    houses = {code: House(code, folder / code, free_port()) for code in NAMES}
    with ExitStack() as stack:
        for house in houses.values():
            house.folder.mkdir()
            stack.callback(house.close)
            house.people_at_work()
            house.key = house.do("build", country=house.country, name=NAMES[house.country])
            house.serve()
        for one, other in (("US", "FR"), ("FR", "US")):
            houses[one].do(
                "meet",
                country=other,
                name=NAMES[other],
                address=houses[other].address,
                key=houses[other].key,
            )
        yield houses["US"], houses["FR"]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    """Two houses for the tests of this file; each uses a request of its own."""
    with two_houses(tmp_path_factory.mktemp("houses")) as made:
        yield made


def of(house: House, number: str) -> dict[str, Any]:
    """How a request stands in a house."""
    found: dict[str, Any]
    (found,) = [one for one in house.do("requests") if one["number"] == number]
    return found


def test_an_extension_agreed_by_both_becomes_a_certificate(houses: tuple[House, House]) -> None:
    here, there = houses
    here.do("grant", number="T-AGREED")
    assert of(here, "T-AGREED")["certificates"] == 0
    assert here.do("work")
    (asked,) = [one for one in there.do("requests") if one["state"] == "received"]
    assert asked["channel"] == "partner"
    assert of(here, "T-AGREED") | {"number": ""} == {
        "number": "",
        "channel": "online",
        "state": "pending",
        "outcome": "",
        "partner": "waiting",
        "certificates": 0,
    }
    there.do("answer", kind="issue", reasons="")
    assert of(there, asked["number"])["outcome"] == "agreed"
    assert there.do("work")
    assert of(here, "T-AGREED") | {"number": ""} == {
        "number": "",
        "channel": "online",
        "state": "completed",
        "outcome": "issued",
        "partner": "agreed",
        "certificates": 1,
    }
    assert here.do("work")  # the copy
    assert there.do("messages")[-1]["kind"] == "COPY"
    assert of(there, asked["number"])["certificates"] == 0
    both_can_prove_it(here, there)


def test_a_refusal_comes_back_with_its_reasons(houses: tuple[House, House]) -> None:
    here, there = houses
    here.do("grant", number="T-REFUSED")
    assert here.do("work")
    there.do("answer", kind="refuse", reasons="Somebody else can do the work.")
    assert there.do("work")
    stands = of(here, "T-REFUSED")
    assert (stands["state"], stands["partner"], stands["certificates"]) == ("pending", "refused", 0)


def test_questions_are_answered_both_ways(houses: tuple[House, House]) -> None:
    for asking, asked in (houses, houses[::-1]):
        question = "Since when is she insured with you? Né à Brest: 千葉"
        asking.do("ask", text=question)
        assert asking.do("work")
        assert asked.do("messages")[-1]["text"] == question
        asked.do("tell", text="Since 3 May 2021.", question=question)
        assert asked.do("work")
        last = asking.do("messages")[-1]
        assert (last["kind"], last["text"], last["state"]) == (
            "A006",
            "Since 3 May 2021.",
            "taken",
        )
    both_can_prove_it(*houses)


def test_killed_after_it_took_a_message_and_before_it_said_so(houses: tuple[House, House]) -> None:
    """The sender hears nothing, sends again, and gets the receipt of then: one request, not two."""
    here, there = houses
    (there.folder / "die").touch()
    here.do("grant", number="T-KILLED")
    assert not here.do("work", seconds=2)
    there.kill()
    assert not (there.folder / "die").exists()
    (waiting,) = [one for one in here.do("messages") if one["state"] == "due"]
    assert waiting["tries"] == 1
    came = [one for one in there.do("messages") if one["identifier"] == waiting["identifier"]]
    assert [(one["state"], one["receipt_holds"]) for one in came] == [("taken", True)]
    before = there.do("requests")
    there.serve()
    assert here.do("work")
    assert there.do("requests") == before
    (sent,) = [one for one in here.do("messages") if one["identifier"] == waiting["identifier"]]
    assert (sent["state"], sent["tries"]) == ("delivered", 2)
    there.do("answer", kind="issue", reasons="")
    # Now the one that issues dies after it has issued.
    (here.folder / "die").touch()
    assert not there.do("work", seconds=2)
    here.kill()
    here.serve()
    assert of(here, "T-KILLED")["certificates"] == 1
    assert there.do("work")
    assert of(here, "T-KILLED")["certificates"] == 1
    both_can_prove_it(here, there)


def test_killed_at_any_moment_nothing_is_lost_and_nothing_comes_twice(
    houses: tuple[House, House],
) -> None:
    here, there = houses
    chance = random.Random(5)  # noqa: S311 - moments, not secrets
    asked = []
    for number in range(KILLS):
        for part in range(A_ROUND):
            asked.append(f"Question {number}.{part}")
            here.do("ask", text=asked[-1])
        dying = threading.Timer(chance.uniform(0.0, 0.6), there.kill)
        dying.start()
        here.do("work", seconds=1)
        dying.join()
        there.kill()
        there.serve()
    assert here.do("work")
    came = [one["text"] for one in there.do("messages") if one["text"].startswith("Question")]
    assert sorted(came) == sorted(asked)
    both_can_prove_it(here, there)


def both_can_prove_it(here: House, there: House) -> None:
    """What one sent and the other took is the same; every signature holds in both; no history is broken."""
    for sender, receiver in ((here, there), (there, here)):
        sent = {
            one["identifier"]: one
            for one in sender.do("messages")
            if one["outgoing"] and one["state"] == "delivered"
        }
        taken = {one["identifier"]: one for one in receiver.do("messages") if not one["outgoing"]}
        assert sent.keys() == taken.keys()
        for one in (*sent.values(), *taken.values()):
            assert one["message_holds"], one
            assert one["receipt_holds"], one
        assert sender.do("chain") == []
