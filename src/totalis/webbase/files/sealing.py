"""Encryption of contents: a fresh AES-256-GCM key for each, sealed by the installation's keys (ADR 0028)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from totalis.webbase.secrets.keys import UndecipherableError, decrypted, encrypted

KEY_BITS = 256
NONCE_BYTES = 12


def sealed(data: bytes, *, digest: str) -> tuple[bytes, str]:
    """The bytes to store, and the sealed key for the row; both bound to the content's digest."""
    key = AESGCM.generate_key(bit_length=KEY_BITS)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, digest.encode()), encrypted(key)


def opened(stored: bytes, *, sealed_key: str, digest: str) -> bytes:
    """The content again.

    Raises:
        UndecipherableError: no key fits, or what is stored was changed.
    """
    key = decrypted(sealed_key)
    try:
        return AESGCM(key).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], digest.encode())
    except (InvalidTag, ValueError) as error:
        message = f"The stored content of {digest} was changed or is not whole."
        raise UndecipherableError(message) from error
