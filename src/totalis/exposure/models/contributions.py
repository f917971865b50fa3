"""Contributions of both countries, and where the same earnings were charged twice. Amounts as in `models.charges`."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.exposure.models.resolutions import ChargeResolution
from totalis.webbase.accounts.models import Owned
from totalis.webbase.registers.models import Register


class ContributionRun(Owned):
    """The contributions of one register, tested together."""

    title = models.CharField(max_length=200)
    register = models.ForeignKey(Register, null=True, on_delete=models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict)
    """Lines: read, used, apart, rejected."""
    apart = models.JSONField(default=list)
    """What is not counted: country, currency, category, lines, amount (exact, as text)."""
    rejected = models.JSONField(default=list)
    """Lines that the test refused, with the reason; the first thousand."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-made_at"], name="contribution_runs"),
        ]

    def __str__(self) -> str:
        return self.title


class ContributionLine(Owned):
    """One contribution as it stands in the file, or one part of it where its own numbers split it."""

    run = models.ForeignKey(
        ContributionRun, on_delete=models.CASCADE, related_name="contribution_lines"
    )
    number = models.PositiveIntegerField()
    staff_number = models.CharField(max_length=40)
    stream = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2)
    label = models.CharField(max_length=300, blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    amount = models.BigIntegerField()
    base = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=20, blank=True)
    resolution = models.ForeignKey(
        ChargeResolution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whose answer the category is, as it stood when the register was tested; None: that of the catalogue or the sender."""
    paid_on = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run", "number"], name="contribution_line_number"),
            models.Index(fields=["organisation", "staff_number"], name="contribution_line_worker"),
        ]

    def __str__(self) -> str:
        return self.label


class Overlap(Owned):
    """Days on which both countries charged: one row of `earnings.exposure`."""

    run = models.ForeignKey(ContributionRun, on_delete=models.CASCADE, related_name="overlaps")
    staff_number = models.CharField(max_length=40)
    stream = models.CharField(max_length=120, blank=True)
    foreign_stream = models.CharField(max_length=120, blank=True)
    foreign_country = models.CharField(max_length=2)
    finding = models.CharField(max_length=20)
    why = models.TextField()
    period_start = models.DateField()
    period_end = models.DateField()
    us_amount = models.BigIntegerField(null=True)
    us_currency = models.CharField(max_length=3, blank=True)
    foreign_amount = models.BigIntegerField(null=True)
    foreign_currency = models.CharField(max_length=3, blank=True)
    us_unclear = models.BigIntegerField(null=True)
    foreign_unclear = models.BigIntegerField(null=True)
    us_lines = models.TextField(blank=True)
    """The numbers of the lines, each after the name of its document."""
    foreign_lines = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["run", "finding", "staff_number", "stream", "period_start"],
                name="overlap_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_number} {self.stream}"
