"""The keys: the first encrypts, every one decrypts, so that a key can be replaced without a pause."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def box() -> MultiFernet:
    """What encrypts and decrypts by the keys of the settings."""
    return _box(tuple(settings.ENCRYPTION_KEYS))


def encrypted(data: bytes) -> str:
    """Ciphertext as text for a column."""
    return box().encrypt(data).decode()


def decrypted(text: str) -> bytes:
    """The plain bytes."""
    return box().decrypt(text.encode())
