"""The small server of the demonstration: this machine only, one thread a request."""

from __future__ import annotations

from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from totalis.cli.door import stop

LOOPBACK = "127.0.0.1"
PORT = "--port"


class Server(ThreadingMixIn, WSGIServer):
    """Serves pages and the calls of the other houses at the same time."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base)
        """Say nothing: addresses of pages are no news in a demo."""


def at_port(port: int) -> Server:
    """A server on the loopback address; 0 takes a free port.

    Raises:
        InputError: the port is taken, or is none.
    """
    try:
        return Server((LOOPBACK, port), _Quiet)
    except (OSError, OverflowError) as error:
        stop(PORT, f"{port} ({error})", "a free port; 0 takes one")
