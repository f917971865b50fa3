"""`totalis serve`: the pages for real use."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from totalis.cli.door import migrate, open_django, stop

if TYPE_CHECKING:
    from argparse import Namespace

APPLICATION = "totalis.site.wsgi:application"


def run_serve(options: Namespace) -> int:
    """Bring the database up to date, then hand over to gunicorn; settings come from TOTALIS_ variables."""
    for name in ("TOTALIS_SECRET_KEY", "TOTALIS_ALLOWED_HOSTS"):
        if not os.environ.get(name):
            stop(name, "nothing", "a value", "Set it in the environment before serving others.")
    open_django()
    if not options.no_migrate:
        from django.db import connections

        migrate()
        connections.close_all()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        APPLICATION,
        "--bind",
        options.bind,
        "--workers",
        str(options.workers),
        "--access-logfile",
        "-",
    ]
    os.execv(sys.executable, command)  # noqa: S606  (the server takes the place of this process)
