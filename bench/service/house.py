"""An agency's house as `totalis serve` runs it on a PostgreSQL of its own; it can be killed and started again."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
PORT, WORKERS = 8793, 2
ADDRESS = f"http://127.0.0.1:{PORT}"
INTERFACE = f"{ADDRESS}/service/api/v1"
START_SECONDS = 60
OK = 200


def environment(folder: Path, database: str) -> None:
    """What `totalis serve` reads, for this process and those that it starts."""
    key = folder / "secret"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATABASE_URL": database,
        "TOTALIS_DATA_DIR": str(folder / "data"),
        "TOTALIS_SECRET_KEY": key.read_text(encoding="ascii"),
        "TOTALIS_ALLOWED_HOSTS": "127.0.0.1",
        "TOTALIS_WEBHOOK_NETWORKS": "127.0.0.1/32",
        "TOTALIS_SITE_ADDRESS": ADDRESS,
        "TOTALIS_DEBUG": "0",
    }


def open_house(desks: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Make the agency and make the desks known to it; answers its public key."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from totalis.authority import keys
    from totalis.authority.models import Agency
    from totalis.site.demo.agencies import introduce, open_agency
    from totalis.webbase.signed.keys import public_of

    if not Agency.objects.exists():
        open_agency("US", ADDRESS)
    named = [{"name": f"Desk {secrets.token_hex(4)}", "key": public_of(key)} for key in desks]
    introduce({"partners": [], "desks": named})
    from django.db import connections

    connections.close_all()
    return public_of(keys.jwk())


@dataclass
class House:
    """The serving processes; `killed` counts how often they were."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    killed: int = 0
    away: float = 0.0
    started: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        began = time.monotonic()
        command = [
            *(str(Path(sys.executable).with_name("totalis")), "serve", "--no-migrate"),
            *("--bind", f"127.0.0.1:{PORT}", "--workers", str(WORKERS)),
        ]
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
            )
        while not _answers():
            if self.process.poll() is not None or time.monotonic() > began + START_SECONDS:
                self.stop()
                sys.exit(f"The service did not start: see {self.folder / 'serve.log'}")
            time.sleep(0.1)
        if self.process.poll() is not None:
            sys.exit(f"Another program serves on port {PORT}: stop it first.")
        self.started.append(time.monotonic() - began)

    def kill(self) -> None:
        """SIGKILL to all of its processes at once: nobody gets to say goodbye."""
        assert self.process is not None  # noqa: S101 - it was started
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.killed += 1

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def _answers() -> bool:
    try:
        with urlopen(f"{ADDRESS}/service/", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == OK)
    except OSError:
        return False
