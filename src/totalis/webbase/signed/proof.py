"""What is kept of a signed message, so that its signature can be checked again years later, by anybody with the key."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final, TypedDict

from cryptography.exceptions import InvalidSignature
from http_message_signatures import ContentDigest
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from joserfc.errors import JoseError

from totalis.webbase.signed.keys import check_signature, thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_HEADERS: Final = ("content-digest", "content-type", "signature-input", "signature")
_DIGEST: Final = '"content-digest": '


class Proof(TypedDict):
    """Plain data: the exact bytes that were signed (ASCII), the signature, the key's name, the headers as they came."""

    base: str
    signature: str
    key_id: str
    headers: dict[str, str]


def proof_of(base: bytes, signature: bytes, key_id: str, headers: Mapping[str, str]) -> Proof:
    """Gather a proof."""
    named = {name.lower(): value for name, value in headers.items()}
    return Proof(
        base=base.decode("ascii"),
        signature=base64.b64encode(signature).decode(),
        key_id=key_id,
        headers={name: named[name] for name in KEPT_HEADERS if name in named},
    )


def proof_holds(
    proof: Proof | Mapping[str, Any], key: Mapping[str, Any], body: bytes | None = None
) -> bool:
    """Whether a kept signature is that of a key over the kept bytes; with `body`, whether that was the content."""
    try:
        base = str(proof["base"])
        signature = base64.b64decode(str(proof["signature"]), validate=True)
        if proof["key_id"] != thumbprint(key):
            return False
        check_signature(key, signature, base.encode("ascii"))
        if body is not None:
            ContentDigest.verify(_digest_in(base), body)
    except (
        InvalidSignature,
        HTTPMessageSignaturesException,
        JoseError,
        binascii.Error,
        ValueError,
        KeyError,
    ):
        return False
    return True


def _digest_in(base: str) -> str:
    """The digest of the message's own content, as it was covered; the request's own, in an answer, carries `;req`."""
    return next(
        (line.removeprefix(_DIGEST) for line in base.split("\n") if line.startswith(_DIGEST)), ""
    )
