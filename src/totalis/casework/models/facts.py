"""Facts in versions, determinations made of them, and documents that prove them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.casework.models.base import OfCase
from totalis.webbase.files.models import Blob
from totalis.webbase.secrets.fields import EncryptedTextField


class Evidence(OfCase):
    """A document of the case; its content is in its versions."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    """A key of `procedure/data/evidence.yaml`."""

    def __str__(self) -> str:
        return self.title


class EvidenceVersion(OfCase):
    """A document as it was handed in; never overwritten."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    document_date = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.evidence} v{self.number}"


class DocumentReading(OfCase):
    """What a document says about one fact, as a person read it."""

    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="readings")
    place = models.CharField(max_length=120)
    value = EncryptedTextField()
    page = models.CharField(max_length=20, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.place


class FactVersion(OfCase):
    """The fact sheet at one moment."""

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    sheet = models.JSONField()
    """`totalis/facts/1`."""
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_fact_version_a_number")
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class FactStatement(OfCase):
    """Who stated a fact in a version, how she knows, and which document proves it."""

    version = models.ForeignKey(FactVersion, on_delete=models.PROTECT, related_name="statements")
    place = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    basis = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )

    def __str__(self) -> str:
        return self.place


class CaseDetermination(OfCase):
    """A determination as it was made, word for word; `digest` is that of `document` as canonical JSON."""

    fact_version = models.ForeignKey(
        FactVersion, on_delete=models.PROTECT, related_name="determinations"
    )
    as_of = models.DateField()
    law = models.CharField(max_length=80)
    facts = models.CharField(max_length=80)
    digest = models.CharField(max_length=71)
    document = models.JSONField()
    """`totalis/determination/1`."""

    def __str__(self) -> str:
        return f"{self.case} {self.as_of}"


class SourceConsulted(OfCase):
    """A page that somebody read for the case, with the day of access."""

    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    accessed_on = models.DateField()
    why = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.title


class Closure(OfCase):
    """A finding or escalation that a person closed, with the reason; `key` names it."""

    key = models.CharField(max_length=120)
    reason = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.key


class Reopening(OfCase):
    """A decision that was reopened because facts or law changed, and what fell with it."""

    cause = models.CharField(max_length=10)
    before = models.ForeignKey(
        CaseDetermination, null=True, on_delete=models.PROTECT, related_name="+"
    )
    after = models.ForeignKey(
        CaseDetermination, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed = models.JSONField(default=list)
    certificates = models.ManyToManyField("casework.Certificate", blank=True, related_name="+")
    pay_from = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.cause}"
