"""Notices: told once, sent by real SMTP at most once, tried again, and shown where it failed."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.webbase_store.conftest import AT
from totalis.cli.main import main
from totalis.cli.work import drain
from totalis.webbase import clock
from totalis.webbase.notices import outbox
from totalis.webbase.notices.models import MailState, Notice
from totalis.webbase.notices.services import mark_seen, notify

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)


class Postbox:
    """What a mail server takes in; it refuses recipients whose address begins with `refused`."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address.startswith("refused"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(
            email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        )
        return "250 OK"


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


def tell(actor, key="k", **values):
    return notify(
        **{
            "user": actor.user,
            "organisation": actor.organisation,
            "key": key,
            "subject": "Certificate expires",
            "body": "It ends on 31 December 2026.",
            "link": "/desk/north/cases/TC-1/",
            "at": clock.now(),
            **values,
        }
    )


def let_time_pass() -> None:
    """Make every task and every mail due that waits for its next try."""
    past = timezone.now() - timedelta(minutes=1)  # noqa: TID251 - the queue of the library reads this clock
    DBTaskResult.objects.filter(status="READY").update(run_after=past)
    Notice.objects.filter(mail_state=MailState.DUE).update(mail_due_at=past)


def test_the_mail_arrives_once_though_the_worker_runs_twice(actor, postbox):
    notice = tell(actor)
    assert postbox.mails == []
    for _ in range(2):
        drain()
        outbox.send_notice.enqueue(notice.pk)
    drain()
    (mail,) = postbox.mails
    assert mail["To"] == "ann@north.example"
    assert mail["Subject"] == "Totalis: Certificate expires"
    text = mail.get_content()
    assert "It ends on 31 December 2026." in text
    assert f"{django_settings.SITE_ADDRESS}/desk/north/cases/TC-1/" in text
    notice.refresh_from_db()
    assert (notice.mail_state, notice.attempts) == (MailState.SENT, 1)
    assert notice.sent_at


def test_the_same_news_is_told_once(actor, other, postbox):
    assert tell(actor) == tell(actor, body="again")
    tell(actor, organisation=other.organisation)
    drain()
    assert len(postbox.mails) == 2
    assert Notice.objects.count() == 2


def test_what_is_rolled_back_is_not_told(actor, postbox):
    with transaction.atomic():
        tell(actor)
        transaction.set_rollback(True)
    drain()
    assert postbox.mails == []
    assert DBTaskResult.objects.count() == 0


def test_a_refused_recipient_is_tried_again_and_then_shown_as_failed(actor, postbox):
    actor.user.email = "refused@north.example"
    actor.user.save()
    notice = tell(actor)
    for attempt in range(1, len(outbox.RETRIES) + 1):
        drain()
        notice.refresh_from_db()
        assert (notice.mail_state, notice.attempts) == (MailState.DUE, attempt)
        assert notice.mail_due_at > clock.now()
        drain()  # not due yet: nothing happens
        let_time_pass()
    drain()
    notice.refresh_from_db()
    assert (notice.mail_state, notice.attempts) == (MailState.FAILED, len(outbox.RETRIES) + 1)
    assert SMTPRecipientsRefused.__name__ in notice.last_error
    assert list(Notice.objects.filter(mail_state=MailState.FAILED)) == [notice]
    let_time_pass()
    drain()
    assert postbox.mails == []


def test_a_server_that_is_away_is_waited_for(actor, postbox, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    notice = tell(actor)
    drain()
    notice.refresh_from_db()
    assert "ConnectionRefusedError" in notice.last_error
    settings.EMAIL_PORT = port
    let_time_pass()
    drain()
    assert len(postbox.mails) == 1


def test_a_worker_that_is_killed_while_it_sends_does_not_send_twice(actor, postbox, monkeypatch):
    class KilledError(BaseException):
        pass

    def send_and_die(self, messages):
        EmailBackend_send(self, messages)
        raise KilledError

    EmailBackend_send = EmailBackend.send_messages  # noqa: N806 - a method
    monkeypatch.setattr(EmailBackend, "send_messages", send_and_die)
    notice = tell(actor)
    with pytest.raises(KilledError):
        outbox.send_notice.call(notice.pk)
    monkeypatch.undo()
    later = clock.now() + outbox.STALE + timedelta(minutes=1)
    with clock.stopped_at(later):
        outbox.wake(later)
        drain()
    notice.refresh_from_db()
    assert len(postbox.mails) == 1
    assert (notice.mail_state, notice.last_error) == (MailState.FAILED, outbox.UNKNOWN)


def test_an_order_that_was_lost_is_found_again(actor, postbox):
    tell(actor)
    DBTaskResult.objects.all().delete()
    assert outbox.wake(clock.now()) == 0
    later = clock.now() + outbox.STALE + timedelta(minutes=1)
    assert outbox.wake(later) == 1
    drain()
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("switch", ["mail_notices", "is_active"])
def test_who_wants_no_mail_gets_none_but_sees_the_notice(actor, postbox, switch):
    setattr(actor.user, switch, False)
    actor.user.save()
    notice = tell(actor)
    drain()
    notice.refresh_from_db()
    assert (postbox.mails, notice.mail_state) == ([], MailState.NOT_WANTED)
    assert list(Notice.objects.of(actor.organisation).filter(user=actor.user)) == [notice]


def test_no_personal_number_in_the_mail(actor, postbox):
    tell(actor, subject="About 123-45-6789\r\nBcc: x@example.org", body="For 123-45-6789.")
    drain()
    (mail,) = postbox.mails
    assert "123-45" not in mail.as_string()
    assert "••••6789" in mail.get_content()
    assert mail["Bcc"] is None


def test_seen_notices_are_counted_out(actor):
    tell(actor, key="a")
    tell(actor, key="b")
    assert Notice.objects.filter(user=actor.user, seen_at=None).count() == 2
    assert mark_seen(user=actor.user, organisation=actor.organisation, at=clock.now()) == 2
    assert Notice.objects.filter(user=actor.user, seen_at=None).count() == 0


def test_without_a_server_mails_lie_in_a_folder(actor, settings, tmp_path):
    settings.EMAIL_BACKEND = "totalis.webbase.notices.mail.FolderBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    with clock.stopped_at(AT):
        tell(actor)
    assert main(["work", "--once"]) == 0
    (path,) = settings.MAIL_FOLDER.iterdir()
    assert path.suffix == ".eml"
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert found["Subject"] == "Totalis: Certificate expires"
    assert mail.outbox == []
