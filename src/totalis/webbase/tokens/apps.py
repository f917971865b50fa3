"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Keys with which machines ask."""

    name = "totalis.webbase.tokens"
    label = "tokens"
