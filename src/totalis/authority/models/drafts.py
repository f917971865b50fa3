"""A form that somebody fills in and has not sent: found again by a private link, deleted when it lapses."""

from __future__ import annotations

from django.db import models

from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedJSONField


class Draft(Owned):
    """Answers so far. The secret of the link is not kept, only its digest."""

    handle = models.CharField(max_length=24, unique=True)
    """Its name in addresses; opens nothing by itself."""
    secret_digest = models.CharField(max_length=71, unique=True)
    agreement = models.CharField(max_length=2)
    lane = models.CharField(max_length=16)
    product = models.CharField(max_length=24)
    edition = models.CharField(max_length=60)
    """Key of the form's edition (`totalis.lawbook.forms`)."""
    language = models.CharField(max_length=8, default="en")
    answers = EncryptedJSONField(default=dict)
    """Key of a field to its text."""
    refers_to = models.CharField(max_length=24, blank=True)
    """Control number of an earlier request that an extension or exception refers to."""
    corrects = models.ForeignKey(
        "authority.CoverageRequest",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    """The request that it is to correct; None for a new one."""
    begun_from = models.PositiveSmallIntegerField(null=True)
    """Of a correction, the number of the version from which it was begun."""
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    lapses_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.edition}, begun {self.begun_at:%Y-%m-%d}"


class DraftFile(Owned):
    """A document that was added to a form that is not sent yet."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=80, blank=True)
    """The field that it belongs to."""
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
