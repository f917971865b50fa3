"""Connected desks: programs that file for organisations, known by their public keys."""

from __future__ import annotations

from django.db import models

from totalis.webbase.accounts.models import Owned


class Client(Owned):
    """A desk that may file. It sees its own requests and nothing else."""

    name = models.CharField(max_length=160)
    key_id = models.CharField(max_length=80, unique=True)
    """RFC 7638 thumbprint of its public key."""
    key = models.JSONField()
    """Its public key (JWK)."""
    active = models.BooleanField(default=True)
    contact_email = models.EmailField(blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
