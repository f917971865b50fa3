"""Signatures by the Standard Webhooks specification (https://www.standardwebhooks.com): HMAC-SHA256, secrets `whsec_…`."""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from standardwebhooks import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from totalis.webbase.webhooks.models import Endpoint

SECRET_BYTES = 32
"""The specification asks for 24 to 64."""
MESSAGE_BYTES = 16


def new_secret() -> str:
    """A secret as the specification writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_identifier() -> str:
    """A message's name, by which a receiver knows that it has had it."""
    return f"msg_{secrets.token_hex(MESSAGE_BYTES)}"


def secrets_of(endpoint: Endpoint, at: datetime) -> list[str]:
    """The secrets that sign now: the current one, and while it is being replaced the former one."""
    former = endpoint.former_secret
    if former and endpoint.former_until and at < endpoint.former_until:
        return [endpoint.secret, former]
    return [endpoint.secret]


def headers(*, identifier: str, body: str, at: datetime, by: Iterable[str]) -> dict[str, str]:
    """The three headers of a message; each secret adds its signature, and a receiver needs to know one."""
    signatures = [Webhook(secret).sign(identifier, at, body) for secret in by]
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
