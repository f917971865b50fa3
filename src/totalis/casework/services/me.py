"""What a person sets for herself: her calendar feed, her mail, what she has seen."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import CalendarFeed
from totalis.casework.selectors.calendar import digest_of_secret
from totalis.webbase.accounts.selectors import actor_for, organisations_of
from totalis.webbase.audit.services import record
from totalis.webbase.notices.services import mark_seen

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.models import User

SECRET_BYTES = 32


def open_feed(*, user: User, at: datetime) -> str:
    """Make the person's calendar address anew and let the old one fall; answers the secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        _revoke(user, at)
        CalendarFeed.objects.create(
            user=user, secret_digest=digest_of_secret(secret), created_at=at
        )
        _record(user, "opened calendar feed", at)
    return secret


def revoke_feed(*, user: User, at: datetime) -> None:
    """Let the person's calendar address fall; where there is none, nothing happens."""
    with transaction.atomic():
        if _revoke(user, at):
            _record(user, "revoked calendar feed", at)


def set_mail(*, user: User, wanted: bool) -> None:
    """Say whether notices go to the person by e-mail as well."""
    user.mail_notices = wanted
    user.save(update_fields=["mail_notices"])


def see_notices(*, user: User, at: datetime, until: datetime) -> int:
    """Say that the person has seen what her page showed; answers how many notices were new."""
    organisations = organisations_of(user, at.date())
    return sum(mark_seen(user=user, organisation=one, at=until) for one in organisations)


def _revoke(user: User, at: datetime) -> int:
    return CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


def _record(user: User, verb: str, at: datetime) -> None:
    """An address that opens dates of an organisation is that organisation's business: each of them keeps it."""
    for organisation in organisations_of(user, at.date()):
        actor = actor_for(user, organisation.slug, at.date())
        if actor is not None:
            record(actor=actor, verb=verb, subject=user.name, at=at)
