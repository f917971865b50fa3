"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class OnceConfig(AppConfig):
    """Forms that act once."""

    name = "totalis.webbase.once"
    label = "once"
