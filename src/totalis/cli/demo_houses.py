"""The other houses of the demonstration: two agencies, each a process with a database and keys of its own.

They speak with the desk and with each other over HTTP, as they would from one country to another. A house gets
its orders on its standard input and ends when that is closed, however the demonstration ends.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.cli.demo_server import LOOPBACK, at_port
from totalis.cli.door import stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COUNTRIES = ("US", "FR")
PORTS = "ports.json"
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class House:
    """A house that runs."""

    country: str
    address: str
    process: subprocess.Popen[str]
    log: Path

    def told(self, message: dict[str, Any]) -> None:
        """Give it an order."""
        assert self.process.stdin is not None  # noqa: S101 - a pipe was asked for
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def heard(self) -> dict[str, Any]:
        """What it says next.

        Raises:
            InputError: it ended instead.
        """
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self.process.stdout.readline()
        if not line:
            stop(
                f"agency {self.country}",
                f"its process ended before it served; at last it said: {self._last_line()}",
                "a house that runs",
                "Free its port, or report what it said.",
            )
        found: dict[str, Any] = json.loads(line)
        return found

    def _last_line(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "nothing")


@dataclass(frozen=True, slots=True)
class Houses:
    """The agencies of a demonstration by their countries; `fresh` ones still have to be introduced."""

    running: dict[str, House]
    fresh: bool

    @classmethod
    @contextmanager
    def started(cls, folder: Path, *, first_port: int, fresh: bool) -> Iterator[Houses]:
        """Start every agency beside a desk whose database is up to date; they end with the `with`."""
        ports = _ports(folder, first_port)
        running = {}
        try:
            for country in COUNTRIES:
                running[country] = _started(folder, country, ports[country], fresh=fresh)
            yield cls(running, fresh)
        finally:
            for house in running.values():
                _ended(house.process)

    def said(self) -> dict[str, dict[str, Any]]:
        """What each fresh agency says of itself, its address and its public key among it."""
        return {country: house.heard() for country, house in self.running.items()}

    def introduce(self, said: dict[str, dict[str, Any]], desks: list[dict[str, Any]]) -> None:
        """Tell each fresh agency of the other one and of the desks that file to it, with their public keys."""
        for country, house in self.running.items():
            partners = [said[other] for other in self.running if other != country]
            own = [desk for desk in desks if desk["country"] == country]
            house.told({"partners": partners, "desks": own})

    def ready(self) -> None:
        """Wait until each of them serves."""
        for house in self.running.values():
            house.heard()


def _ports(folder: Path, first_port: int) -> dict[str, int]:
    """A port for each agency, the same as long as the demonstration's data are kept: addresses stand in them."""
    file = folder / PORTS
    if file.exists():
        found: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
        return found
    ports = {}
    for place, country in enumerate(COUNTRIES, 1):
        with at_port(first_port + place if first_port else 0) as server:
            ports[country] = server.server_port
    file.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def _started(folder: Path, country: str, port: int, *, fresh: bool) -> House:
    home = folder / country.lower()
    home.mkdir(mode=0o700, exist_ok=True)
    if fresh:
        _copied(folder / "totalis.sqlite3", home / "totalis.sqlite3")
    address = f"http://{LOOPBACK}:{port}"
    command = [sys.executable, "-m", "totalis.cli.demo_house", country, str(port)]
    said = home / "log"
    with said.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - this program itself
            [*command, "fresh"] if fresh else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={
                **os.environ,
                "TOTALIS_DATA_DIR": str(home),
                "TOTALIS_SITE_ADDRESS": address,
                "TOTALIS_COOKIE_SUFFIX": country.lower(),
            },
        )
    return House(country, address, process, said)


def _copied(source: Path, target: Path) -> None:
    """The desk's database as it is, tables made and nothing in them: quicker than to make them again."""
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target)) as copy:
        full.backup(copy)


def _ended(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
