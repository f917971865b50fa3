"""Charge lines as they were handed in, and what the catalogue says of each.

Amounts are whole numbers of a ten-thousandth of the currency (`selectors.money`), so that a database adds them exactly.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.exposure.models.resolutions import ChargeResolution
from totalis.webbase.accounts.models import Owned
from totalis.webbase.registers.models import Register


class ChargeRun(Owned):
    """The lines of one payslip, or of one register, classified together."""

    title = models.CharField(max_length=200)
    agreement = models.CharField(max_length=6, blank=True)
    """The country whose charges they are; empty until somebody says it."""
    register = models.ForeignKey(Register, null=True, on_delete=models.PROTECT, related_name="+")
    """None where the lines were typed."""
    lines = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    current = models.ForeignKey(
        "Classification", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The answers that are shown; the newest one that is finished."""
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_as = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    """Of typed lines; that of a file stands with its register."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-made_at"], name="charge_runs"),
        ]

    def __str__(self) -> str:
        return self.title


class ChargeLine(Owned):
    """One line as it stands in the file, without the numbers of persons."""

    run = models.ForeignKey(ChargeRun, on_delete=models.CASCADE, related_name="charge_lines")
    number = models.PositiveIntegerField()
    """Its line in the file, or its place in the form."""
    label = models.CharField(max_length=300)
    code = models.CharField(max_length=40, blank=True)
    code_system = models.CharField(max_length=20, blank=True)
    payer = models.CharField(max_length=40, blank=True)
    staff_number = models.CharField(max_length=40, blank=True)
    worker_status = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(null=True)
    base = models.BigIntegerField(null=True)
    rate = models.CharField(max_length=20, blank=True)
    """Percent, as an exact decimal."""
    currency = models.CharField(max_length=3, blank=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    key = models.CharField(max_length=71)
    """Of label, code, table of codes and payer: what an answer of a person is remembered for."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run", "number"], name="charge_line_number"),
            models.Index(fields=["organisation", "key"], name="charge_line_key"),
        ]

    def __str__(self) -> str:
        return self.label


class Classification(Owned):
    """One pass over the lines of a run with one catalogue. It is never changed; a newer one stands beside it."""

    run = models.ForeignKey(ChargeRun, on_delete=models.CASCADE, related_name="classifications")
    number = models.PositiveIntegerField()
    catalogue = models.CharField(max_length=71)
    """The digest of the catalogue."""
    checked_on = models.DateField(null=True)
    """The day on which the catalogue was checked."""
    done = models.PositiveIntegerField(default=0)
    """Lines that have their answer."""
    working_since = models.DateTimeField(null=True)
    """None once it is finished."""
    made_as = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="one_classification_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.number}"


class ChargeReason(Owned):
    """What was said of lines, once for all lines of a classification of which the same is said."""

    classification = models.ForeignKey(
        Classification, on_delete=models.CASCADE, related_name="reasons"
    )
    category = models.CharField(max_length=20)
    certificate_effect = models.CharField(max_length=24)
    credit = models.CharField(max_length=20)
    branch = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    why = models.TextField(blank=True)
    citation = models.TextField(blank=True)
    charge = models.TextField(blank=True)
    """The entry of the catalogue, or several joined by `+`; empty where none was found."""
    confidence = models.CharField(max_length=20, blank=True)
    suggestions = models.JSONField(default=list)
    """Labels of the catalogue that look alike, for a person to read. Nothing takes one by itself."""

    def __str__(self) -> str:
        return self.category


class ChargeAnswer(Owned):
    """What one line is, or one part of a line that was split; the parts add up to the line."""

    classification = models.ForeignKey(
        Classification, on_delete=models.CASCADE, related_name="answers"
    )
    line = models.ForeignKey(ChargeLine, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    """That of the line, for the order."""
    place = models.PositiveSmallIntegerField(default=0)
    """Of the part among the parts of the line."""
    part = models.CharField(max_length=300, blank=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    category = models.CharField(max_length=20)
    """That of `reason`, to be found and added up by."""
    rank = models.PositiveSmallIntegerField(default=1)
    """0 where it is unclear: these come first."""
    reason = models.ForeignKey(ChargeReason, on_delete=models.CASCADE, related_name="+")
    """What stands."""
    by_catalogue = models.ForeignKey(ChargeReason, on_delete=models.CASCADE, related_name="+")
    """What the catalogue says without any person."""
    resolution = models.ForeignKey(
        ChargeResolution, null=True, on_delete=models.PROTECT, related_name="answers"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["classification", "rank", "number", "place"], name="charge_answer_order"
            ),
            models.Index(fields=["classification", "category"], name="charge_answer_category"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.part}".strip()
