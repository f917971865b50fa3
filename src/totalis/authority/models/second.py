"""What waits for a second person beside decisions, and what a second person must have before her eyes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.authority.models.examination import Decision
from totalis.authority.models.register import IssuedCertificate
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField


class Correction(Owned):
    """A correction that may make a certificate another person's: it takes effect when a second person confirms it.

    It goes with its certificate: what it says is a part of what the certificate says.
    """

    certificate = models.ForeignKey(
        IssuedCertificate, on_delete=models.CASCADE, related_name="corrections"
    )
    changes = EncryptedJSONField()
    """Key (`documents.certificate_changes.correctables`) to what shall stand there."""
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    rejected_at = models.DateTimeField(null=True)
    rejected_reason = models.CharField(max_length=500, blank=True)
    follower = models.OneToOneField(
        IssuedCertificate, null=True, on_delete=models.CASCADE, related_name="made_by_correction"
    )
    """The certificate that it became."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(confirmed_at__isnull=True, rejected_at__isnull=True),
                name="one_correction_waits_a_certificate",
            )
        ]

    def __str__(self) -> str:
        return f"correction of {self.certificate}"


class Consent(Owned):
    """That the other country's agency agreed to an exception, where no message of it says so: by whom, in which document, when."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="consent")
    by = models.CharField(max_length=160)
    """The agency, and who wrote for it."""
    document = models.CharField(max_length=160)
    """The letter or fax in which it stands, by its reference."""
    on = models.DateField()
    """The day of that document."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by}, {self.on}"
