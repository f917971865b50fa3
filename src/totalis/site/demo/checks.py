"""The check of an installation that may not be a demonstration: `check --deploy` runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


@checks.register(Tags.security, deploy=True)
def is_no_demonstration(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature is Django's
    **_kwargs: Any,  # noqa: ANN401 - the signature is Django's
) -> list[checks.CheckMessage]:
    """Warn where anybody can sign in as anybody of the cast."""
    if not settings.DEMO:
        return []
    return [
        checks.Warning(
            "TOTALIS_DEMO is 1, so the sign-in page lets anybody in as anybody of the demonstration.",
            hint="Take it out of the environment; `totalis demo` sets it for itself.",
            id="totalis.W004",
        )
    ]
