"""Answers of the payroll gate as they were given."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models import Case
from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob


class GateRecord(Owned):
    """One call of the gate: a single question with its answer in the row, or many with their answers in a file.

    Never changed. `answer` is a `gate.question.GateAnswer` as plain data; `blob`
    holds those of many, one JSON document a line, compressed. `digest` is that of the answers.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_as = models.CharField(max_length=200)
    """The name as the history shows it: a person, a machine, the system."""
    asked_at = models.DateTimeField()
    known_at = models.DateTimeField()
    """The moment whose knowledge was asked for."""
    count = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    """How many answers have which word."""
    staff_number = models.CharField(max_length=40, blank=True)
    stream = models.CharField(max_length=120, blank=True)
    day = models.DateField(null=True)
    word = models.CharField(max_length=10, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(null=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=71)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "asked_at"], name="gate_record_time"),
            models.Index(fields=["organisation", "staff_number"], name="gate_record_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.count} answer(s) of {self.asked_at:%Y-%m-%d %H:%M}"
