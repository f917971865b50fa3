"""The outbox: each notice goes out at most once, tried again while it is certain that it has not gone.

The notice's row is the truth; the task only wakes a worker for it. A worker first says in the row that it is sending,
then sends. Where it is killed in between, nobody knows whether the mail went out: it is not sent a second time, the
notice says so, and it still stands on the page.
"""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django_tasks import task

from totalis.webbase import clock
from totalis.webbase.notices.models import MailState, Notice

if TYPE_CHECKING:
    from datetime import datetime

RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
STALE = timedelta(minutes=15)
ERROR_LENGTH = 300
UNKNOWN = "The worker stopped while it was sending; whether the mail arrived is not known."


@task()
def send_notice(notice_id: int) -> str:
    """Send the mail of one notice if it is due; answers the state that it has then."""
    at = clock.now()
    notice = _claimed(notice_id, at)
    if notice is None:
        return ""
    try:
        message_of(notice).send()
    except (OSError, SMTPException) as error:
        _failed(notice, at, error)
    else:
        _finish(notice, MailState.SENT, sent_at=clock.now(), last_error="")
    return notice.mail_state


def message_of(notice: Notice) -> EmailMessage:
    """The mail: the notice, its link, and where to switch mails off. Its Message-ID is the notice's own."""
    link = f"{settings.SITE_ADDRESS}{notice.link}\n\n" if notice.link else ""
    return EmailMessage(
        subject=f"Totalis: {notice.subject}",
        body=(
            f"{notice.body}\n\n{link}"
            f"-- \nTotalis, {notice.organisation.name}\n"
            f"You can switch these mails off: {settings.SITE_ADDRESS}/desk/me/\n"
        ),
        to=[notice.user.email],
        headers={
            "Message-ID": f"<notice-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S%f}@totalis>",
            "Auto-Submitted": "auto-generated",
        },
    )


def wake(at: datetime) -> int:
    """Put lost orders to send back into the queue, and close the sendings that nobody finished."""
    stale = Notice.objects.filter(mail_state=MailState.SENDING, mail_due_at__lt=at - STALE)
    stale.update(mail_state=MailState.FAILED, last_error=UNKNOWN)
    lost = Notice.objects.filter(mail_state=MailState.DUE, mail_due_at__lt=at - STALE)
    woken = list(lost.values_list("pk", flat=True)[:1000])
    for notice_id in woken:
        send_notice.enqueue(notice_id)
    return len(woken)


def _claimed(notice_id: int, at: datetime) -> Notice | None:
    """The notice, if it is due and this worker is the one that took it."""
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .select_related("user", "organisation")
            .get(pk=notice_id)
        )
        if notice.mail_state != MailState.DUE or (notice.mail_due_at or at) > at:
            return None
        if not (notice.user.mail_notices and notice.user.is_active):
            _finish(notice, MailState.NOT_WANTED)
            return None
        notice.attempts += 1
        _finish(notice, MailState.SENDING, mail_due_at=at)
    return notice


def _failed(notice: Notice, at: datetime, error: Exception) -> None:
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:ERROR_LENGTH]
    with transaction.atomic():
        if notice.attempts > len(RETRIES):
            _finish(notice, MailState.FAILED, last_error=reason)
            return
        again = at + RETRIES[notice.attempts - 1]
        _finish(notice, MailState.DUE, mail_due_at=again, last_error=reason)
        send_notice.using(run_after=again).enqueue(notice.pk)


def _finish(notice: Notice, state: MailState, **values: object) -> None:
    for name, value in values.items():
        setattr(notice, name, value)
    notice.mail_state = state.value
    notice.save(update_fields=["mail_state", "attempts", *values])
