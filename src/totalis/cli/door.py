"""Opening the web application from the command line: settings, database brought up to date, one at a time."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn

from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = "totalis.site.settings"
EXTRA = "totalis[web]"
LOCK_NUMBER = 7_061_935
"""Of PostgreSQL's advisory lock; the number itself means nothing."""


def data_folder() -> Path:
    """Where this user's Totalis keeps what it writes, before any settings are loaded."""
    require_extra()
    from pathlib import Path

    from platformdirs import user_data_path

    return Path(os.environ.get("TOTALIS_DATA_DIR") or user_data_path("totalis", appauthor=False))


def open_django() -> None:
    """Load Django with the settings of the environment.

    Raises:
        InputError: the web extra is not installed, or a variable cannot be read.
    """
    require_extra()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        stop("environment", str(error), "variables that can be read", "Correct the environment.")
    from django.conf import settings

    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def open_database() -> None:
    """Load Django, and stop where the database is not up to date.

    Raises:
        InputError: it is not.
    """
    open_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        stop(
            "database",
            f"{len(plan)} migrations that were not carried out",
            "a database that is up to date",
            "Run `totalis manage migrate`, or start `totalis serve`, which does it.",
        )


def require_extra() -> None:
    """Stop where only the engine is installed.

    Raises:
        InputError: the web extra is not installed.
    """
    if find_spec("django") is None:
        stop(EXTRA, "not installed", "the web extra", "Install it: pip install 'totalis[web]'.")


def migrate() -> None:
    """Bring the database up to date; of several processes that start at once, one does it and the others wait."""
    from django.core.management import call_command

    with _alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
        return
    with locked(settings.DATA_DIR / "migrate.lock", wait=True):
        yield


@contextmanager
def locked(path: os.PathLike[str], *, wait: bool) -> Iterator[None]:
    """Hold a file's lock, which the system lets go when the process ends, however it ends.

    Raises:
        BlockingIOError: another process holds it, and this one does not want to wait.
    """
    import fcntl

    with open(path, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def stop(path: str, found: str, expected: str, remedy: str = "Correct the call.") -> NoReturn:
    """End the command with exit code 2: the call or the environment is wrong.

    Raises:
        InputError: always.
    """
    raise InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
