"""What people said of lines that the catalogue leaves unclear."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob


class ChargeResolution(Owned):
    """A person's answer for one label, code, table of codes, payer and country, in one organisation.

    It is withdrawn and never changed. A second person may confirm it.
    """

    agreement = models.CharField(max_length=6)
    key = models.CharField(max_length=71)
    label = models.CharField(max_length=300)
    """As it stood on the line where somebody answered."""
    code = models.CharField(max_length=40, blank=True)
    code_system = models.CharField(max_length=20, blank=True)
    payer = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=20)
    charge = models.CharField(max_length=120, blank=True)
    """The entry of the catalogue that the line is, where somebody named one."""
    why = models.TextField()
    """Which document shows it."""
    document = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    document_name = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_as = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_as = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_as = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "agreement", "key"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_resolution_a_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.category}"
