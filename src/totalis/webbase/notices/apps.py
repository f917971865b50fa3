"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices and their outbox."""

    name = "totalis.webbase.notices"
    label = "notices"
