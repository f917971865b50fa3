"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, organisations, roles and rights."""

    name = "totalis.webbase.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the checks."""
        from totalis.webbase.accounts import checks  # noqa: F401, PLC0415 - imported to register
