"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SecretsConfig(AppConfig):
    """Encryption at rest, and how a personal number is shown."""

    name = "totalis.webbase.secrets"
    label = "secrets"

    def ready(self) -> None:
        """Register the checks."""
        from totalis.webbase.secrets import checks  # noqa: F401, PLC0415 - imported to register
