"""Services that an organisation's desk is connected to, and what was filed there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.casework.models import Lodgement, Packet
from totalis.casework.models.base import OfCase
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField


class Service(Owned):
    """A certificate service that an organisation may file to."""

    name = models.CharField(max_length=160)
    country = models.CharField(max_length=2)
    """Whose certificates it issues."""
    address = models.URLField(max_length=300)
    """Of its interface for connected desks."""
    key = models.JSONField()
    """Its public key (JWK), as its operator told it: answers that it did not sign are not believed."""
    own_key = EncryptedJSONField()
    """This desk's private key (JWK); the service knows the public one."""
    cursor = models.PositiveBigIntegerField(default=0)
    """Number of the last event that was taken in."""
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    last_contact_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "country"],
                condition=models.Q(active=True),
                name="one_active_service_a_country",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FilingState(models.TextChoices):
    """Where a filing stands, on this side."""

    DUE = "due", "To be sent"
    TAKEN = "taken", "Taken by the service"
    REFUSED = "refused", "Refused at the door"
    COMPLETED = "completed", "Completed"


class Filing(OfCase):
    """A packet on its way to a service: sent again until the service answers, once in effect."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="filings")
    packet = models.OneToOneField(Packet, on_delete=models.PROTECT, related_name="filing")
    lodgement = models.OneToOneField(
        Lodgement, null=True, on_delete=models.PROTECT, related_name="filing"
    )
    reference = models.CharField(max_length=80, unique=True)
    """This desk's name for it, which the service takes once."""
    control_number = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=12, choices=FilingState, default=FilingState.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    proof = EncryptedJSONField(default=dict)
    """The service's signed answer with the exact bytes that it covers."""
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.packet} to {self.service}"
