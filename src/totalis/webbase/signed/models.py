"""The memory against replay."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SeenNonce(models.Model):
    """A request that was taken: the same signature counts no second time, as long as its age would allow it."""

    key_id = models.CharField(max_length=80)
    nonce = models.CharField(max_length=80)
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key_id", "nonce"], name="a_signature_counts_once")
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.nonce}"
