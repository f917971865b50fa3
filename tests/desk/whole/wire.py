"""A signed-in person without a browser: forms sent over HTTP to a running server, from many threads at once."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests
from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from totalis.webbase.accounts.models import User

CSRF = "t" * 32
SECONDS = 60


def session_of(user: User) -> str:
    """The key of a fresh session."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass(frozen=True)
class Wire:
    """Somebody's connection to a server."""

    server: str
    session: str
    cookies: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kept = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: CSRF}
        object.__setattr__(self, "cookies", kept)

    def send(
        self,
        address: str,
        form: Mapping[str, object],
        *,
        token: str = "",
        file: tuple[str, bytes] | None = None,
    ) -> requests.Response:
        """Send a form; no redirect is followed."""
        return requests.post(
            self.server + address,
            data={**form, "form_token": token or str(uuid.uuid4())},
            files={"file": file} if file else None,
            cookies=self.cookies,
            headers={"X-CSRFToken": CSRF},
            allow_redirects=False,
            timeout=SECONDS,
        )


def at_the_same_moment(*calls: Callable[[], requests.Response]) -> list[requests.Response]:
    """What the calls answer, all begun at once."""
    gate = threading.Barrier(len(calls))
    answers: list[requests.Response | None] = [None] * len(calls)

    def run(number: int, call: Callable[[], requests.Response]) -> None:
        gate.wait()
        answers[number] = call()

    threads = [
        threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [answer for answer in answers if answer is not None]
    assert len(found) == len(calls), "A sending had no answer"
    return found
