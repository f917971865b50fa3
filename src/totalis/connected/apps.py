"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectedConfig(AppConfig):
    """Filing from the case desk to certificate services."""

    name = "totalis.connected"
    label = "connected"
