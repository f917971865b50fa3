"""A form shows that it costs its sender something: a small proof of work, or, without JavaScript, a wait.

Nothing is to be looked at, listened to or puzzled out, and no third party is asked. The page carries a ticket, signed
by us, with an ALTCHA challenge in it. A browser with JavaScript solves the challenge while the person reads; without,
the ticket counts once it is some seconds old, and fewer of them count an hour from one network. A ticket opens one
thing, once.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from altcha import create_challenge, verify_solution
from django.core import signing
from django.db import IntegrityError, transaction

from totalis.webbase.limits.models import SpentTicket
from totalis.webbase.limits.services import Limit, count
from totalis.webbase.secrets.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT = "totalis.limits.ticket"
ALGORITHM, COST = "PBKDF2/SHA-256", 5_000
FEWEST, MOST = 40, 160
"""The counter that has to be found: about a hundred derivations, a third of a second on an ordinary telephone."""
GOOD_FOR = timedelta(hours=24)
WAIT = timedelta(seconds=8)
WAITED = Limit("waited instead of worked", most=20, per=timedelta(hours=1))
TICKET, SOLUTION = "ticket", "altcha"
"""The names of the two fields in a form."""
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a page carries: the ticket's text, and the challenge as JSON for the script."""

    text: str
    challenge: str
    wait_seconds: int = int(WAIT.total_seconds())


def new_ticket(purpose: str, *, at: datetime) -> Ticket:
    """A ticket for one form."""
    said = {"for": purpose, "n": secrets.token_hex(16), "t": int(at.timestamp())}
    text = signing.dumps(said, salt=SALT)
    challenge = create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        data={"ticket": said["n"]},
        hmac_secret=_secret(),
    )
    return Ticket(text, json.dumps(challenge.to_dict()))


def accepted(sent: Mapping[str, str], purpose: str, *, whom: str, at: datetime) -> bool:
    """Whether what a form sent opens its purpose; if so, its ticket is used up in the caller's transaction."""
    said = _ticket(sent.get(TICKET, ""))
    if said is None or said["for"] != purpose:
        return False
    made = datetime.fromtimestamp(said["t"], tz=UTC)
    if not made <= at + WAIT or at > made + GOOD_FOR:
        return False
    if not (_worked(sent.get(SOLUTION, ""), said["n"]) or _waited(made, whom, at)):
        return False
    return _spend(said["n"], made + GOOD_FOR)


def _ticket(text: str) -> dict[str, Any] | None:
    try:
        said = signing.loads(text[:LONGEST], salt=SALT)
    except signing.BadSignature:
        return None
    return said if isinstance(said, dict) else None


def _worked(payload: str, nonce: str) -> bool:
    """Whether the payload solves the challenge that came with this ticket."""
    if not payload or len(payload) > LONGEST:
        return False
    try:
        parameters = json.loads(b64decode(payload, validate=True))["challenge"]["parameters"]
        ours = parameters["data"]["ticket"] == nonce and parameters["cost"] == COST
    except (Base64Error, ValueError, TypeError, KeyError):
        return False
    return bool(ours and verify_solution(payload, _secret()).verified)


def _waited(made: datetime, whom: str, at: datetime) -> bool:
    return at >= made + WAIT and not count(WAITED, whom=whom, at=at).too_many


def _spend(nonce: str, lapses_at: datetime) -> bool:
    try:
        with transaction.atomic():
            SpentTicket.objects.create(nonce=nonce, lapses_at=lapses_at)
    except IntegrityError:
        return False
    return True


def _secret() -> str:
    return fingerprint("proof of work", b"")
