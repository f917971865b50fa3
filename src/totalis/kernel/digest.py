"""Digests: SHA-256 over canonical JSON, so that the same content has the same name everywhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8, no NaN: the same bytes for the same content."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest_bytes(data: bytes) -> str:
    """The digest of bytes, written `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """The digest of a value made of dicts, lists, strings, numbers, booleans and None."""
    return digest_bytes(canonical_json(value))


def digest_files(*paths: str) -> str:
    """A short digest of files: what is kept under it was made by this very code."""
    found = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as handle:
            found.update(handle.read())
    return found.hexdigest()[:12]
