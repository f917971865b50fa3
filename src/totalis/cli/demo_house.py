"""One agency of the demonstration as a process: `python -m totalis.cli.demo_house COUNTRY PORT [fresh]`.

Lines of JSON go out and come in: who it is, whom it deals with, that it serves. It ends when its input is closed.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from io import StringIO
from typing import Any

from totalis.cli.demo_server import LOOPBACK, at_port
from totalis.cli.door import migrate, open_django
from totalis.cli.work import keep_working


def main() -> None:
    """Open the house, deal with whom the demonstration names, serve."""
    country, port, *rest = sys.argv[1:]
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a Ctrl-C is the demonstration's, which then closes the input
    open_django()
    migrate()
    from django.core.wsgi import get_wsgi_application

    if rest == ["fresh"]:
        _say(json.loads(asked("open", country=country, address=f"http://{LOOPBACK}:{port}")))
        asked("introduce", others=json.dumps(_heard()))
    with at_port(int(port)) as server:
        server.set_app(get_wsgi_application())
        ended = threading.Event()
        threading.Thread(target=keep_working, args=[ended], daemon=True).start()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _say({"serves": True})
        sys.stdin.read()
        ended.set()
        server.shutdown()


def asked(act: str, **more: str) -> str:
    """What the demonstration's own command answers (`site.demo`, which this room does not import)."""
    from django.core.management import call_command

    return str(call_command("demo_house", act, stdout=StringIO(), **more))


def _say(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


def _heard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sys.stdin.readline())
    return found


if __name__ == "__main__":
    main()
