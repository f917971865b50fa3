"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    """The house of an agency that certifies coverage."""

    name = "totalis.authority"
    label = "authority"

    def ready(self) -> None:
        """Register the checks."""
        from totalis.authority import checks  # noqa: F401, PLC0415 - imported to register
