"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    """Screening of whole populations."""

    name = "totalis.population"
    label = "population"

    def ready(self) -> None:
        """Take in registers of engagements."""
        from totalis.population.services.receiving import KIND  # noqa: PLC0415 - models are loaded first
        from totalis.webbase.registers import kinds  # noqa: PLC0415 - models are loaded first

        kinds.register(KIND)
