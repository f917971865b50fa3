"""The records of tokens."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from totalis.webbase.accounts.models import Dated, Mandate, Owned
from totalis.webbase.tokens.scopes import Scope


class MachineKey(Owned, Dated):
    """A key with which a program asks for an organisation; of its secret only a digest is kept.

    It belongs to the organisation and outlives the membership of the person who made it, so that no payroll run stops
    because somebody leaves. One that an adviser's person made falls with the mandate (`mandate`).
    """

    name = models.CharField(max_length=80)
    scopes = models.JSONField()
    handle = models.CharField(max_length=10, unique=True)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-made_at"], name="keys_of_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown})"

    @property
    def shown(self) -> str:
        """The beginning of the key, by which people recognise it; it opens nothing."""
        return f"tot_{self.handle}…"

    @property
    def scope_set(self) -> frozenset[Scope]:
        """What it lets a program do; a scope that is no more is left out."""
        known = {scope.value for scope in Scope}
        return frozenset(Scope(scope) for scope in self.scopes if scope in known)

    @property
    def scopes_in_order(self) -> list[Scope]:
        """The same, in the order of the table."""
        return [scope for scope in Scope if scope in self.scope_set]
