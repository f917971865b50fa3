"""What somebody said that a worker earns: the pay of a case. Amounts as in `models.charges`."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models.base import OfCase


class CasePay(OfCase):
    """The pay of a full month, as somebody stated it. The newest that was not withdrawn stands; the former ones stay."""

    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    per_dollar = models.CharField(max_length=24, blank=True)
    """One US dollar in the currency of the other country, as an exact decimal; empty where nobody gave a rate."""
    rate_source = models.CharField(max_length=200, blank=True)
    known_by = models.CharField(max_length=300)
    """The contract, the payslip, whoever told it."""
    made_as = models.CharField(max_length=200)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_as = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-made_at"], name="case_pay")]

    def __str__(self) -> str:
        return f"{self.case}: {self.currency}"
