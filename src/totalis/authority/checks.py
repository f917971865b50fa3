"""Checks of an installation: `check --deploy` runs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.checks import Tags
from django.db import OperationalError, ProgrammingError, connection

from totalis.authority.keys import is_for_trials
from totalis.authority.selectors.agency import agency
from totalis.authority.selectors.register_keys import key_trouble
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig


_DISOWNED = checks.Error(
    "The signing key in use was disowned: nothing is issued, and no status list is signed.",
    hint="Name another key: TOTALIS_SIGNING_PKCS12 or TOTALIS_SIGNING_MODULE (docs/certificates.md).",
    id="totalis.E011",
)


@checks.register(Tags.security, deploy=True)
def seals_with_a_real_key(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - the signature is Django's
    **_kwargs: Any,  # noqa: ANN401 - the signature is Django's
) -> list[checks.CheckMessage]:
    """Warn where an agency would seal with a key that proves nothing, that it disowned, or with none."""
    try:
        house = agency() if _database_is_there() else None
        if house is None:
            return []
        trial = is_for_trials()
        if key_trouble(house.organisation) == "disowned":
            return [_DISOWNED]
    except (OperationalError, ProgrammingError):
        return []  # no database yet
    except InputError as error:
        return [
            checks.Error(
                f"The signing key cannot be used. {error.diagnostics()}", id="totalis.E010"
            )
        ]
    if not trial:
        return []
    return [
        checks.Warning(
            "Certificates are sealed with a trial key, which proves nothing to anybody.",
            hint="Name a real key: TOTALIS_SIGNING_PKCS12 or TOTALIS_SIGNING_MODULE (docs/certificates.md).",
            id="totalis.W010",
        )
    ]


def _database_is_there() -> bool:
    """Whether it can be asked; SQLite would make the file by being asked."""
    return (
        connection.vendor != "sqlite"
        or connection.connection is not None
        or Path(connection.settings_dict["NAME"]).exists()
    )
