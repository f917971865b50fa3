"""A register screened on one day under one law, and what was decided of each row."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.casework.models import Case
from totalis.population.models.opening import CaseOpening
from totalis.webbase.accounts.models import Owned
from totalis.webbase.registers.models import Register
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class ScreeningRun(Owned):
    """One pass over a register. It is never changed; another day or another law is another run."""

    title = models.CharField(max_length=200)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    """The day whose law applies."""
    law = models.CharField(max_length=80)
    """The digest of the lawbook."""
    engine = models.CharField(max_length=20)
    """The version of Totalis."""
    rows = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    """Rows that have their decision."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_as = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    working_since = models.DateTimeField(null=True)
    """None once it is finished."""
    finished_at = models.DateTimeField(null=True)
    problem = EncryptedTextField(blank=True)
    """Why it could not be screened, in words."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-made_at"], name="screening_runs"),
        ]

    def __str__(self) -> str:
        return self.title


class ScreenedRow(Owned):
    """One row of the register and its decision, as `determine` gives it for that row alone."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="screened")
    line = models.PositiveIntegerField()
    """Its line in the file."""
    worker_id = models.CharField(max_length=40, blank=True)
    engagement_id = models.CharField(max_length=60, blank=True)
    person = EncryptedJSONField(default=dict)
    """Given and family names, and what the row says of pay, as they came."""
    facts = EncryptedJSONField(default=dict)
    """The cells that are facts, by column."""
    work_country = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20)
    covered_by = models.CharField(max_length=2, blank=True)
    exempt_in = models.CharField(max_length=2, blank=True)
    agreement = models.CharField(max_length=2, blank=True)
    rule = models.CharField(max_length=120, blank=True)
    missing = models.TextField(blank=True)
    issuer = models.CharField(max_length=2, blank=True)
    last_lawful_day = models.DateField(null=True)
    error = EncryptedTextField(blank=True)
    """Why the row cannot be read; it quotes cells."""
    pay = models.BigIntegerField(null=True)
    """Pay of a month in cents."""
    currency = models.CharField(max_length=3, blank=True)
    at_risk = models.BigIntegerField(null=True)
    """US contributions of a month, both shares, in cents, that fall due twice without a certificate."""
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    opening = models.ForeignKey(
        CaseOpening, null=True, on_delete=models.PROTECT, related_name="rows"
    )
    left_out = models.CharField(max_length=300, blank=True)
    """Why no case was opened, where somebody asked for one."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "line"], name="one_screened_row_a_line")
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "outcome", "covered_by"], name="screened_outcome"),
            models.Index(fields=["run", "agreement"], name="screened_agreement"),
        ]

    def __str__(self) -> str:
        return f"{self.run}, line {self.line}"
