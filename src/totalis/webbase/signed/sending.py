"""The side that asks: one signed request to an address that may be called, and an answer that is signed by whom we asked.

No redirection is followed, no answer keeps a worker for long or fills its memory (`webbase.webhooks.address` says
which addresses may be called).
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from totalis import __version__
from totalis.webbase import clock
from totalis.webbase.signed.errors import NoAnswerError, NotSignedError
from totalis.webbase.signed.keys import thumbprint
from totalis.webbase.signed.messages import RequestView, ResponseView, check, sign
from totalis.webbase.webhooks.address import resolved, target_of
from totalis.webbase.webhooks.sending import REDIRECTION, PinnedConnection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.webbase.signed.proof import Proof

TIMEOUT_SECONDS = 20.0
ANSWER_BYTES = 30 * 1024 * 1024
"""Larger answers are refused: a certificate with its credential is far below a megabyte."""
NONCE_BYTES = 18
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """A signed answer. `proof` holds what was signed by both: `{"request": …, "response": …}`."""

    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes
    proof: dict[str, Proof]

    @property
    def taken(self) -> bool:
        """Whether the other side did what it was asked."""
        return self.status in SUCCESS

    def json(self) -> Any:  # noqa: ANN401 - whatever the other side says
        """What the answer says.

        Raises:
            ValueError: it is no JSON.
        """
        return json.loads(self.body)


def send(
    method: str,
    url: str,
    body: bytes | None,
    *,
    key: Mapping[str, Any],
    their_key: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    timeout: float = TIMEOUT_SECONDS,
    content_type: str = "application/json",
) -> Answer:
    """Send a signed request once; `their_key` is the key that must have signed the answer, or one of several.

    Raises:
        InputError: the address may not be called at all (no https, a password in it).
        NoAnswerError: nothing usable came back; the request may have been taken all the same.
        NotSignedError: the answer is not signed by their key, or answers another request.
    """
    content = body or b""
    asked = RequestView(method, url, {"content-type": content_type})
    sent = sign(asked, content, key=key, nonce=token_urlsafe(NONCE_BYTES), at=clock.now())
    status, headers, answer = _exchanged(asked, content, timeout)
    if status in REDIRECTION:
        message = f"The answer was a redirection ({status}), which is not followed."
        raise NoAnswerError(message)
    theirs = [their_key] if isinstance(their_key, Mapping) else list(their_key)
    known = {thumbprint(one): one for one in theirs}
    view = ResponseView(status, headers, asked)
    try:
        checked = check(view, answer, find_key=known.get, at=clock.now())
    except NotSignedError as error:
        says = f"The answer ({status}) does not count. {error.says}"
        raise NotSignedError(error.flaw, says) from error
    return Answer(status, headers, answer, {"request": sent, "response": checked.proof})


def _exchanged(
    asked: RequestView, body: bytes, timeout: float
) -> tuple[int, dict[str, str], bytes]:
    target = target_of(asked.url)
    own = {**asked.headers, "user-agent": f"Totalis/{__version__}"}
    try:
        connection = PinnedConnection(target, resolved(target))
        # A sender of one byte now and then would never reach the timeout of a single read.
        over = threading.Timer(timeout, _cut, [connection])
        over.daemon = True
        over.start()
        try:
            connection.request(asked.method, target.path, body, own)
            response = connection.getresponse()
            answer = response.read(ANSWER_BYTES + 1)
            headers = _joined(response.getheaders())
        finally:
            over.cancel()
            connection.close()
    except (OSError, HTTPException) as error:
        message = f"{type(error).__name__}: {error}"
        raise NoAnswerError(message) from error
    if len(answer) > ANSWER_BYTES:
        message = f"The answer is larger than {ANSWER_BYTES} bytes."
        raise NoAnswerError(message)
    return response.status, headers, answer


def _joined(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; lines of one name are joined as HTTP does."""
    found: dict[str, str] = {}
    for name, value in pairs:
        lower = name.lower()
        found[lower] = f"{found[lower]}, {value}" if lower in found else value
    return found


def _cut(connection: PinnedConnection) -> None:
    """End the exchange from outside: whoever reads then finds the end of it."""
    if connection.sock is not None:
        try:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
        except OSError:
            return
