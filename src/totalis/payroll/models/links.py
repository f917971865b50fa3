"""Streams of earnings, as payroll names them, and the cases that people tied them to."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models import Case
from totalis.webbase.accounts.models import Owned


class StreamLink(Owned):
    """That a stream of a worker belongs to a case, from a day to a day. A removed link stays, with who and why."""

    staff_number = models.CharField(max_length=40)
    stream = models.CharField(max_length=120)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stream_links")
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "staff_number", "stream"], name="stream_link"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_number} {self.stream}"
