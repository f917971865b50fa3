"""Cases opened in bulk from screened rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned


class CaseOpening(Owned):
    """One order to open cases: who gave it, for how many rows, and how far it is."""

    run = models.ForeignKey(
        "population.ScreeningRun", on_delete=models.PROTECT, related_name="openings"
    )
    wanted = models.PositiveIntegerField()
    opened = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_as = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    working_since = models.DateTimeField(null=True)
    """None once it is finished."""
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.run}: {self.wanted}"
