"""The register: what was issued, what became of it, and the published status lists."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.authority.models.examination import Decision
from totalis.authority.models.requests import CoverageRequest
from totalis.webbase.accounts.models import Owned
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class Standing(models.TextChoices):
    """Whether a certificate counts."""

    IN_FORCE = "in_force", "In force"
    REPLACED = "replaced", "Replaced"
    WITHDRAWN = "withdrawn", "Withdrawn"


class IssuedCertificate(Owned):
    """A certificate or letter as it was issued. Its content never changes: a change is another certificate."""

    number = models.CharField(max_length=32, unique=True)
    check_code = models.CharField(max_length=24)
    """Printed beside the number; both together open the public check."""
    request = models.ForeignKey(
        CoverageRequest, on_delete=models.PROTECT, related_name="certificates"
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates")
    product = models.CharField(max_length=24)
    agreement = models.CharField(max_length=2)
    covered_by = models.CharField(max_length=2)
    exempt_in = models.CharField(max_length=2)
    article = models.CharField(max_length=40, blank=True)
    start = models.DateField()
    end = models.DateField(null=True)
    issued_on = models.DateField()
    content = EncryptedJSONField()
    """What it says (`documents.certificate`), canonical; the PDF and the credential are made of it and of nothing else."""
    content_digest = models.CharField(max_length=71)
    document = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    """The signed PDF; None once it was disposed of."""
    document_digest = models.CharField(max_length=71, blank=True)
    """Of the PDF, once it was disposed of."""
    credential = EncryptedTextField()
    """The SD-JWT VC, with all disclosures."""
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.IN_FORCE)
    ended_on = models.DateField(null=True)
    """Last day where it ended earlier than its face says."""
    name_key = models.CharField(max_length=71, db_index=True)
    """Keyed digest of the whole name: who knows the name finds it, nobody reads names out of the database."""
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    list_number = models.PositiveIntegerField()
    list_index = models.PositiveIntegerField()
    """Its place in the status list."""
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "list_number", "list_index"], name="one_place_in_a_list"
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(replaces__isnull=True),
                name="one_first_certificate_a_decision",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "list_number", "ended_on"],
                condition=models.Q(ended_on__isnull=False),
                name="certificates_ended_early",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def paper(self) -> Blob:
        """The signed PDF of a certificate that is kept whole.

        Raises:
            LookupError: it was disposed of.
        """
        if self.document is None:
            message = f"The paper of {self.number} was disposed of."
            raise LookupError(message)
        return self.document


class RegisterEntry(Owned):
    """One line of a certificate's history; never changed."""

    certificate = models.ForeignKey(
        IssuedCertificate, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(
        max_length=12,
        choices=[
            ("issued", "Issued"),
            ("corrected", "Corrected"),
            ("replaced", "Replaced after loss"),
            ("ended", "Ended early"),
            ("withdrawn", "Withdrawn"),
            ("copied", "Copy issued"),
        ],
    )
    on = models.DateField()
    """The day from which it counts."""
    reason = models.CharField(max_length=500, blank=True)
    successor = models.ForeignKey(
        IssuedCertificate, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "register entries"

    def __str__(self) -> str:
        return f"{self.certificate}: {self.kind}"


class SigningKey(Owned):
    """The public side of a key that signed here: it stays published when another follows it, until it is disowned."""

    kid = models.CharField(max_length=80)
    """RFC 7638 thumbprint."""
    jwk = models.JSONField()
    """The public key, with its certificates (`x5c`)."""
    certificates = models.TextField()
    """Its certificate and those above it, PEM."""
    first_used_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)
    """When another key took its place."""
    disowned_at = models.DateTimeField(null=True)
    """When it was taken out of what is published, because somebody else may have it."""
    disowned_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kid"], name="one_row_a_signing_key")
        ]

    def __str__(self) -> str:
        return self.kid


class StatusList(Owned):
    """One list of statuses (IETF Token Status List), as last signed and published."""

    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    """Places that it has."""
    taken = models.PositiveIntegerField(default=0)
    token = models.TextField(blank=True)
    """The signed `statuslist+jwt` as it is handed out."""
    signed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    """Of the newest change that the token must hold."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_list_a_number")
        ]

    def __str__(self) -> str:
        return f"status list {self.number}"
