"""A file as it is known to the database; its content lies encrypted in the evidence store."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.webbase.accounts.models import Owned


class Blob(Owned):
    """Content by its digest, once in each organisation; never changed, never overwritten."""

    digest = models.CharField(max_length=71)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    store_name = models.CharField(max_length=200, unique=True)
    sealed_key = models.TextField()
    """The key of this one content, sealed by the installation's keys."""
    kept_at = models.DateTimeField()

    sealed_columns: ClassVar = ("sealed_key",)
    """What `secrets.rotation` writes anew beside encrypted fields."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "digest"], name="one_blob_a_digest_and_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.digest
