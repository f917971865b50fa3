"""How long an agency keeps what it knows of people, and what is disposed of after that."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned


class RetentionPolicy(Owned):
    """For how many years completed requests are kept whole: off unless an administrator switched it on. Never changed: replaced."""

    allowed = models.BooleanField()
    """Whether anything is disposed of at all."""
    years = models.PositiveSmallIntegerField()
    """Since the last thing that happened to the request and to what was issued on it."""
    reason = models.CharField(max_length=300)
    """The law or order by which it is so."""
    begins_on = models.DateField()
    """The first night in which it disposes of anything: there are some days to stop it."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "retention policies"
        indexes: ClassVar = [models.Index(fields=["organisation", "id"], name="retention_of")]

    def __str__(self) -> str:
        return f"{self.years} years: {'on' if self.allowed else 'off'}"
