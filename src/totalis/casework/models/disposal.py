"""Whether closed cases are disposed of once their time is over, and what keeps one of them all the same."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models.base import OfCase
from totalis.webbase.accounts.models import Owned


class DisposalPolicy(Owned):
    """Whether an organisation disposes of closed cases: not unless an administrator switched it on. Never changed: replaced."""

    allowed = models.BooleanField()
    reason = models.CharField(max_length=300)
    """The law or order by which it is so."""
    begins_on = models.DateField()
    """The first night in which it disposes of anything: there are some days to stop it."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "disposal policies"
        indexes: ClassVar = [models.Index(fields=["organisation", "id"], name="disposal_of")]

    def __str__(self) -> str:
        return "on" if self.allowed else "off"


class CaseHold(OfCase):
    """That a case must be kept beyond its time: a dispute, an audit, an order. It stands until somebody lifts it."""

    why = models.CharField(max_length=300)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "lifted_at"], name="case_hold")]

    def __str__(self) -> str:
        return f"{self.case}: {'lifted' if self.lifted_at else 'held'}"
