"""Services that an organisation's desk is connected to, and what was filed there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.casework.models import Certificate, Communication, Evidence, Lodgement, Packet
from totalis.casework.models.base import OfCase
from totalis.webbase.accounts.models import Owned
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


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
    next_key = EncryptedJSONField(null=True)
    """The key that takes its place as soon as the service knows it."""
    coming_key = models.JSONField(null=True)
    """The service's next public key, where its operator told it before it counts."""
    accepts_alike = models.BooleanField(default=False)
    """Whether a certificate that differs in nothing is accepted without a person. Off unless an administrator says so."""
    cursor = models.PositiveBigIntegerField(default=0)
    """Number of the last event that was taken in."""
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    """When it last answered, with a signature that counts."""
    last_error = models.CharField(max_length=300, blank=True)
    """Why the last contact failed; empty where it did not."""

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


class Sending(OfCase):
    """Something on its way to a service: sent again until it answers; whoever takes it moves `due_at` on by a lease."""

    state = models.CharField(max_length=12, choices=FilingState, default=FilingState.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    proof = EncryptedJSONField(default=dict)
    """The service's signed answer with the exact bytes that it covers."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Filing(Sending):
    """A packet on its way to a service: sent again until the service answers, once in effect."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="filings")
    packet = models.OneToOneField(Packet, on_delete=models.PROTECT, related_name="filing")
    lodgement = models.OneToOneField(
        Lodgement, null=True, on_delete=models.PROTECT, related_name="filing"
    )
    reference = models.CharField(max_length=80, unique=True)
    """This desk's name for it, which the service takes once."""
    edition = models.CharField(max_length=60, blank=True)
    """Of the service's form by which it was filed."""
    control_number = models.CharField(max_length=24, blank=True)
    last_event = models.PositiveBigIntegerField(default=0)
    """Number of the last event of this request that was taken in."""
    outcome = models.CharField(max_length=12, blank=True)
    """How it ended, in the service's word: issued, refused, withdrawn."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["service", "control_number"], name="filing_by_number")
        ]

    def __str__(self) -> str:
        return f"{self.packet} to {self.service}"


class Asked(OfCase):
    """A question that the service asked in a filing."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveBigIntegerField()
    """The service's own number of it."""
    text = models.TextField()
    fields = models.JSONField(default=list)
    """Keys of fields that the answer may correct."""
    answer_by = models.DateField()
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    """When it was answered, or needed no answer any more."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="a_question_comes_once")
        ]
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return f"{self.filing}: question {self.number}"


class ReplyKind(models.TextChoices):
    """What is said to the service about a request that it has."""

    ANSWER = "answer", "Answer to a question"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    CORRECTION = "correction", "Correction by a new packet"


class Reply(Sending):
    """An answer, a correction or a withdrawal on its way."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=12, choices=ReplyKind)
    question = models.ForeignKey(Asked, null=True, on_delete=models.PROTECT, related_name="replies")
    packet = models.ForeignKey(
        Packet, null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    """The packet that a correction brings; what the request shall say from then on."""
    body = EncryptedJSONField()
    """What is said; documents are named by their versions."""

    class Meta:
        verbose_name_plural = "replies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question"],
                condition=~models.Q(state=FilingState.REFUSED),
                name="one_answer_a_question",
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=models.Q(kind=ReplyKind.WITHDRAWAL)
                & ~models.Q(state=FilingState.REFUSED),
                name="a_filing_is_withdrawn_once",
            ),
            models.UniqueConstraint(
                fields=["packet"],
                condition=~models.Q(state=FilingState.REFUSED),
                name="a_packet_corrects_once",
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=models.Q(kind=ReplyKind.CORRECTION) & models.Q(state=FilingState.DUE),
                name="one_correction_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}: {self.kind}"


class Received(OfCase):
    """A certificate as it came from a service, beside the record of the desk that was made of it."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="received")
    number = models.CharField(max_length=32)
    certificate = models.OneToOneField(
        Certificate, null=True, on_delete=models.PROTECT, related_name="received"
    )
    """None where it did not stand the test, and was not entered."""
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    credential = EncryptedTextField()
    """The signed credential (SD-JWT VC), with all that it discloses."""
    steps = models.JSONField(default=list)
    """The test: `{"says", "holds"}` for each step."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["filing", "number"], name="a_certificate_comes_once")
        ]
        verbose_name_plural = "received"

    def __str__(self) -> str:
        return self.number
