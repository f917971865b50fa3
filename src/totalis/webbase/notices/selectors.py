"""Reading notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.notices.models import MailState, Notice

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet, User


def notices_of(user: User, organisation: Organisation) -> OwnedQuerySet[Notice]:
    """What a user was told in an organisation, the newest first."""
    return Notice.objects.of(organisation).filter(user=user).order_by("-created_at", "-pk")


def unseen_count(user: User, organisation: Organisation) -> int:
    """How much of it she has not seen."""
    return Notice.objects.of(organisation).filter(user=user, seen_at=None).count()


def failed_mails(organisation: Organisation) -> OwnedQuerySet[Notice]:
    """The notices of an organisation whose e-mail did not go out, with the reason."""
    return (
        Notice.objects.of(organisation)
        .filter(mail_state=MailState.FAILED)
        .select_related("user")
        .order_by("-created_at")
    )
