"""Keys of machines: ECDSA on P-256, written as JWK (RFC 7517), named by their thumbprint (RFC 7638)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

CURVE = "P-256"
PUBLIC = ("kty", "crv", "x", "y")
"""All that a public key says here; notes such as `kid` are not carried along."""


def new_key() -> dict[str, str]:
    """A private key."""
    made = ECKey.generate_key(CURVE).as_dict(private=True)
    return {name: str(made[name]) for name in (*PUBLIC, "d")}


def public_of(key: Mapping[str, Any]) -> dict[str, str]:
    """The public half, fit to be handed out: nothing but the curve and the point."""
    return {name: str(key[name]) for name in PUBLIC}


def thumbprint(key: Mapping[str, Any]) -> str:
    """The name of a key, the same for its private and its public half."""
    return _imported(public_of(key)).thumbprint()


def check_public(key: object, path: str = "key") -> dict[str, str]:
    """A public key that somebody entered, reduced to what counts.

    Raises:
        InputError: it is no public key on P-256; or it holds the private half, which must never travel.
    """
    if not isinstance(key, dict) or not all(isinstance(key.get(name), str) for name in PUBLIC):
        raise _wrong(path, "no JWK", "Paste what the other side shows: it begins with {.")
    if "d" in key:
        remedy = (
            "That is a secret key, and it is spoilt now. Make a new one and send its public half."
        )
        raise _wrong(path, "a secret key", remedy)
    public = public_of(key)
    if (public["kty"], public["crv"]) != ("EC", CURVE):
        remedy = "Ask the other side for a key of kind EC on curve P-256."
        raise _wrong(path, f"{public['kty']} {public['crv']}", remedy)
    try:
        public_key(public)
    except (JoseError, ValueError) as error:
        remedy = "Copy the whole key again; a part of it is missing or altered."
        raise _wrong(path, "a point that is not on the curve", remedy) from error
    return public


def signature_by(key: Mapping[str, Any], content: bytes) -> bytes:
    """The signature of a private key, as RFC 9421 writes it: r and s, 32 bytes each.

    Raises:
        ValueError: it is no private key.
    """
    secret = _imported(key).private_key
    if not isinstance(secret, EllipticCurvePrivateKey):
        message = "A message is signed with a private key; this is a public one."
        raise ValueError(message)  # noqa: TRY004 - the value lacks its secret half
    signer = ECDSA_P256_SHA256(private_key=secret)  # type: ignore[no-untyped-call] # the library's
    return bytes(signer.sign(content))


def check_signature(key: Mapping[str, Any], signature: bytes, content: bytes) -> None:
    """See that a signature is that of a key.

    Raises:
        cryptography.exceptions.InvalidSignature: it is another's, or the content another.
        HTTPMessageSignaturesException: it is no signature at all.
    """
    verifier = ECDSA_P256_SHA256(public_key=public_key(key))  # type: ignore[no-untyped-call] # the library's
    verifier.verify(signature, content)


def public_key(key: Mapping[str, Any]) -> EllipticCurvePublicKey:
    """What verifies."""
    return _imported(public_of(key)).public_key


def _imported(key: Mapping[str, Any]) -> ECKey:
    return ECKey.import_key({name: str(key[name]) for name in (*PUBLIC, "d") if name in key})


def _wrong(path: str, found: str, remedy: str) -> InputError:
    return InputError([Problem(path, found, "a public key (JWK, EC, P-256)", remedy)])
