"""Two machines: one asks, the other answers over real HTTP on 127.0.0.1; a door in between can be made to lie."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from totalis.webbase import clock
from totalis.webbase.signed.errors import NotSignedError
from totalis.webbase.signed.keys import new_key, public_of, thumbprint
from totalis.webbase.signed.receiving import Caller, refusal, signed_response, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class House:
    """The machine that answers: whom it knows, what it took, and how it spoils its answers on the way out."""

    key: dict[str, str] = field(default_factory=new_key)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: list[tuple[Caller, bytes]] = field(default_factory=list)
    refused: list[NotSignedError] = field(default_factory=list)
    sent: list[HttpResponse] = field(default_factory=list)
    url: str = ""
    spoil: Callable[[HttpResponse], HttpResponse] = lambda response: response

    def knows(self, key: dict[str, str]) -> None:
        """Enter somebody's public key."""
        self.known[thumbprint(key)] = public_of(key)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What a view does."""
        try:
            caller = verified(request, self.known.get, clock.now())
        except NotSignedError as error:
            self.refused.append(error)
            return refusal(request, error, key=self.key)
        self.taken.append((caller, request.body))
        return signed_response(
            JsonResponse({"took": request.body.decode()}), key=self.key, request=request
        )


def handler_of(house: House) -> type[BaseHTTPRequestHandler]:
    """The HTTP of a house: Django's own request is made of what comes in, as its WSGI handler makes one."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            named = {name: value for name, value in self.headers.items() if name != "Content-Type"}
            request = RequestFactory().generic(
                self.command,
                self.path,
                body,
                content_type=self.headers["Content-Type"],
                headers=named,
            )
            try:
                response = house.spoil(house.answer(request))
            finally:
                connections.close_all()
            house.sent.append(response)
            self.send_response(response.status_code)
            for name, value in response.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def log_message(self, *_parts: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def at_work(house: House) -> Iterator[House]:
    """A house that answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(house))
    server.daemon_threads = True
    house.url = f"http://127.0.0.1:{server.server_address[1]}/messages?of=2026"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:  # noqa: ARG001 - its threads write
    """A machine that answers; its threads read the same database."""
    with at_work(House()) as made:
        yield made


@pytest.fixture
def mine(house: House) -> dict[str, str]:
    """The key of the machine that asks; the other one knows it."""
    key = new_key()
    house.knows(key)
    return key


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield
