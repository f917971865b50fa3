"""What is asked for: lane, channel, fields, packets, approvals, sending, tracking."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models.base import OfCase, Revised
from totalis.casework.models.case import Case
from totalis.casework.models.facts import CaseDetermination, Evidence, FactVersion
from totalis.procedure.casefile import Lane
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedJSONField


class CertificateRequest(Revised):
    """The request of a case. Its fields are ciphertext in the database."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="request")
    product = models.CharField(max_length=24, default="certificate")
    lane = models.CharField(max_length=16, choices=[(lane.value, lane.value) for lane in Lane])
    lane_reason = models.CharField(max_length=500)
    channel = models.CharField(max_length=12, default="online")
    agreement = models.CharField(max_length=2)
    fields = EncryptedJSONField(default=dict)
    """Key of a field of `lawbook/forms/catalogue.yaml` to `{"value": text, "evidence": id or ""}`."""
    waiting = models.JSONField(null=True)
    """The current instruction on waiting where it differs: `{"business_days": 60, "source": …, "read_on": …}`."""
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case}: {self.product}"


class ChannelException(OfCase):
    """Another channel than online, asked for and approved by two people."""

    channel = models.CharField(max_length=12)
    reason = models.CharField(max_length=500)
    destination = models.CharField(max_length=300)
    destination_source = models.CharField(max_length=300)
    destination_checked_on = models.DateField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    refused_reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.channel


class Packet(OfCase):
    """A request as it was built: snapshot, document, bundle. Any change under it makes it void."""

    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=71)
    """Digest of the snapshot as canonical JSON: what an approval is of."""
    snapshot = EncryptedJSONField()
    facts = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="+")
    determination = models.ForeignKey(CaseDetermination, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """The PDF."""
    bundle = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """The ZIP with manifest."""
    void_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_packet_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.case} packet {self.number}"


class PacketDecision(OfCase):
    """An approval or refusal of a packet, by its digest."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="decisions")
    packet_digest = models.CharField(max_length=71)
    approved = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by_preparer = models.BooleanField(default=False)
    """A solo person approved her own packet."""

    def __str__(self) -> str:
        return f"{self.packet}: {'approved' if self.approved else 'refused'}"


class Lodgement(OfCase):
    """The sending of an approved packet, with the channel's own reference."""

    packet = models.ForeignKey(Packet, on_delete=models.PROTECT, related_name="lodgements")
    channel = models.CharField(max_length=12)
    sent_at = models.DateTimeField()
    control_number = models.CharField(max_length=60, blank=True)
    confirmation = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["packet"], name="a_packet_is_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.packet} by {self.channel}"


class StatusCheck(OfCase):
    """What the channel said, verbatim."""

    checked_at = models.DateTimeField()
    channel = models.CharField(max_length=12)
    label = models.CharField(max_length=80, blank=True)
    verbatim = models.TextField()
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.case}: {self.label}"


class Communication(OfCase):
    """A contact with an agency, in or out."""

    happened_at = models.DateTimeField()
    direction = models.CharField(max_length=3, choices=[("out", "sent"), ("in", "received")])
    channel = models.CharField(max_length=12)
    counterpart = models.CharField(max_length=160)
    verbatim = models.TextField()
    is_follow_up = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=500, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.direction} {self.counterpart}"


class AlternateAttempt(OfCase):
    """A step of the alternate procedure: what was asked of whom, and what came of it."""

    happened_at = models.DateTimeField()
    addressee = models.CharField(max_length=160)
    asked_for = models.CharField(max_length=500)
    outcome = models.CharField(max_length=500, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.addressee}: {self.asked_for}"
