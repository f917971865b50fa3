"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration; holds no tables."""

    name = "totalis.site.demo"
    label = "demo"
