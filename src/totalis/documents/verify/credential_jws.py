"""A signed token, read strictly: one way of signing, the key from the issuer's bundle, never from the token."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from totalis.documents.verify.certificate_steps import refuse

if TYPE_CHECKING:
    from totalis.documents.verify.bundle_issuer import IssuerBundle

ALGORITHM = "ES256"
_PARTS = 3


def segment(text: str) -> bytes:
    """A part of a token, decoded; spare bits and padding are refused, so that no two texts mean the same.

    Raises:
        ValueError: it is no base64url in its one form.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError) as broken:
        message = f"no base64url: {broken}"
        raise ValueError(message) from None
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        message = "base64url with spare bits"
        raise ValueError(message)
    return data


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload, not yet believed.

    Raises:
        ValueError: it is no compact token of three parts with objects of JSON.
    """
    pieces = token.split(".")
    if len(pieces) != _PARTS:
        message = f"{len(pieces)} parts"
        raise ValueError(message)
    header, payload = (json.loads(segment(piece)) for piece in pieces[:2])
    segment(pieces[2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        message = "header or payload is no object"
        raise TypeError(message)
    return header, payload


def demand_header(header: dict[str, Any], typ: str, reason: str) -> None:
    """The type and the one algorithm, and nothing that would change how the token is read.

    Raises:
        RefusedError: `wrong_algorithm`, or the given reason for another type.
    """
    if header.get("alg") != ALGORITHM or "crit" in header or "b64" in header:
        refuse("wrong_algorithm", expected=ALGORITHM, found=header.get("alg"))
    if header.get("typ") != typ:
        refuse(reason, expected=typ, found=header.get("typ"))


def demand_signature(token: str, header: dict[str, Any], issuer: IssuerBundle, forged: str) -> str:
    """The signature by a key that the issuer publishes; answers the key's name.

    Raises:
        RefusedError: `foreign_key` where the issuer has no such key, `forged` (as named) where the signature is another's.
    """
    kid = header.get("kid")
    key = issuer.key(kid)
    if key is None:
        known = ", ".join(str(each.get("kid")) for each in issuer.keys)
        refuse("foreign_key", expected=known, found=kid)
    try:
        jws.deserialize_compact(token, ECKey.import_key(key), algorithms=[ALGORITHM])
    except JoseError:
        refuse(forged)
    return str(kid)
