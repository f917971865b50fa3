"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SignedConfig(AppConfig):
    """Signed messages between machines."""

    name = "totalis.webbase.signed"
    label = "signed"
