"""The agency whose house this installation is; an installation without one has no certificate service."""

from __future__ import annotations

from django.db import models

from totalis.webbase.accounts.models import Organisation


class Agency(models.Model):
    """What the public is told of the agency. At most one row: the house has one owner."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="agency"
    )
    country = models.CharField(max_length=2)
    """The country whose law it certifies, as ISO 3166-1 alpha-2."""
    name = models.CharField(max_length=160)
    issuer = models.CharField(max_length=200)
    """The address that names it in credentials and signed messages: `https://host`, no path, no slash at the end."""
    postal_address = models.TextField(blank=True)
    fax = models.CharField(max_length=40, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    telephone_hours = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    takes_requests = models.BooleanField(default=True)
    """Whether the public forms are open; an agency that only issues and exchanges has them closed."""
    service_days = models.PositiveSmallIntegerField(default=20)
    """Business days within which it means to decide; its own setting, no source names a real one."""

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name
