"""A desk and an agency in processes of their own, each with its database and keys; one of them is killed on the way."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
START_SECONDS = 90


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """Both are processes of their own with the clock of the world."""


@dataclass
class House:
    """One installation: its folder, its people, and its server where it has one."""

    name: str
    folder: Path
    port: int = 0
    people: subprocess.Popen[str] | None = None
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where desks are answered."""
        return f"http://127.0.0.1:{self.port}/service/api/v1/"

    @property
    def environment(self) -> dict[str, str]:
        """Its own settings; nothing of the test run's."""
        own = {name: value for name, value in os.environ.items() if "TOTALIS" not in name}
        return own | {
            "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
            "TOTALIS_DATA_DIR": str(self.folder),
            "TOTALIS_ENCRYPTION_KEYS": base64.b64encode((self.name * 32)[:32].encode()).decode(),
            "TOTALIS_SECRET_KEY": f"only for tests, of the {self.name}, and long enough for that",
            "TOTALIS_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }

    def begin(self) -> None:
        """Make its database."""
        self.folder.mkdir()
        migrate = [sys.executable, "-m", "totalis.cli.main", "manage", "migrate", "-v0"]
        subprocess.run(migrate, env=self.environment, check=True)  # noqa: S603 - our own program
        self.people_come()

    def people_come(self) -> None:
        """Start its people; those before were killed."""
        if self.people is not None:
            self.people.communicate()
        self.people = subprocess.Popen(
            [sys.executable, "-m", "tests.connected.hands"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.people.stdout is not None
        while (line := self.people.stdout.readline()) != "ready\n":
            assert line, f"The people of the {self.name} did not come"

    def do(self, order: str, **how: Any) -> Any:
        """Let its people do something."""
        line = self.told(order, **how)
        assert line, f"The people of the {self.name} ended in the middle of {order}"
        return json.loads(line)

    def told(self, order: str, **how: Any) -> str:
        """Order something; what they say, or nothing where they died over it."""
        assert self.people is not None
        assert self.people.stdin is not None
        assert self.people.stdout is not None
        self.people.stdin.write(json.dumps({"do": order, **how}) + "\n")
        self.people.stdin.flush()
        return self.people.stdout.readline()

    def serve(self) -> None:
        """Start its server, in a group of its own; the one before was killed."""
        if self.server is not None:
            self.server.wait()
        command = [sys.executable, "-m", "gunicorn", "tests.connected.mortal:application"]
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
        pytest.fail(f"The server of the {self.name} did not start")

    def close(self) -> None:
        """End everything."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
        if self.people is not None:
            self.people.kill()
            self.people.communicate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    """Desk and agency, connected; each test files a packet of its own."""
    folder = tmp_path_factory.mktemp("houses")
    agency, desk = House("agency", folder / "agency", free_port()), House("desk", folder / "desk")
    with ExitStack() as stack:
        for house in (agency, desk):
            stack.callback(house.close)
            house.begin()
        key = agency.do("found_agency")
        agency.serve()
        agency.do("let_file", key=desk.do("found_desk", address=agency.address, key=key))
        yield desk, agency


def test_from_one_click_to_the_open_gate_and_back(houses: tuple[House, House]) -> None:
    desk, agency = houses
    desk.do("news")  # what the tests before left
    desk.do("file")
    there = len(agency.do("requests"))
    stands = desk.do("work")
    assert len(agency.do("requests")) == there + 1
    number = agency.do("requests")[-1]["number"]
    assert stands["filings"][-1] == {"state": "taken", "number": number, "outcome": ""}
    assert stands["numbers"][-1] == number

    agency.do("ask_for", text="Where was she hired, and when?")
    assert desk.do("news") == 1
    assert desk.do("reply", text="In Boston, on 1 April 2019.") == "Where was she hired, and when?"
    desk.do("work")

    certificate = agency.do("issue")
    assert desk.do("news") == 1
    assert desk.do("filings")["certificates"][-1] == certificate
    assert desk.do("gate") == "hold"
    desk.do("accept")
    assert desk.do("gate") == "exempt"

    agency.do("take_back", number=certificate)
    assert desk.do("news") == 1
    assert desk.do("gate") == "changed"
    assert desk.do("news") == 0
    assert desk.do("chain") == agency.do("chain") == []


def test_the_service_killed_between_taking_and_answering(houses: tuple[House, House]) -> None:
    desk, agency = houses
    there, here = len(agency.do("requests")), desk.do("filings")["lodgements"]
    desk.do("file")
    (agency.folder / "die").touch()
    stands = desk.do("work")
    assert not (agency.folder / "die").exists()
    assert stands["filings"][-1]["state"] == "due"
    assert len(agency.do("requests")) == there + 1
    agency.serve()
    stands = desk.do("work")
    assert stands["filings"][-1]["state"] == "taken"
    assert stands["filings"][-1]["number"] == agency.do("requests")[-1]["number"]
    assert len(agency.do("requests")) == there + 1
    assert stands["lodgements"] == here + 1


def test_the_desk_killed_with_the_answer_in_its_hands(houses: tuple[House, House]) -> None:
    desk, agency = houses
    there, before = len(agency.do("requests")), desk.do("filings")
    desk.do("file")
    assert desk.told("work", die=True) == ""
    assert desk.people is not None
    assert desk.people.wait() == -signal.SIGKILL
    desk.people_come()
    assert desk.do("filings")["filings"][-1]["state"] == "due"
    stands = desk.do("work")
    assert stands["filings"][-1]["number"] == agency.do("requests")[-1]["number"]
    assert len(agency.do("requests")) == there + 1
    assert stands["lodgements"] == before["lodgements"] + 1
    assert stands["checks"] == before["checks"] + 1
    desk.do("news")
    assert desk.do("chain") == agency.do("chain") == []


def test_a_correction_is_there_once_though_the_desk_dies_over_its_answer(
    houses: tuple[House, House],
) -> None:
    desk, agency = houses
    desk.do("file")
    desk.do("work")
    there = len(agency.do("requests"))
    desk.do("correct", reason="She was hired in Cambridge.")
    assert desk.told("work", die=True) == ""
    assert desk.people is not None
    assert desk.people.wait() == -signal.SIGKILL
    desk.people_come()
    stands = desk.do("work")
    assert len(agency.do("requests")) == there
    assert agency.do("versions") == [
        ["", "Boston, United States"],
        ["She was hired in Cambridge.", "Cambridge, US"],
    ]
    assert stands["numbers"][-2:] == [agency.do("requests")[-1]["number"]] * 2
    desk.do("news")
    certificate = agency.do("issue")
    assert desk.do("news") == 1
    assert desk.do("filings")["certificates"][-1] == certificate
    assert desk.do("chain") == agency.do("chain") == []
