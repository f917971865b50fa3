"""Keys that signed here, remembered by their public side so that what they signed stays checkable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Agency, SigningKey
from totalis.authority.selectors.register_keys import as_row
from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import system_actor
from totalis.webbase.audit.services import record

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
        Agency.objects.select_for_update().get(organisation=organisation)  # one at a time
        known = SigningKey.objects.filter(organisation=organisation, kid=identity.kid)
        found = known.first()
        if found is not None and found.disowned_at is not None:
            raise InputError([_DISOWNED])
        if found is not None and found.followed_at is None:
            return found  # another process was first
        SigningKey.objects.filter(organisation=organisation, followed_at=None).update(
            followed_at=at
        )
        row = found or as_row(organisation, identity, at)
        row.followed_at = None
        row.save()
        record(
            actor=system_actor(organisation),
            verb="put signing key into use",
            subject=identity.kid,
            at=at,
        )
    return row


def disown(*, organisation: Organisation, kid: str, reason: str, at: datetime) -> SigningKey:
    """Take a key out of what is published, because somebody else may have it: whatever it signed is no longer the agency's.

    Certificates that it signed must be issued again (`registering.replace_certificate`).

    Raises:
        InputError: there is no such key, it was disowned before, or no reason.
    """
    row = SigningKey.objects.filter(organisation=organisation, kid=kid, disowned_at=None).first()
    why = reason.strip()
    if row is None or not why:
        found = "no key with that name" if row is None else "no reason"
        expected = "a key that is published, and why it is disowned"
        remedy = "`totalis agency keys show` names the keys."
        raise InputError([Problem(path="key", found=found, expected=expected, remedy=remedy)])
    with transaction.atomic():
        row.disowned_at, row.disowned_reason = at, why[:300]
        row.save(update_fields=["disowned_at", "disowned_reason"])
        record(
            actor=system_actor(organisation),
            verb="disowned signing key",
            subject=kid,
            at=at,
            details={"reason": row.disowned_reason},
        )
    return row
