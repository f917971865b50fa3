"""The other agency, played by the test: it has a key, signs what it writes, and answers what it gets over real HTTP."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.authority.cast import FR_ANSWERS, NOW, fr_facts
from totalis.authority.exchange.reading import read_message, read_receipt, written
from totalis.authority.exchange.shapes import (
    SCHEMA,
    Content,
    Coverage,
    ExceptionReply,
    ExceptionRequest,
    Fault,
    Message,
    Period,
    Receipt,
)
from totalis.webbase import clock
from totalis.webbase.signed.keys import new_key, public_of
from totalis.webbase.signed.messages import RequestView, ResponseView, check, sign
from totalis.webbase.signed.receiving import receipt

if TYPE_CHECKING:
    from collections.abc import Iterator

INBOX = "/service/messages/"
HOST = "testserver"
EDITION = "us-fr-employer-exception-2026-11"


@dataclass
class France:
    """The agency of France. `rejects`, `away` and `lies` say how it answers."""

    key: dict[str, str] = field(default_factory=new_key)
    url: str = ""
    got: list[Message] = field(default_factory=list)
    rejects: bool = False
    away: bool = False
    unsigned: bool = False
    names: str = ""
    """Receipts name another message."""

    @property
    def public(self) -> dict[str, str]:
        """Its public key."""
        return public_of(self.key)

    # ── it writes ──

    def message(self, content: Content, **parts: Any) -> Message:
        """A message of its own to the agency of the United States."""
        values: dict[str, Any] = {
            "schema": SCHEMA,
            "identifier": uuid4().hex,
            "conversation": uuid4().hex,
            "sender": "FR",
            "recipient": "US",
            "written_at": clock.now(),
            "content": content,
        }
        return Message(**(values | parts))

    def post(self, text: str, nonce: str = "", key: dict[str, str] | None = None) -> Any:
        """Leave something in the inbox, signed; the answer must be signed by the house, and bound to it."""
        view = RequestView("POST", f"http://{HOST}{INBOX}", {"content-type": "application/json"})
        body = text.encode()
        sign(view, body, key=key or self.key, nonce=nonce or uuid4().hex, at=clock.now())
        headers = {name: value for name, value in view.headers.items() if name != "content-type"}
        response = Client().post(
            INBOX, body, content_type="application/json", headers={**headers, "host": HOST}
        )
        self.seen = ResponseView(
            response.status_code,
            {name.lower(): value for name, value in response.items()},
            view,
        )
        return response

    def leave(self, message: Message) -> Receipt:
        """Leave a message; gives the receipt, whose signature holds."""
        from totalis.authority.keys import jwk  # noqa: PLC0415 - the key file is made on first use

        response = self.post(written(message))
        check(
            self.seen,
            response.content,
            find_key=lambda _name: public_of(jwk()),
            at=clock.now(),
        )
        found = read_receipt(response.content)
        assert response.status_code == (200 if found.taken else 422)
        return found

    # ── it answers ──

    def answer(self, request: Any) -> HttpResponse:
        """What its inbox does."""
        message = read_message(request.body)
        self.got.append(message)
        fault = Fault(path="content", found="x", expected="y", remedy="Mend it.")
        said = Receipt(
            identifier=self.names or message.identifier,
            taken=not self.rejects,
            at=clock.now(),
            problems=(fault,) if self.rejects else (),
        )
        response = HttpResponse(
            written(said), content_type="application/json", status=422 if self.rejects else 200
        )
        if not self.unsigned:
            receipt(response, key=self.key, request=request, at=clock.now())
        return response


def handler_of(france: France) -> type[BaseHTTPRequestHandler]:
    """Its HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if france.away:
                self.send_error(503)
                return
            named = {name: value for name, value in self.headers.items() if name != "Content-Type"}
            request = RequestFactory().generic(
                "POST",
                self.path,
                body,
                content_type=self.headers["Content-Type"],
                headers=named,
            )
            try:
                response = france.answer(request)
            finally:
                connections.close_all()
            self.send_response(response.status_code)
            for name, value in response.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        def log_message(self, *_parts: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def at_work() -> Iterator[France]:
    """The agency of France, on this machine."""
    france = France()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(france))
    server.daemon_threads = True
    france.url = f"http://127.0.0.1:{server.server_address[1]}/service/messages/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield france
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ── what it says ──

ANSWERS = {**FR_ANSWERS, "end_date": "2033-12-31", "exception_until": "2033-12-31"}
"""Seven years in France: two more than the agreement allows."""


def facts(**changes: Any) -> dict[str, Any]:
    """The facts of that posting."""
    return fr_facts(end="2033-12-31", **changes)


def asks(**changes: Any) -> ExceptionRequest:
    """The request of France for an exception: somebody shall stay under French law in the United States."""
    values: dict[str, Any] = {
        "control_number": "FR-77",
        "product": "exception",
        "agreement": "FR",
        "lane": "employer",
        "edition": EDITION,
        "answers": ANSWERS,
        "facts": facts(),
        "proposed": Coverage(
            covered_by="FR",
            exempt_in="US",
            period=Period(first=date(2027, 1, 1), last=date(2033, 12, 31)),
            article="6(3)",
        ),
        "reasons": "The works council of the plant is built up by her alone.",
    }
    return ExceptionRequest(**(values | changes))


def replies(*, agrees: bool, reasons: str = "", on: datetime = NOW) -> ExceptionReply:
    """Its word on our exception."""
    return ExceptionReply(agrees=agrees, reasons=reasons, decided_on=on.date())
