"""Telling users: a notice stands on the page at once and goes out by e-mail from the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Tell a user something once: the same `key` again is the same news, and nothing happens.

    Call it in the transaction of what there is to tell. Write no personal number: subject and body go by e-mail.
    """
    notice, _ = Notice.objects.get_or_create(
        user=user,
        key=key,
        defaults={
            "organisation": organisation,
            "subject": " ".join(without_numbers(subject).split())[:SUBJECT_LENGTH],
            "body": without_numbers(body),
            "link": link,
            "case_reference": case_reference,
            "created_at": at,
        },
    )
    return notice
