"""What several records have in common."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField


class Revised(Owned):
    """A record that two people may edit at once: a service compares the revision that the form was drawn from."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class OfCase(Owned):
    """A record of one case. `made_by` and `made_at` never change."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class RecordRevision(Owned):
    """What a record that may change said at one moment, so that every earlier moment can be shown again.

    Written whenever such a record is made or changed. `kind` and `record_id` name the record; `case` is empty for
    workers and employers, which belong to many cases.
    """

    kind = models.CharField(max_length=16)
    record_id = models.PositiveBigIntegerField()
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT)
    content = EncryptedJSONField()
    """The record as its value of `procedure.casefile`, as plain data."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "record_id", "made_at"], name="revision_of_record"),
            models.Index(fields=["case", "made_at"], name="revision_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} at {self.made_at}"
