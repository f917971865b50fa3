"""What the agency publishes of its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from totalis.authority.keys import seal_key
from totalis.authority.models import SigningKey
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.documents.seal.identity import Identity
    from totalis.webbase.accounts.models import Organisation


def published_keys(organisation: Organisation, *, at: datetime) -> list[SigningKey]:
    """The keys that count, the one in use first: that one even before it has signed anything."""
    rows = list(SigningKey.objects.filter(organisation=organisation))
    current = _in_use()
    if current is not None and all(row.kid != current.kid for row in rows):
        rows.append(as_row(organisation, current, at))
    in_use = current.kid if current is not None else ""
    kept = [row for row in rows if row.disowned_at is None]
    return sorted(kept, key=lambda row: (row.kid != in_use, -row.first_used_at.timestamp()))


def key_trouble(organisation: Organisation) -> str:
    """Why nothing can be signed: `disowned`, `none` where no key opens; empty where something can."""
    current = _in_use()
    if current is None:
        return "none"
    rows = SigningKey.objects.filter(organisation=organisation, kid=current.kid)
    return "disowned" if rows.filter(disowned_at__isnull=False).exists() else ""


def jwks(organisation: Organisation, *, at: datetime) -> dict[str, Any]:
    """The JWK Set of credentials and status lists (RFC 7517)."""
    return {"keys": [row.jwk for row in published_keys(organisation, at=at)]}


def certificates_pem(organisation: Organisation, *, at: datetime) -> str:
    """The certificates of the keys with those above them, each once, PEM."""
    found: dict[str, None] = {}
    for row in published_keys(organisation, at=at):
        found.update(dict.fromkeys(each_certificate(row.certificates)))
    return "".join(found)


def as_row(organisation: Organisation, identity: Identity, at: datetime) -> SigningKey:
    """The public side of a key as a row that is not saved."""
    return SigningKey(
        organisation=organisation,
        kid=identity.kid,
        jwk=identity.jwk,
        certificates=identity.pem,
        first_used_at=at,
    )


def each_certificate(pem: str) -> list[str]:
    """The certificates of a heap, one PEM each."""
    certificates = load_pem_x509_certificates(pem.encode())
    return [one.public_bytes(Encoding.PEM).decode() for one in certificates]


def _in_use() -> Identity | None:
    """The key in use; None where none can be opened, which must not hide the former ones."""
    try:
        return seal_key().identity
    except InputError:
        return None
