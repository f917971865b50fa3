"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Charge lines, same earnings and money at risk."""

    name = "totalis.exposure"
    label = "exposure"

    def ready(self) -> None:
        """Take in registers of charges and of contributions, and put the money on the first page of a case."""
        from totalis.casework.selectors.parts import providers  # noqa: PLC0415 - models first
        from totalis.exposure.selectors.parts import part_of  # noqa: PLC0415
        from totalis.exposure.services import receiving  # noqa: PLC0415 - models are loaded first
        from totalis.webbase.registers import kinds  # noqa: PLC0415 - models are loaded first

        for kind in receiving.KINDS:
            kinds.register(kind)
        providers.append(part_of)
