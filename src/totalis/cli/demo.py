"""`totalis demo`: everything on this machine, with data of its own, ready to click."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import webbrowser
from datetime import date
from typing import TYPE_CHECKING

from totalis.cli.demo_house import asked
from totalis.cli.demo_houses import Houses
from totalis.cli.demo_server import LOOPBACK, Server, at_port
from totalis.cli.door import data_folder, locked, migrate, open_django, stop
from totalis.cli.text import determination_text
from totalis.cli.work import keep_working
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.samples import NAMES, sample_path
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

SAMPLE_DAY = date(2026, 1, 1)
LOAD = "load_demo"
"""The management command that fills a fresh demo, where an app brings it."""
# A demo never touches what an installation is set up with.
NOT_IN_A_DEMO = (
    "TOTALIS_DATABASE_URL",
    "TOTALIS_EVIDENCE_URL",
    "TOTALIS_EMAIL_URL",
    "TOTALIS_ENCRYPTION_KEYS",
    "TOTALIS_HTTPS",
)


def run(options: Namespace) -> int:
    """Decide three samples in the terminal, then serve the pages on the loopback address."""
    home = data_folder()
    home.mkdir(parents=True, exist_ok=True)
    try:
        with locked(home / "demo.lock", wait=False):
            _decide_samples()
            with at_port(options.port) as server:
                _serve(server, home / "demo", options)
    except BlockingIOError:
        stop(
            "demo",
            "a demo that is running already",
            "one demo in a data folder",
            "Stop it first, or name another folder in TOTALIS_DATA_DIR.",
        )
    return 0


def _decide_samples() -> None:
    law = Lawbook()
    for name in NAMES:
        path = sample_path(name)
        print(f"$ totalis determine {os.path.relpath(path)} --as-of {SAMPLE_DAY.isoformat()}\n")
        sheet = read_sheet(path.read_bytes(), path.name)
        print(determination_text(determine(sheet, as_of=SAMPLE_DAY, law=law)), end="\n\n\n")


def _serve(server: Server, folder: Path, options: Namespace) -> None:
    address = f"http://{LOOPBACK}:{server.server_port}/"
    os.environ["TOTALIS_SITE_ADDRESS"] = address
    fresh = _open(folder, keep=options.keep)
    if options.empty:
        _pages(server, folder, address, options)
        return
    port = server.server_port if options.port else 0
    with Houses.started(folder, first_port=port, fresh=fresh) as houses:
        _fill(folder, houses)
        houses.ready()
        for house in houses.running.values():
            print(f"The agency of {house.country}: {house.address}/service/", flush=True)
        _pages(server, folder, address, options)


def _pages(server: Server, folder: Path, address: str, options: Namespace) -> None:
    from django.core.wsgi import get_wsgi_application

    server.set_app(get_wsgi_application())
    print(f"Its data and its mails lie in {folder}")
    print(f"Serving on {address}", flush=True)
    if not options.empty:
        print(f"Sign in by a button on {address}accounts/login/", flush=True)
    print("Stop with Ctrl-C.", flush=True)
    if not options.no_open and sys.stdout.isatty():
        threading.Timer(0.5, webbrowser.open, [address]).start()
    ended = threading.Event()
    threading.Thread(target=keep_working, args=[ended], daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("\nStopped.")
    finally:
        ended.set()


def _open(folder: Path, *, keep: bool) -> bool:
    """Open the demo's own data, fresh unless they are to be kept; answers whether they are."""
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name in NOT_IN_A_DEMO:
        os.environ.pop(name, None)
    os.environ["TOTALIS_DATA_DIR"] = str(folder)
    os.environ["TOTALIS_DEMO"] = "1"
    # The houses of the demonstration speak with each other on this machine.
    os.environ["TOTALIS_WEBHOOK_NETWORKS"] = f"{LOOPBACK}/32"
    fresh = not (folder / "totalis.sqlite3").exists()
    print("Preparing the demo's own database ...", flush=True)
    open_django()
    migrate()
    return fresh


def _fill(folder: Path, houses: Houses) -> None:
    """Load the sample cases, all of them or none, and make the houses known to each other; say who can sign in."""
    from django.core.management import call_command

    if not houses.fresh:
        call_command(LOAD, only_say=True)
        return
    try:
        said = houses.said()
        call_command(LOAD, agencies=said)
        houses.introduce(said, json.loads(asked("desks")))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
