"""A receiver of webhooks: a real HTTP server on this machine that writes down what it gets and answers as it is told."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.conftest import as_user, cast, sign_in  # noqa: F401 - the cast, for these tests too
from tests.web.conftest import (  # noqa: F401 - the browser's fixtures, likewise
    axe,
    axe_source,
    browser,
    narrow_page,
    page,
    shoot,
)
from totalis.webbase import clock
from totalis.webbase.webhooks import kinds
from totalis.webbase.webhooks.kinds import Kind
from totalis.webbase.webhooks.services import MadeSecret, add_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.cast import Cast

CHANGED = "tests.something_changed"
OTHER = "tests.something_else"


@dataclass
class Received:
    """One POST."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what to answer: `status` for all that follows, with `more` headers."""

    url: str = ""
    status: int = 204
    more: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    got: list[Received] = field(default_factory=list)
    hold: threading.Event | None = None

    @property
    def ids(self) -> list[str]:
        """The identifiers of what came, in order."""
        return [one.headers["webhook-id"] for one in self.got]


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    """What answers for a receiver."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Received(self.path, headers, body))
            if receiver.hold is not None:
                receiver.hold.wait(30)
                return
            self.send_response(receiver.status)
            for name, value in receiver.more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.says)))
            self.end_headers()
            self.wfile.write(receiver.says)

        def log_message(self, *_parts: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def receiving(context: Any = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A server in a thread, under TLS where a context is given."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))
    server.daemon_threads = True
    scheme = "http"
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    receiver.url = f"{scheme}://{host}:{server.server_address[1]}/take"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        if receiver.hold is not None:
            receiver.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as made:
        yield made


@pytest.fixture
def nobody() -> str:
    """An address at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    """The clock stands at the real moment: the library that checks signatures reads the clock of the world."""
    with clock.stopped_at(datetime.now(UTC)):  # noqa: TID251 - as the library does
        yield


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_registered", dict(kinds._registered))
    for key in (CHANGED, OTHER):
        kinds.register(Kind(key, key.title(), "For tests.", {"n": 1}))


@pytest.fixture
def endpoint(cast: Cast, receiver: Receiver) -> Callable[..., MadeSecret]:  # noqa: F811 - the fixture
    """`endpoint()` is one of Borealis that leads to the receiver; keywords change it."""

    def make(who: str = "eve", **more: Any) -> MadeSecret:
        given: dict[str, Any] = {"url": receiver.url, "chosen": [CHANGED], "at": clock.now()} | more
        return add_endpoint(**{"actor": cast.act(who)} | given)

    return make
