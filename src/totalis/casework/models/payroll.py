"""What cases say to payroll, kept for every day and every moment of knowledge; and who has which staff number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.casework.models.case import Case
from totalis.casework.models.people import Worker
from totalis.casework.models.proof import Certificate, Match
from totalis.webbase.accounts.models import Owned


class KnownFrom(Owned):
    """A row that was known from a moment on, and until another where it has one. Only `known_until` is ever written."""

    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)
    """From this moment on another row stands in its place."""

    class Meta:
        abstract = True


class PayrollSpan(KnownFrom):
    """One of `gate.spans` of a case. Days without a limit are the first and the last day that there is."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payroll_spans")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    word = models.CharField(max_length=10)
    """What payroll does: withhold, hold, exempt."""
    state = models.CharField(max_length=10)
    """The word of the case; `changed` is its fourth."""
    reason = models.TextField()
    certificate = models.ForeignKey(
        Certificate, null=True, on_delete=models.PROTECT, related_name="+"
    )
    match = models.ForeignKey(Match, null=True, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField(null=True)
    covered_by = models.CharField(max_length=2, blank=True)
    exempt_in = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "first"],
                condition=models.Q(known_until__isnull=True),
                name="one_payroll_span_a_day",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["worker", "last"], name="payroll_span_of_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.first} to {self.last}"


class StaffNumber(KnownFrom):
    """That a worker had a staff number. Two workers may have the same one; then payroll's question has no answer."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="staff_numbers")
    number = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=models.Q(known_until__isnull=True),
                name="one_staff_number_a_worker",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "number"], name="staff_number"),
        ]

    def __str__(self) -> str:
        return self.number
