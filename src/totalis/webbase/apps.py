"""The web foundation as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WebbaseConfig(AppConfig):
    """Page frame, static files, headers and clock; registers the checks of an installation."""

    name = "totalis.webbase"
    label = "webbase"

    def ready(self) -> None:
        """Register the checks."""
        from totalis.webbase import checks  # noqa: F401, PLC0415 - imported to register
