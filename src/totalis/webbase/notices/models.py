"""A notice to one user: shown on the page, sent by e-mail at most once. And when periodic work is due."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned


class MailState(models.TextChoices):
    """How far the e-mail of a notice has come."""

    DUE = "due", "To be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    NOT_WANTED = "not_wanted", "Not sent: the person wants no e-mail"
    FAILED = "failed", "Could not be sent"


class Notice(Owned):
    """Something that a user should know. `key` is the same for the same news, so that nobody is told twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    case_reference = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mail_state = models.CharField(
        max_length=12, choices=MailState.choices, default=MailState.DUE.value
    )
    mail_due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "key"], name="one_notice_a_user_and_key"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["mail_state", "mail_due_at"], name="notice_mail_due"),
            models.Index(fields=["user", "organisation", "-created_at"], name="notice_of_user"),
        ]

    def __str__(self) -> str:
        return self.subject


class PeriodicRun(models.Model):
    """When a periodic job is due next; a worker that takes it moves `due_at` on, so that no second one does."""

    name = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="periodic_due")]

    def __str__(self) -> str:
        return self.name
