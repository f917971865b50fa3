"""The text of a key: how it is made, recognised and compared.

A key holds 256 random bits, so nobody can guess it or find it in a list, and a plain SHA-256 keeps it: the slow digests
that protect passwords make up for the little chance in what people choose, and would cost every request a tenth of a
second. The handle is no secret: it finds the row, and people recognise the key by it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

MARK = "tot_"
"""Every key begins so, which lets scanners of source code find one that was published by mistake."""
HANDLE_BYTES = 5
SECRET_BYTES = 32
_FORM = re.compile(r"tot_(?P<handle>[0-9a-f]{10})_[A-Za-z0-9_-]{43}")


class NewSecret(NamedTuple):
    """A key as it is shown once, and what is kept of it."""

    text: str
    handle: str
    digest: str


def new_secret() -> NewSecret:
    """A key that nobody has."""
    handle = secrets.token_hex(HANDLE_BYTES)
    text = f"{MARK}{handle}_{secrets.token_urlsafe(SECRET_BYTES)}"
    return NewSecret(text, handle, digest_of(text))


def digest_of(text: str) -> str:
    """What is kept of a key: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def handle_of(text: str) -> str | None:
    """The handle in a text that has the form of a key."""
    found = _FORM.fullmatch(text)
    return found["handle"] if found else None


def is_of(digest: str, text: str) -> bool:
    """Whether a text is the key of a digest, in a time that does not depend on where they differ."""
    return hmac.compare_digest(digest, digest_of(text))
