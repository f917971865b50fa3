"""Requests as they were sent, their corrections, their attachments, and the feed of what happened to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class State(models.TextChoices):
    """Where a request stands, in the words of the public service."""

    RECEIVED = "received", "Received"
    PENDING = "pending", "Pending"
    COMPLETED = "completed", "Completed"


class Outcome(models.TextChoices):
    """How a completed request ended."""

    NONE = "", "None yet"
    ISSUED = "issued", "Issued"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    AGREED = "agreed", "Agreed with the partner agency, which issues"


class Channel(models.TextChoices):
    """How a request came in."""

    ONLINE = "online", "Online form"
    CONNECTED = "connected", "Connected desk"
    PAPER = "paper", "Mail or fax"
    PARTNER = "partner", "Partner agency"


class CoverageRequest(Owned):
    """A request for a certificate, a letter, an extension or an exception; what it says is ciphertext in the database."""

    control_number = models.CharField(max_length=24, unique=True)
    product = models.CharField(max_length=24)
    agreement = models.CharField(max_length=2)
    lane = models.CharField(max_length=16)
    edition = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")
    channel = models.CharField(max_length=12, choices=Channel)
    answers = EncryptedJSONField()
    """As sent, or as last corrected (`RequestVersion` keeps each)."""
    facts = EncryptedJSONField()
    """The fact sheet that follows from the answers, or that a connected desk sent along."""
    second_fact = EncryptedTextField()
    """What must be known beside the control number to see the status: the worker's day of birth, ISO."""
    contact_email = EncryptedTextField(blank=True)
    """Where the requester wants mails; empty: none."""
    refers_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.NONE, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    """Higher goes first; 0 is ordinary."""
    priority_reason = models.CharField(max_length=300, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    client = models.ForeignKey(
        "authority.Client", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client_reference = models.CharField(max_length=80, blank=True)
    """The connected desk's own name for this request: sent twice, it is the same request."""
    draft = models.OneToOneField(
        "authority.Draft", null=True, blank=True, on_delete=models.SET_NULL, related_name="request"
    )
    revision = models.PositiveIntegerField(default=1)
    worker_key = models.CharField(max_length=71, db_index=True)
    """Keyed digest by which requests about one worker are found without decrypting all of them."""
    disposed_at = models.DateTimeField(null=True)
    """When everything that it said of people was disposed of; number, states, days and digests stay."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "client_reference"],
                condition=~models.Q(client_reference=""),
                name="a_client_sends_a_reference_once",
            )
        ]
        indexes: ClassVar = [
            # Each order of the queue, over everything and over what is open, with the ties in it: no page is a sort.
            models.Index(
                fields=["organisation", "-priority", "received_at", "id"], name="queue_turn"
            ),
            models.Index(fields=["organisation", "due_on", "id"], name="queue_due"),
            models.Index(fields=["organisation", "received_at", "id"], name="queue_received"),
            models.Index(
                fields=["organisation", "-priority", "received_at", "id"],
                condition=models.Q(state__in=["received", "pending"]),
                name="queue_open_turn",
            ),
            models.Index(
                fields=["organisation", "due_on", "id"],
                condition=models.Q(state__in=["received", "pending"]),
                name="queue_open_due",
            ),
            models.Index(
                fields=["organisation", "received_at", "id"],
                condition=models.Q(state__in=["received", "pending"]),
                name="queue_open_received",
            ),
            models.Index(
                fields=["organisation", "completed_at", "id"],
                condition=models.Q(state="completed", disposed_at__isnull=True),
                name="kept_requests",
            ),
        ]

    def __str__(self) -> str:
        return self.control_number


class OfRequest(Owned):
    """A record of one request."""

    request = models.ForeignKey(
        CoverageRequest, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: the requester, a connected desk or the system."""
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class RequestVersion(OfRequest):
    """What a request said at one time; the first is what was sent."""

    number = models.PositiveSmallIntegerField()
    answers = EncryptedJSONField()
    facts = EncryptedJSONField()
    digest = models.CharField(max_length=71)
    """Digest of answers and facts as canonical JSON: what assessments and decisions name."""
    reason = models.CharField(max_length=300, blank=True)
    client_reference = models.CharField(max_length=80, blank=True)
    """The connected desk's own name for this correction: sent twice, it is the same correction."""
    sent_digest = models.CharField(max_length=71, blank=True)
    """Digest of what the desk sent under that name."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "number"], name="one_request_version_a_number"
            ),
            models.UniqueConstraint(
                fields=["request", "client_reference"],
                condition=~models.Q(client_reference=""),
                name="a_request_is_corrected_once_under_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} version {self.number}"


class Attachment(OfRequest):
    """A document that came with a request or with an answer."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=80, blank=True)
    """The field that it belongs to, or `question:<id>`."""

    def __str__(self) -> str:
        return self.name


class Happened(models.TextChoices):
    """What may happen to a request and to what was issued on it."""

    RECEIVED = "received", "Received"
    CORRECTED = "corrected", "Corrected by the requester"
    EXAMINED = "examined", "Taken up"
    ASKED = "asked", "Information asked for"
    ANSWERED = "answered", "Information given"
    WITH_PARTNER = "with_partner", "Put to the partner agency"
    AGREED = "agreed", "Agreed to what the partner agency asked"
    ISSUED = "issued", "Issued"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn by the requester"
    CERTIFICATE_CORRECTED = "certificate_corrected", "Certificate corrected"
    CERTIFICATE_REPLACED = "certificate_replaced", "Certificate replaced"
    CERTIFICATE_ENDED = "certificate_ended", "Certificate ended early"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn", "Certificate withdrawn"


class RequestEvent(OfRequest):
    """One line of a request's story, in the order of its number: what connected desks read on, and mails are made of."""

    kind = models.CharField(max_length=24, choices=Happened)
    certificate = models.ForeignKey(
        "authority.IssuedCertificate", null=True, on_delete=models.PROTECT, related_name="events"
    )
    details = models.JSONField(default=dict)
    """Plain data without personal numbers."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "id"], name="feed")]

    def __str__(self) -> str:
        return f"{self.request}: {self.kind}"


class MailState(models.TextChoices):
    """How far a mail to a requester has come."""

    DUE = "due", "To be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class RequestMail(Owned):
    """A mail to the requester that follows from an event: sent at most once, tried again while it is certain that it has not gone.

    What it says follows from the event; the address is the request's.
    """

    event = models.OneToOneField(RequestEvent, on_delete=models.PROTECT, related_name="mail")
    state = models.CharField(max_length=12, choices=MailState, default=MailState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="request_mail_due")]

    def __str__(self) -> str:
        return f"mail on {self.event}"
