"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Signed messages to other systems."""

    name = "totalis.webbase.webhooks"
    label = "webhooks"
