"""Partner agencies and the signed messages to and from them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from totalis.authority.exchange.shapes import KINDS
from totalis.authority.models.requests import CoverageRequest
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class Partner(Owned):
    """An agency of another country with which messages are exchanged.

    Its keys were entered by a person who compared them. `former_key` counts beside `key` until `former_until`.
    """

    country = models.CharField(max_length=2)
    name = models.CharField(max_length=160)
    address = models.URLField(max_length=300)
    """Where its messages are taken."""
    key = models.JSONField()
    """Its public key (JWK)."""
    former_key = models.JSONField(null=True, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    gets_copies = models.BooleanField(default=False)
    """Whether it gets a copy of each certificate: as sources state of its agreement when it was entered, unless there is a reason."""
    copies_reason = models.CharField(max_length=300, blank=True)
    """Why otherwise than sources state; empty where it is as they state."""
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "country"],
                condition=Q(active=True),
                name="one_partner_a_country",
            )
        ]

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
    """A message in or out, word for word, with its signature and its receipt, kept as proof."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="messages")
    outgoing = models.BooleanField()
    identifier = models.CharField(max_length=64)
    """Made by the sender; taken in twice, it acts once."""
    conversation = models.CharField(max_length=64, db_index=True)
    """The same in every message about one matter."""
    kind = models.CharField(max_length=8)
    """A001 to A008, COPY for the copy of a certificate, TEST."""
    answers = models.CharField(max_length=64, blank=True)
    """The identifier of the message that it answers."""
    request = models.ForeignKey(
        CoverageRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    text = EncryptedTextField()
    """The exact JSON (`totalis/exchange/1`)."""
    digest = models.CharField(max_length=71)
    """Of the text: the same identifier never names another content."""
    proof = EncryptedJSONField(default=dict)
    """`message` and `receipt`: what was signed and the signatures (`webbase.signed.proof`); `receipt_text`; the public keys
    of both sides as they were."""
    state = models.CharField(max_length=12, choices=MessageState)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "outgoing", "identifier"], name="a_message_acts_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["partner", "state", "due_at"], name="messages_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"

    @property
    def label(self) -> str:
        """The kind in words, with its code."""
        known = KINDS.get(self.kind)
        return f"{known.label} ({self.kind})" if known else "A message that does not read"
