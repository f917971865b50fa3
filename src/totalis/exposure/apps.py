"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Charge lines, same earnings and money at risk."""

    name = "totalis.exposure"
    label = "exposure"
