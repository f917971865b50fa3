"""Who signs: the certificate of a key, the chain above it, and the key's public half under its name."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    Jwk = dict[str, Any]

ALGORITHM = "ES256"
COORDINATE = 32
"""Bytes of each coordinate of a point, and of each half of a signature, on P-256."""


@dataclass(frozen=True)
class Identity:
    """The public side of a signing key: its certificate and those that stand above it, the nearest first."""

    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    def __post_init__(self) -> None:
        """Refuse every kind of key but one, so that all who verify need to know one only.

        Raises:
            InputError: it is no key on the curve P-256.
        """
        key = self.certificate.public_key()
        if not (isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)):
            found = type(key).__name__
            expected = "an elliptic-curve key on P-256"
            remedy = "Have a certificate issued for such a key."
            raise InputError([Problem("signing key", found, expected, remedy)])

    @cached_property
    def jwk(self) -> Jwk:
        """The public key as it is published (RFC 7517); its name is its thumbprint (RFC 7638)."""
        numbers = self._key.public_numbers()
        bare: dict[str, str | list[str]] = {
            "kty": "EC",
            "crv": "P-256",
            "x": _coordinate(numbers.x),
            "y": _coordinate(numbers.y),
        }
        key = ECKey.import_key(bare)
        certificates = [self.certificate, *self.chain]
        return {
            **bare,
            "kid": key.thumbprint(),
            "use": "sig",
            "alg": ALGORITHM,
            "x5c": [b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates],
        }

    @property
    def kid(self) -> str:
        """The name of the key."""
        return str(self.jwk["kid"])

    @property
    def pem(self) -> str:
        """Certificate and chain as PEM, the certificate first."""
        every = (self.certificate, *self.chain)
        return "".join(each.public_bytes(Encoding.PEM).decode() for each in every)

    @property
    def anchor(self) -> Certificate:
        """What has to be trusted: the top of the chain."""
        return self.chain[-1] if self.chain else self.certificate

    @property
    def _key(self) -> EllipticCurvePublicKey:
        key = self.certificate.public_key()
        assert isinstance(key, EllipticCurvePublicKey)  # noqa: S101 - `__post_init__` refused others
        return key


class SealKey(Protocol):
    """A private key that signs and never shows itself, wherever it is kept."""

    def __hash__(self) -> int:
        """Signers are kept by key."""

    @property
    def identity(self) -> Identity:
        """Its public side."""

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256 over the data: r and s, 32 bytes each (RFC 7518, 3.4)."""


def _coordinate(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(COORDINATE, "big")).rstrip(b"=").decode()
