"""Partner agencies and the signed messages to and from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.authority.models.requests import CoverageRequest
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField


class Partner(Owned):
    """An agency of another country with which messages are exchanged."""

    country = models.CharField(max_length=2)
    name = models.CharField(max_length=160)
    address = models.URLField(max_length=300)
    """Where its messages are taken."""
    key = models.JSONField()
    """Its public key (JWK)."""
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class MessageState(models.TextChoices):
    """Where a message stands."""

    DUE = "due", "To be sent"
    DELIVERED = "delivered", "Delivered, with receipt"
    GIVEN_UP = "given_up", "Given up"
    TAKEN = "taken", "Taken in"
    REJECTED = "rejected", "Rejected"


class ExchangeMessage(Owned):
    """A message in or out, with its signature and its receipt, kept as proof."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="messages")
    outgoing = models.BooleanField()
    identifier = models.CharField(max_length=64)
    """Made by the sender; taken in twice, it acts once."""
    conversation = models.CharField(max_length=64, db_index=True)
    """The same in every message about one matter."""
    kind = models.CharField(max_length=8)
    """A001 to A008, or COPY for the copy of a certificate."""
    request = models.ForeignKey(
        CoverageRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    body = EncryptedJSONField()
    proof = EncryptedJSONField(default=dict)
    """Headers of signature of the message and of its receipt, and the exact bytes that they cover."""
    state = models.CharField(max_length=12, choices=MessageState)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "outgoing", "identifier"], name="a_message_acts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"
