"""Signed tokens (JWS, compact): what status lists, bundles and the frame of a credential are made of."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from totalis.documents.seal.identity import ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.documents.seal.identity import SealKey


def sign_token(claims: Mapping[str, Any], *, typ: str, key: SealKey) -> str:
    """A JWT of a type (`typ` of its header), signed with ES256 and naming its key by `kid`."""
    header = {"alg": ALGORITHM, "typ": typ, "kid": key.identity.kid}
    signed = f"{part_of(header)}.{part_of(claims)}"
    return f"{signed}.{coded(key.sign(signed.encode('ascii')))}"


def part_of(value: Mapping[str, Any]) -> str:
    """One part of a token: compact JSON in base64url."""
    return coded(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def coded(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
