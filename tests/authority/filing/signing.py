"""A desk that calls the service through Django's test client: every request signed, every answer's signature checked."""

from __future__ import annotations

import json
from io import BytesIO
from secrets import token_urlsafe
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.test import Client as Caller

from totalis.authority.keys import jwk
from totalis.webbase import clock
from totalis.webbase.signed.keys import new_key, public_of, thumbprint
from totalis.webbase.signed.messages import RequestView, ResponseView, check, sign

HOST = "http://testserver"
BASE = "/service/api/v1/"


class Desk:
    """A desk with its key; the service need not know it."""

    def __init__(self) -> None:
        self.key = new_key()
        self.caller = Caller(enforce_csrf_checks=True)

    @property
    def public(self) -> dict[str, str]:
        """What its administrator gives away."""
        return public_of(self.key)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an operation; the answer must be signed by the service, for this very request."""
        content = b"" if body is None else json.dumps(body).encode()
        asked, signed = self.signed(method, f"{HOST}{BASE}{path}", content)
        answer = self.caller.generic(
            method,
            f"{BASE}{path}",
            content,
            content_type="application/json",
            headers={**signed, **headers},
            CONTENT_TYPE="application/json",  # left out of an empty body otherwise
        )
        theirs = {name.lower(): value for name, value in answer.items()}
        view = ResponseView(answer.status_code, theirs, asked)
        service = public_of(jwk())
        known = {thumbprint(service): service}
        check(view, answer.content, find_key=known.get, at=clock.now())
        return answer

    def signed(
        self, method: str, url: str, content: bytes, nonce: str = ""
    ) -> tuple[RequestView, dict[str, str]]:
        """The request as it is covered, and its headers."""
        view = RequestView(method, url, {"content-type": "application/json"})
        sign(view, content, key=self.key, nonce=nonce or token_urlsafe(12), at=clock.now())
        headers = {name: value for name, value in view.headers.items() if name != "content-type"}
        return view, headers

    def get(self, path: str) -> Any:
        """Read."""
        return self.call("GET", path)

    def post(self, path: str, body: Any) -> Any:
        """Write."""
        return self.call("POST", path, body)


def signing(desk: Desk) -> Any:
    """The application, for whom each call of an operation is signed by a desk on its way in."""
    real = get_wsgi_application()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        if "/v1/" not in environ["PATH_INFO"]:
            return real(environ, start_response)
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(content), str(len(content))
        environ["CONTENT_TYPE"] = environ.get("CONTENT_TYPE") or "application/json"
        kind = environ["CONTENT_TYPE"]
        url = WSGIRequest(dict(environ)).build_absolute_uri()
        view = RequestView(environ["REQUEST_METHOD"], url, {"content-type": kind})
        sign(view, content, key=desk.key, nonce=token_urlsafe(12), at=clock.now())
        for name, value in view.headers.items():
            if name.lower() != "content-type":
                environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return real(environ, start_response)

    return application
