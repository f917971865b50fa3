"""People at the desk: each with a session of her own, going from page to page, with or without time to read."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CASE_LINK = re.compile(r'href="(/desk/[a-z0-9-]+/cases/TC-\d{4}-\d+/)"')
TOKEN = "b" * 32
"""Cookie and field of the protection against foreign forms: a visitor may choose it, as long as both are the same."""
WAYS = {
    "dashboard": 20,
    "list": 15,
    "list, filtered": 20,
    "search": 15,
    "case": 30,
}
"""What people open, out of a hundred pages. Assumed."""
FILTERS = (
    *("stage=waiting", "stage=in_force&sort=expires", "only=mine", "only=holds", "only=expiring"),
    *("payroll=hold&sort=since", "country=FR", "stage=evidence&country=JP", "sort=worker"),
    *("only=open&sort=changed", "only=flags"),
)
READING_TIME = (0.5, 1.5)
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in."""

    organisation: str
    session: str
    """The cookie, as `name=value`."""
    searches: Sequence[str]


@dataclass(slots=True)
class Reading:
    """How long each page took, in seconds from the first byte asked to the last received."""

    seconds: float
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every page."""
        return [one for found in self.times.values() for one in found]


def read(
    address: tuple[str, int], visitors: Sequence[Visitor], *, seconds: float, pause: bool
) -> Reading:
    """Let everybody use the desk at once for a while."""
    found = Reading(seconds)
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_visit, args=(address, visitor, number, until, pause, found))
        for number, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _visit(
    address: tuple[str, int],
    visitor: Visitor,
    number: int,
    until: float,
    pause: bool,  # noqa: FBT001 - handed to a thread
    found: Reading,
) -> None:
    chosen = random.Random(number)  # noqa: S311 - nothing secret
    walk = _Walk(address, visitor, chosen)
    ways, shares = list(WAYS), list(WAYS.values())
    if pause:
        time.sleep(chosen.uniform(0, READING_TIME[1]))  # nobody comes at the same moment
    while time.perf_counter() < until:
        way = chosen.choices(ways, shares)[0]
        started = time.perf_counter()
        status = walk.go(way)
        found.times[way].append(time.perf_counter() - started)
        if status != http.client.OK:
            found.refused.append(f"{way}: {status}")
        if pause:
            time.sleep(chosen.uniform(*READING_TIME))


class _Walk:
    """One person's way; cases are opened from the list or dashboard that was seen last."""

    def __init__(self, address: tuple[str, int], visitor: Visitor, chosen: random.Random) -> None:
        self.address, self.visitor, self.chosen = address, visitor, chosen
        self.base = f"/desk/{visitor.organisation}/"
        self.cases: list[str] = []

    def go(self, way: str) -> int:
        """Open a page of that kind; answers the status."""
        if way == "dashboard":
            return self._open(self.base)
        if way == "list":
            return self._open(f"{self.base}cases/")
        if way == "list, filtered":
            return self._open(f"{self.base}cases/?{self.chosen.choice(FILTERS)}")
        if way == "search":
            return self._search(self.chosen.choice(self.visitor.searches))
        if not self.cases:
            self._open(f"{self.base}cases/?sort=new")
        return self._open(self.chosen.choice(self.cases))

    def _search(self, words: str) -> int:
        form = urlencode({"q": words, "csrfmiddlewaretoken": TOKEN})
        status, headers, _body = self._ask("POST", f"{self.base}cases/search/", form)
        return self._open(headers["Location"]) if status == http.client.FOUND else status

    def _open(self, path: str) -> int:
        status, _headers, body = self._ask("GET", path)
        if seen := CASE_LINK.findall(body):
            self.cases = seen if "/cases/TC-" not in path else self.cases
        return status

    def _ask(self, method: str, path: str, form: str = "") -> tuple[int, Mapping[str, str], str]:
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        headers = {"Cookie": f"{self.visitor.session}; totalis_csrf={TOKEN}"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, form or None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        return answer.status, dict(answer.headers), body
