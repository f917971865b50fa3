"""What several records have in common."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned


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
