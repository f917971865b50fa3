"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PopulationConfig(AppConfig):
    """Screening of whole populations."""

    name = "totalis.population"
    label = "population"

    def ready(self) -> None:
        """Take in registers of engagements."""
        from totalis.casework.services.disposing import staying  # noqa: PLC0415 - models are loaded first
        from totalis.population.models import ScreenedRow  # noqa: PLC0415
        from totalis.population.services.receiving import KIND  # noqa: PLC0415 - models are loaded first
        from totalis.webbase.registers import kinds  # noqa: PLC0415 - models are loaded first

        kinds.register(KIND)
        # The row stays, so that the screening still counts what it counted.
        staying[ScreenedRow] = {
            "worker_id": "",
            "engagement_id": "",
            "person": {},
            "facts": {},
            "error": "",
            "pay": None,
            "at_risk": None,
            "currency": "",
            "left_out": "",
        }
