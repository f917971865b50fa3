"""Mails to requesters who asked for them, through an outbox that survives a crash.

A mail names the control number and what happened; never a person, an employer, a day or a reason. The same care as with
notices (`webbase.notices.outbox`): a worker says in the row that it is sending, then sends; where it is killed in
between, the mail is not sent a second time.
"""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, override
from django_tasks import task

from totalis.authority.models import Agency, Happened, MailState, RequestMail
from totalis.webbase import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrPromise

    from totalis.authority.models import RequestEvent

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

SAYS: dict[str, StrPromise] = {
    Happened.RECEIVED: gettext_lazy("We have received your request."),
    Happened.CORRECTED: gettext_lazy("We have received your correction."),
    Happened.ASKED: gettext_lazy(
        "We need more information from you. Please answer our question on the status page."
    ),
    Happened.WITH_PARTNER: gettext_lazy(
        "We have put your request to the agency of the other country and wait for its answer."
    ),
    Happened.ISSUED: gettext_lazy(
        "Your request is completed: the document is issued. You can download it on the status page."
    ),
    Happened.REFUSED: gettext_lazy(
        "Your request is completed: we could not issue the document. The reasons are on the status page."
    ),
    Happened.WITHDRAWN: gettext_lazy("Your request was withdrawn."),
    Happened.CERTIFICATE_CORRECTED: gettext_lazy(
        "The document was corrected. The new one is on the status page."
    ),
    Happened.CERTIFICATE_REPLACED: gettext_lazy(
        "The document was replaced. The new one is on the status page."
    ),
    Happened.CERTIFICATE_ENDED: gettext_lazy(
        "The document now ends earlier. The details are on the status page."
    ),
    Happened.CERTIFICATE_WITHDRAWN: gettext_lazy(
        "The document was withdrawn. The details are on the status page."
    ),
}
"""What a mail says of an event; events without a sentence send none."""


def to_requester(event: RequestEvent) -> None:
    """Put the mail that follows from an event into the outbox, where the requester wants mails."""
    if not event.request.contact_email or event.kind not in SAYS:
        return
    mail = RequestMail.objects.create(
        organisation=event.organisation, event=event, due_at=event.made_at
    )
    send_request_mail.enqueue(mail.pk)


@task()
def send_request_mail(mail_id: int) -> str:
    """Send one mail if it is due; answers the state that it has then."""
    at = clock.now()
    mail = _claimed(mail_id, at)
    if mail is None:
        return ""
    try:
        message_of(mail).send()
    except (OSError, SMTPException) as error:
        _failed(mail, at, error)
    else:
        _finish(mail, MailState.SENT, sent_at=clock.now(), last_error="")
    return mail.state


def message_of(mail: RequestMail) -> EmailMessage:
    """The mail in the language of the request; its Message-ID is its own."""
    event, request = mail.event, mail.event.request
    agency = Agency.objects.get(organisation=mail.organisation)
    with override(request.language):
        status = settings.SITE_ADDRESS + reverse("service:status")
        body = "\n\n".join(
            (
                str(SAYS[event.kind]),
                _("Control number: %(number)s") % {"number": request.control_number},
                _(
                    "To see the status, open %(address)s and type the control number and the "
                    "worker's day of birth. For your safety this mail holds no data of the request."
                )
                % {"address": status},
                f"-- \n{agency.name}",
            )
        )
        subject = _("%(agency)s: your request %(number)s") % {
            "agency": agency.name,
            "number": request.control_number,
        }
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body + "\n",
        to=[request.contact_email],
        headers={
            "Message-ID": f"<request-mail-{mail.pk}-{event.made_at:%Y%m%d%H%M%S%f}@totalis>",
            "Auto-Submitted": "auto-generated",
        },
    )


def wake(at: datetime) -> int:
    """Put lost orders to send back into the queue, and close the sendings that nobody finished."""
    stale = RequestMail.objects.filter(state=MailState.SENDING, due_at__lt=at - STALE)
    stale.update(state=MailState.FAILED, last_error=UNKNOWN)
    lost = RequestMail.objects.filter(state=MailState.DUE, due_at__lt=at - STALE)
    woken = list(lost.values_list("pk", flat=True)[:1000])
    for mail_id in woken:
        send_request_mail.enqueue(mail_id)
    return len(woken)


def _claimed(mail_id: int, at: datetime) -> RequestMail | None:
    """The mail, if it is due and this worker is the one that took it."""
    with transaction.atomic():
        rows = RequestMail.objects.select_for_update(of=("self",))
        mail = rows.select_related("event__request", "organisation").get(pk=mail_id)
        if mail.state != MailState.DUE or mail.due_at > at:
            return None
        mail.attempts += 1
        _finish(mail, MailState.SENDING, due_at=at)
    return mail


def _failed(mail: RequestMail, at: datetime, error: Exception) -> None:
    # Not its text, which may name the address.
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None) or ""
    reason = f"{type(error).__name__} {code}".strip()[:ERROR_LENGTH]
    with transaction.atomic():
        if mail.attempts > len(RETRIES):
            _finish(mail, MailState.FAILED, last_error=reason)
            return
        again = at + RETRIES[mail.attempts - 1]
        _finish(mail, MailState.DUE, due_at=again, last_error=reason)
        send_request_mail.using(run_after=again).enqueue(mail.pk)


def _finish(mail: RequestMail, state: MailState, **values: object) -> None:
    for name, value in values.items():
        setattr(mail, name, value)
    mail.state = state
    mail.save(update_fields=["state", "attempts", *values])
