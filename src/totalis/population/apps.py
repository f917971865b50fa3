"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    """Screening of whole populations."""

    name = "totalis.population"
    label = "population"
