"""Telling users: a notice stands on the page at once and goes out by e-mail from the outbox (ADR 0031)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.webbase.notices import outbox
from totalis.webbase.notices.models import Notice
from totalis.webbase.secrets.masking import without_numbers

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.models import Organisation, User

SUBJECT_LENGTH = 200


def notify(
    *,
    user: User,
    organisation: Organisation,
    key: str,
    subject: str,
    body: str,
    at: datetime,
    link: str = "",
    case_reference: str = "",
) -> Notice:
    """Tell a user something once: the same `key` in the same organisation is the same news, and nothing happens.

    Call it in the transaction of what there is to tell: the notice, and the order to send it, stand or fall with it.
    Write no personal number: subject and body go by e-mail. `link` is a path of this site, such as `/desk/…`.
    """
    with transaction.atomic():
        notice, made = Notice.objects.get_or_create(
            user=user,
            organisation=organisation,
            key=key,
            defaults={
                "subject": " ".join(without_numbers(subject).split())[:SUBJECT_LENGTH],
                "body": without_numbers(body),
                "link": link,
                "case_reference": case_reference,
                "created_at": at,
                "mail_due_at": at,
            },
        )
        if made:
            outbox.send_notice.enqueue(notice.pk)
    return notice


def mark_seen(*, user: User, organisation: Organisation, at: datetime) -> int:
    """Say that the user has seen what the page showed; answers how many notices were new."""
    return Notice.objects.filter(
        user=user, organisation=organisation, seen_at=None, created_at__lte=at
    ).update(seen_at=at)
