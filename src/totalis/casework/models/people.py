"""Workers and employers: registered once in an organisation, used by every case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from totalis.casework.models.base import Revised
from totalis.webbase.secrets.fields import EncryptedJSONField, EncryptedTextField


class Worker(Revised):
    """A person whose work is the subject of cases. Numbers and birth are ciphertext in the database."""

    given_names = models.CharField(max_length=120)
    family_names = models.CharField(max_length=120)
    name_at_birth = models.CharField(max_length=120, blank=True)
    staff_number = models.CharField(max_length=40, blank=True)
    birth_date = EncryptedTextField(blank=True)
    """ISO 8601 day."""
    birth_place = EncryptedTextField(blank=True)
    birth_country = models.CharField(max_length=2, blank=True)
    ssn = EncryptedTextField(blank=True)
    """Nine digits."""
    foreign_numbers = EncryptedJSONField(default=dict)
    """Country to number."""
    citizenships = models.JSONField(null=True)
    """Countries; null is unknown, an empty list is stateless."""
    address = models.JSONField(default=dict)
    """`procedure.casefile.Address` as a mapping."""
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    disposed_at = models.DateTimeField(null=True, blank=True)
    """From this moment on the row is only what payroll's index rests on; it says nothing of a person."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "family_names", "given_names"], name="worker_name")
        ]

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_names}".strip()


class Employer(Revised):
    """An employer or business as registered in its country."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    address = models.JSONField(default=dict)
    registrations = models.JSONField(default=dict)
    """Local numbers by name: EIN, NIP, SIRET …"""
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    activity = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "name"], name="employer_name")]

    def __str__(self) -> str:
        return self.name
