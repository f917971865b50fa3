"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration; holds no tables."""

    name = "totalis.site.demo"
    label = "demo"

    def ready(self) -> None:
        """Register the check."""
        from totalis.site.demo import checks  # noqa: F401, PLC0415 - imported to register
