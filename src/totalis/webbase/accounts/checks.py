"""Checks of an installation's sign-in, beside Django's own: `check --deploy` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.checks import Tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


@checks.register(Tags.security, deploy=True)
def addresses_are_confirmed(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature is Django's
    **_kwargs: Any,  # noqa: ANN401 - the signature is Django's
) -> list[checks.CheckMessage]:
    """Warn where sign-up must tell a stranger which addresses have an account."""
    if settings.VERIFY_EMAIL or not settings.OPEN_SIGN_UP:
        return []
    return [
        checks.Warning(
            "TOTALIS_VERIFY_EMAIL is 0, so the sign-up form tells which e-mail addresses have an account.",
            hint="Set it to 1 (mail must leave the server), or TOTALIS_OPEN_SIGN_UP to 0.",
            id="totalis.W003",
        )
    ]
