"""What somebody keeps to check certificates without a network: the issuer's keys and its last status lists.

`totalis agency bundle` writes one (`totalis/issuer-bundle/1`). Trust comes from whoever hands it over, never from the certificate.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from totalis.kernel.digest import canonical_json
from totalis.kernel.errors import InputError, Problem

SCHEMA = "totalis/issuer-bundle/1"
RECENT = timedelta(days=7)
"""An older bundle may lack a key that was ended since: what is found with it is no longer said to be in force."""
MAX_BUNDLE_BYTES = 64 * 1024 * 1024


class IssuerBundle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keys and lists of one issuer at one moment."""

    schema: str = SCHEMA
    issuer: str
    """The address that names it in credentials."""
    name: str
    country: str
    made_at: datetime
    keys: tuple[dict[str, Any], ...]
    """Public JWKs of credentials and status lists, each with its `kid`."""
    authorities: tuple[str, ...]
    """Certificates (PEM) that whoever signs its PDFs must lead to."""
    status_lists: dict[str, str] = {}
    """Number of a list to its `statuslist+jwt`."""

    def to_json(self) -> bytes:
        """The file, the same bytes for the same content, with a line end."""
        return canonical_json(msgspec.to_builtins(self)) + b"\n"

    def key(self, kid: object) -> dict[str, Any] | None:
        """The key of that name; None where the issuer publishes none."""
        return next((key for key in self.keys if kid and key.get("kid") == kid), None)


def read_issuer_bundle(data: bytes, name: str) -> IssuerBundle:
    """Read the file that `totalis agency bundle` wrote.

    Raises:
        InputError: it is none, of another version, or says when it was made without a time zone.
    """
    try:
        if len(data) > MAX_BUNDLE_BYTES:
            message = f"more than {MAX_BUNDLE_BYTES} bytes"
            raise _wrong(name, message)
        bundle = msgspec.json.decode(data, type=IssuerBundle)
    except (msgspec.MsgspecError, ValueError, RecursionError) as broken:
        raise _wrong(name, str(broken)[:200]) from None
    if bundle.schema != SCHEMA:
        raise _wrong(name, f"schema {bundle.schema[:60]}")
    if bundle.made_at.tzinfo is None:
        raise _wrong(name, f"made_at {bundle.made_at} without a time zone")
    return msgspec.structs.replace(bundle, made_at=bundle.made_at.astimezone(UTC))


def _wrong(name: str, found: str) -> InputError:
    return InputError(
        [
            Problem(
                path=name,
                found=found,
                expected=f"a bundle of an issuer ({SCHEMA})",
                remedy="Ask the issuer for its bundle: it is written by `totalis agency bundle`.",
            )
        ]
    )
