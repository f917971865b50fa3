"""Places in status lists that are ready to be given out, and changes that a list must still take in.

Both are rows that are added and taken away, never changed: no issue and no withdrawal waits for another (ADR 0049).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.webbase.accounts.models import Owned


class FreePlace(Owned):
    """A place that a certificate may take; drawn by lot among all places of its list."""

    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "list_number", "list_index"], name="a_place_is_free_once"
            )
        ]

    def __str__(self) -> str:
        return f"place {self.list_index} of list {self.list_number}"


class StatusChange(Owned):
    """A certificate of this list changed; taken away by whoever signs the list anew."""

    list_number = models.PositiveIntegerField(db_index=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"change in list {self.list_number}"
