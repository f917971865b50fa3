"""Keys that signed here, remembered by their public side so that what they signed stays checkable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import SigningKey
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.documents.seal.identity import Identity
    from totalis.webbase.accounts.models import Organisation

_DISOWNED = Problem(
    path="signing key",
    found="a key that the agency disowned",
    expected="a key that nobody else may have",
    remedy="Make another key and name it in the environment.",
)


def remember(organisation: Organisation, identity: Identity, *, at: datetime) -> SigningKey:
    """Keep the public side of the key in use; whatever was in use before it is marked as followed.

    Raises:
        InputError: the key was disowned.
    """
    row = SigningKey.objects.filter(organisation=organisation, kid=identity.kid).first()
    if row is not None and row.followed_at is None and row.disowned_at is None:
        return row
    return _kept(organisation, identity, at)


def _kept(organisation: Organisation, identity: Identity, at: datetime) -> SigningKey:
    with transaction.atomic():
        row, _ = SigningKey.objects.get_or_create(
            organisation=organisation,
            kid=identity.kid,
            defaults={
                "jwk": identity.jwk,
                "certificates": identity.pem,
                "first_used_at": at,
            },
        )
        if row.disowned_at is not None:
            raise InputError([_DISOWNED])
        others = SigningKey.objects.filter(organisation=organisation, followed_at=None)
        others.exclude(pk=row.pk).update(followed_at=at)
        row.followed_at = None
        row.save(update_fields=["followed_at"])
    return row
