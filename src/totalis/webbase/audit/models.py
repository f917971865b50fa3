"""The chain: each entry holds the digest of the one before; the database refuses update and delete."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned


class AuditEntry(Owned):
    """Who did, saw or approved what, and when. `number` counts from 1 in each organisation, without gaps."""

    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    who = models.CharField(max_length=320)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    case_reference = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=71)
    digest = models.CharField(max_length=71)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_entry_a_number_and_organisation"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "case_reference", "number"], name="audit_of_case")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class ChainHead(models.Model):
    """The end of an organisation's chain; locked while an entry is added."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=71)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.number}"
