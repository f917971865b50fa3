"""One POST to an address that was checked; no redirect is followed, and no answer keeps the worker for long."""

from __future__ import annotations

import socket
import ssl
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from time import perf_counter
from typing import TYPE_CHECKING

from totalis import __version__
from totalis.webbase.webhooks.address import resolved, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.webbase.webhooks.address import Target

DEADLINE_SECONDS = 15.0
"""For the whole of it, from the connection to the answer."""
ANSWER_BYTES = 1000
"""So much of an answer is kept for people to read."""
SUCCESS = range(200, 300)
REDIRECTION = range(300, 400)
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and the first of its text; without a status, why there is none."""

    status: int | None
    text: str
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.status in SUCCESS

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing more, ever."""
        return self.status == GONE


class PinnedConnection(HTTPConnection):
    """A connection to one address; the certificate must be that of the name."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=DEADLINE_SECONDS)
        self.default_port = 443 if target.secure else 80
        self._address = address
        self._context = ssl.create_default_context() if target.secure else None

    def connect(self) -> None:
        """Call the address, not the name."""
        plain = socket.create_connection((self._address, self.port), timeout=DEADLINE_SECONDS)
        try:
            context = self._context
            self.sock = context.wrap_socket(plain, server_hostname=self.host) if context else plain
        except BaseException:
            plain.close()
            raise


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a message once; whatever goes wrong on the way is an answer too."""
    began = perf_counter()
    try:
        status, text = _exchanged(url, body, headers)
    except (OSError, HTTPException, ValueError) as error:
        status, text = None, f"{type(error).__name__}: {error}"
    if status in REDIRECTION:
        text = f"A redirection is not followed. Change the endpoint's address. {text}"
    milliseconds = round((perf_counter() - began) * 1000)
    return Answer(status, text.replace("\0", "")[:ANSWER_BYTES], milliseconds)


def _exchanged(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    target = target_of(url)
    connection = PinnedConnection(target, resolved(target))
    # A receiver that sends a byte now and then would never reach the timeout of a single read.
    over = threading.Timer(DEADLINE_SECONDS, _cut, [connection])
    over.daemon = True
    over.start()
    try:
        own = {"Content-Type": "application/json", "User-Agent": f"Totalis/{__version__}"}
        connection.request("POST", target.path, body, {**own, **headers})
        response = connection.getresponse()
        return response.status, response.read(ANSWER_BYTES).decode("utf-8", "replace")
    finally:
        over.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    """End the exchange from outside: whoever reads then finds the end of it."""
    if connection.sock is not None:
        try:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
        except OSError:
            return
