"""The records of webhooks: where to send, what was to be said, to whom it still goes, and each attempt."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedTextField


class EndpointState(models.TextChoices):
    """Whether anything is sent to an endpoint."""

    ON = "on", "On"
    OFF = "off", "Switched off"
    FAILED = "failed", "Switched off after long failure"


class Endpoint(Owned):
    """An address of an organisation's program, and the secret that signs what is sent there.

    While a secret is being replaced, `former_secret` signs too, until `former_until`. What is removed keeps its row.
    """

    url = models.CharField(max_length=500)
    note = models.CharField(max_length=120, blank=True)
    kinds = models.JSONField()
    secret = EncryptedTextField()
    former_secret = EncryptedTextField(blank=True)
    former_until = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=8, choices=EndpointState.choices, default=EndpointState.ON.value
    )
    off_since = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "state"], name="endpoint_state")]

    def __str__(self) -> str:
        return self.url


class Message(Owned):
    """One piece of news, word for word as it is sent; `identifier` is the same at every attempt."""

    identifier = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="webhook_message_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"


class DeliveryState(models.TextChoices):
    """How far a message has come on its way to an endpoint."""

    DUE = "due", "To be sent"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given_up", "Given up"


class Delivery(Owned):
    """A message on its way to one endpoint; whoever sends it first moves `due_at` on, so that no second one does."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.DUE.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    """Attempts since it was last asked for; `attempts` has them all."""
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "endpoint"], name="one_delivery_a_message_and_endpoint"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["endpoint", "state", "due_at"], name="delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.message} to {self.endpoint}"

    @property
    def last_attempt(self) -> Attempt | None:
        """The newest attempt, out of those that were read along."""
        return max(self.attempts.all(), key=lambda one: one.pk, default=None)


class Attempt(Owned):
    """One sending and what came back: `status` is the HTTP status, None where there was no answer."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.status or 'no answer'} at {self.at:%Y-%m-%d %H:%M}"
