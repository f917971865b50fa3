"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ConnectedConfig(AppConfig):
    """Filing from the case desk to certificate services."""

    name = "totalis.connected"
    label = "connected"

    def ready(self) -> None:
        """Offer the connection as a channel, and put its parts on the pages of a case; the desk knows not whose."""
        from totalis.casework.selectors.asked import offered  # noqa: PLC0415 - models first
        from totalis.casework.selectors.parts import providers  # noqa: PLC0415
        from totalis.connected.selectors.parts import part_of  # noqa: PLC0415
        from totalis.connected.selectors.services import offer  # noqa: PLC0415

        offered.append(offer)
        providers.append(part_of)
