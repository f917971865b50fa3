"""The keys: the first encrypts, every one decrypts, so that a key can be replaced without a pause.

They come from the settings (TOTALIS_ENCRYPTION_KEYS). An installation that names none gets one of its own on first
use, in a file beside its data that only its user may read (ADR 0028).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE_NAME = "encryption.key"
OWNER_ONLY = 0o600


class UndecipherableError(Exception):
    """What is stored cannot be read with any of the keys at hand: a key is missing, or the bytes were changed."""


def key_file() -> Path:
    """Where the key lies that this installation made for itself."""
    return Path(settings.DATA_DIR) / FILE_NAME


def keys() -> tuple[str, ...]:
    """The keys in force, the newest first.

    Raises:
        ImproperlyConfigured: there is a key file, but it cannot be read or holds no keys.
    """
    named = tuple(settings.ENCRYPTION_KEYS)
    return named or _keys_of_file(str(key_file()))


@lru_cache(maxsize=4)
def _keys_of_file(name: str) -> tuple[str, ...]:
    path = Path(name)
    try:
        _make(path)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        message = (
            f"The key file {path} cannot be read ({error}). What is encrypted needs it: mend its rights "
            "(mode 0600, owned by the user that runs Totalis), or set TOTALIS_ENCRYPTION_KEYS."
        )
        raise ImproperlyConfigured(message) from error
    found = tuple(line.strip() for line in text.splitlines() if line.strip())
    if not found:
        message = f"The key file {path} is empty. Put the key back from your backup; a new one would read nothing."
        raise ImproperlyConfigured(message)
    return found


def _make(path: Path) -> None:
    """Make the file with a new key, whole or not at all; of two processes that try at once, one wins."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        message = (
            "TOTALIS_ENCRYPTION_KEYS (or the key file) holds something that is no key: each is 32 bytes in "
            "URL-safe base64, as `totalis key` writes them."
        )
        raise ImproperlyConfigured(message) from error


def box() -> MultiFernet:
    """What encrypts and decrypts by the keys in force."""
    return _box(keys())


def encrypted(data: bytes) -> str:
    """Ciphertext as text for a column."""
    return box().encrypt(data).decode()


def decrypted(text: str) -> bytes:
    """The plain bytes.

    Raises:
        UndecipherableError: no key fits.
    """
    try:
        return box().decrypt(text.encode())
    except InvalidToken as error:
        message = "No key fits what is stored. Is a key of TOTALIS_ENCRYPTION_KEYS missing?"
        raise UndecipherableError(message) from error


def rotated(text: str) -> str:
    """The same content under the newest key.

    Raises:
        UndecipherableError: no key fits.
    """
    try:
        return box().rotate(text.encode()).decode()
    except InvalidToken as error:
        message = "No key fits what is stored. Is a key of TOTALIS_ENCRYPTION_KEYS missing?"
        raise UndecipherableError(message) from error


def fingerprint(purpose: str, data: bytes) -> str:
    """A keyed digest: equal content is recognised, but nothing can be guessed from it without the key."""
    return hmac.new(keys()[0].encode(), purpose.encode() + b"\0" + data, hashlib.sha256).hexdigest()
