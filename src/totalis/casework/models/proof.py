"""Certificates in both directions, their comparison with the request, their delivery, exports."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models.base import OfCase
from totalis.casework.models.facts import Evidence
from totalis.casework.models.request import Packet
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedTextField


class Certificate(OfCase):
    """A certificate, letter of exemption or SSA statement, as somebody read it off the document."""

    product = models.CharField(max_length=24)
    issuer_country = models.CharField(max_length=2)
    issuer = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    worker_name = models.CharField(max_length=240)
    worker_number = EncryptedTextField(blank=True)
    employer_name = models.CharField(max_length=240, blank=True)
    covered_by = models.CharField(max_length=2)
    exempt_in = models.CharField(max_length=2)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    article = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.product} {self.number}".strip()


class Match(OfCase):
    """A comparison of a certificate with its request, and what a person decided on it."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="matches")
    packet = models.ForeignKey(Packet, null=True, on_delete=models.PROTECT, related_name="+")
    differences = models.JSONField(default=list)
    """`procedure.casefile.Difference` as mappings."""
    checklist = models.JSONField(default=dict)
    accepted = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "matches"

    def __str__(self) -> str:
        return f"{self.certificate}: {'accepted' if self.accepted else 'not accepted'}"


class Correction(OfCase):
    """A correction or re-issue asked of the issuer; settled by another certificate."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="corrections"
    )
    asked_on = models.DateField()
    what = models.CharField(max_length=500)
    channel = models.CharField(max_length=12)
    settled_by = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="settles"
    )

    def __str__(self) -> str:
        return f"{self.certificate}: {self.what}"


class Delivery(OfCase):
    """A copy of a certificate for somebody who must have it, and the proof that it arrived."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="deliveries"
    )
    recipient = models.CharField(max_length=40)
    """A key of `procedure/data/delivery.yaml`."""
    recipient_name = models.CharField(max_length=200)
    sent_on = models.DateField(null=True, blank=True)
    method = models.CharField(max_length=80, blank=True)
    receipt_on = models.DateField(null=True, blank=True)
    receipt_evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.certificate} to {self.recipient_name}"


class ReturnAttachment(OfCase):
    """The copy that goes with one year's US return of a self-employed person."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="attachments"
    )
    tax_year = models.PositiveSmallIntegerField()
    marking = models.CharField(max_length=300)
    marking_source = models.CharField(max_length=300)
    attached_on = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate", "tax_year"], name="one_attachment_a_year_and_certificate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.tax_year}"


class Export(OfCase):
    """A proof for a day that was handed out: the bag as a ZIP file."""

    day = models.DateField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case} as of {self.day}"


class CalendarFeed(models.Model):
    """A user's secret calendar address; only the digest of the secret is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    secret_digest = models.CharField(max_length=71, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"feed of {self.user}"
