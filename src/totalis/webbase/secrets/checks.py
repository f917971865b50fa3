"""Checks of an installation: `check --deploy` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags

from totalis.webbase.secrets.keys import key_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


@checks.register(Tags.security, deploy=True)
def keys_are_chosen(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature is Django's
    **_kwargs: Any,  # noqa: ANN401 - the signature is Django's
) -> list[checks.CheckMessage]:
    """Warn where the key lies beside what it encrypts, so that who takes the one has the other."""
    if settings.ENCRYPTION_KEYS:
        return []
    return [
        checks.Warning(
            f"TOTALIS_ENCRYPTION_KEYS is not set, so the key lies beside the data, in {key_file()}.",
            hint="Make one with `totalis key`, keep it apart from the data and its backups, and set it for every process.",
            id="totalis.W002",
        )
    ]
