"""Checks of an installation, beside Django's own: `check --deploy` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


@checks.register(Tags.security, deploy=True)
def secret_key_is_chosen(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature is Django's
    **_kwargs: Any,  # noqa: ANN401 - the signature is Django's
) -> list[checks.CheckMessage]:
    """Warn where each process would invent a key of its own, so that none believes what another has signed."""
    if settings.SECRET_KEY_IS_OWN:
        return []
    return [
        checks.Warning(
            "TOTALIS_SECRET_KEY is not set, so each process signs with a key of its own.",
            hint="Set it to a long random text, the same for every process, and keep it out of the repository.",
            id="totalis.W001",
        )
    ]
