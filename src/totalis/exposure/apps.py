"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Charge lines, same earnings and money at risk."""

    name = "totalis.exposure"
    label = "exposure"

    def ready(self) -> None:
        """Take in registers of charges and of contributions, put the money on the first page of a case, keep its pay."""
        from totalis.casework.selectors.disposal import keepers  # noqa: PLC0415 - models first
        from totalis.casework.selectors.parts import providers  # noqa: PLC0415 - models first
        from totalis.casework.services.pay import on_pay  # noqa: PLC0415 - models are loaded first
        from totalis.exposure.selectors.late import why_kept  # noqa: PLC0415
        from totalis.exposure.selectors.parts import part_of  # noqa: PLC0415
        from totalis.exposure.services import receiving  # noqa: PLC0415 - models are loaded first
        from totalis.exposure.services.pay import keep_stated  # noqa: PLC0415
        from totalis.webbase.registers import kinds  # noqa: PLC0415 - models are loaded first

        for kind in receiving.KINDS:
            kinds.register(kind)
        providers.append(part_of)
        on_pay.append(keep_stated)
        keepers.append(why_kept)
