"""How often something was tried, and which proofs of work are used up. No row says who it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tries(models.Model):
    """How often something was tried in one stretch of time; `key` is a keyed digest of what and from where."""

    key = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "ends_at"], name="one_count_a_key_and_stretch")
        ]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"


class SpentTicket(models.Model):
    """A ticket that opened something: it opens nothing a second time."""

    nonce = models.CharField(max_length=32, primary_key=True)
    lapses_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
