"""The memory of forms that were taken."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class TakenForm(models.Model):
    """A form by its token, and where its first sending led; written in the transaction of what it did."""

    token = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    content = models.CharField(max_length=64)
    """A keyed digest of what was sent, which tells a second sending from another form."""
    location = models.TextField(blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "token"], name="one_taking_a_user_and_token")
        ]

    def __str__(self) -> str:
        return str(self.token)
