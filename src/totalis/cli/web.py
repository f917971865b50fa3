"""`totalis demo` and `totalis serve`: the pages on this machine, and for real use."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from datetime import date
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from totalis.cli.text import determination_text
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.samples import NAMES, sample_path
from totalis.kernel.errors import InputError, Problem
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from argparse import Namespace
    from wsgiref.types import WSGIApplication

SETTINGS = "totalis.site.settings"
APPLICATION = "totalis.site.wsgi:application"
SAMPLE_DAY = date(2026, 1, 1)
LOOPBACK = "127.0.0.1"
PORT = "--port"
EXTRA = "totalis[web]"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base)
        """Say nothing: addresses of pages are no news in a demo."""


def run_demo(options: Namespace) -> int:
    """Decide three samples in the terminal, then serve the pages on the loopback address."""
    law = Lawbook()
    for name in NAMES:
        path = sample_path(name)
        print(f"$ totalis determine {os.path.relpath(path)} --as-of {SAMPLE_DAY.isoformat()}\n")
        sheet = read_sheet(path.read_bytes(), path.name)
        print(determination_text(determine(sheet, as_of=SAMPLE_DAY, law=law)), end="\n\n\n")
    application = _application()
    try:
        server = make_server(LOOPBACK, options.port, application, _Server, _Quiet)
    except (OSError, OverflowError) as error:
        raise _wrong(PORT, f"{options.port} ({error})", "a free port; 0 takes one") from None
    address = f"http://{LOOPBACK}:{server.server_port}/"
    print(f"Serving on {address}", flush=True)
    print("Stop with Ctrl-C.", flush=True)
    if not options.no_open and sys.stdout.isatty():
        threading.Timer(0.5, webbrowser.open, [address]).start()
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
    return 0


def run_serve(options: Namespace) -> int:
    """Hand over to gunicorn; settings come from TOTALIS_ variables."""
    _application()
    for name in ("TOTALIS_SECRET_KEY", "TOTALIS_ALLOWED_HOSTS"):
        if not os.environ.get(name):
            raise _wrong(
                name, "nothing", "a value", "Set it in the environment before serving others."
            )
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


def _application() -> WSGIApplication:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        from django.core.wsgi import get_wsgi_application
    except ImportError:
        raise _wrong(
            EXTRA,
            "not installed",
            "the web extra",
            "Install it: pip install 'totalis[web]'.",
        ) from None
    return get_wsgi_application()


def _wrong(path: str, found: str, expected: str, remedy: str = "Correct the call.") -> InputError:
    return InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])
