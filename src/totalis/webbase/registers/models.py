"""The records of registers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.tables.reading import DATES, MARKS
from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class State(models.TextChoices):
    """Where a register stands. Only `taken` has given its rows to a room of the desk."""

    UPLOADED = "uploaded", "to be confirmed"
    CHECKING = "checking", "being read"
    CONFIRMED = "confirmed", "read, not yet taken"
    TAKING = "taking", "being taken"
    TAKEN = "taken", "taken"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


class Register(Owned):
    """A file of many rows that somebody handed in, how it is read, and what became of its lines."""

    kind = models.CharField(max_length=32)
    file_name = models.CharField(max_length=200)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    """The content; none once it is withdrawn."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    reading = EncryptedJSONField()
    """`tables.reading.Reading` as plain data: as found, then as confirmed. Its doubts quote cells."""
    reading_confirmed = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    """The file's name of each column that is wanted, by the column's key."""
    lines = models.PositiveIntegerField(default=0)
    """Lines below the header = taken_rows + refused_lines + blank_lines."""
    taken_rows = models.PositiveIntegerField(default=0)
    refused_lines = models.PositiveIntegerField(default=0)
    blank_lines = models.PositiveIntegerField(default=0)
    rejected = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    """Every reason for every refused line, as JSON; none where no line was refused."""
    problems = EncryptedJSONField(default=list)
    """Why it was refused as a whole."""
    leads_to = models.CharField(max_length=300, blank=True)
    """The page that shows what became of its rows."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    working_since = models.DateTimeField(null=True)
    """Since when the worker is asked to read or take it."""
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = EncryptedTextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-made_at"], name="registers_of_organisation"),
            models.Index(fields=["state", "working_since"], name="registers_at_work"),
        ]

    def __str__(self) -> str:
        return self.file_name


class RememberedMapping(Owned):
    """How an organisation mapped the columns of files with these headers, by whom and when; the newest counts."""

    kind = models.CharField(max_length=32)
    headers = models.CharField(max_length=71)
    """The digest of the headers in their order, without capitals, accents and signs."""
    mapping = models.JSONField()
    decimal = models.CharField(max_length=8)
    dates = models.CharField(max_length=8)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "kind", "headers", "-made_at"], name="mapping_of_headers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.made_at:%Y-%m-%d}"

    @property
    def says(self) -> str:
        """How amounts and days were written in that file, in words."""
        known = {"decimal": MARKS.get(self.decimal), "dates": DATES.get(self.dates)}  # type: ignore[call-overload] # a word of ours
        return "; ".join(words for words in known.values() if words)
